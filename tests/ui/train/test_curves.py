"""A training that runs: its best epoch by the validation part, its cost, and what the doctor says."""

import pytest

from engine.core.jobs import record
from engine.core.jobs.job import FINISH, Job
from engine.core.storage.files import write_text
from engine.train import notes
from engine.train.estimate import write_estimate
from tests.support.screens import call_on_page
from ui.train.curves import curves

HISTORY = """\
epoch,loss,symbol_accuracy,exact_match,val_loss,val_symbol_accuracy,val_exact_match
1,0.9,0.5,0.3,0.8,0.6,0.8
2,0.5,0.8,0.6,0.4,0.9,0.8
3,0.1,0.9,0.9,0.5,0.9,0.7
"""


@pytest.fixture
def training(create_job):
    """The folder of a training that runs."""
    job_id = create_job("train", {"dataset": "d", "name": "net"}, ("model", "net"))
    return record.folder_of(job_id)


def test_the_best_epoch_is_the_first_in_exact_match_and_then_in_loss(training):
    assert not call_on_page(curves, record.view(training.name)).metric
    write_text(training / "history.csv", HISTORY)
    app = call_on_page(curves, record.view(training.name))
    assert [metric.value for metric in app.metric] == ["2", "80.0%", "90.0%"]
    assert len(app.get("plotly_chart")) == 3


def test_what_it_decided_is_shown_and_the_best_so_far_can_be_taken(training):
    notes.add(Job(training.name), "Started from the pre-trained net, as asked.")
    assert "take_best" not in [button.key for button in call_on_page(curves, record.view(training.name)).button]
    write_text(training / "history.csv", HISTORY)
    app = call_on_page(curves, record.view(training.name))
    assert "as asked" in app.caption[0].value
    app.button(key="take_best").click().run()
    assert (training / FINISH).exists()


def test_what_it_will_take_is_said_before_the_first_epoch(training):
    cost = {"parameters": 93_556, "memory": 9e8, "seconds_per_step": 0.1, "minutes": 2.5}
    write_estimate(training, cost)
    said = call_on_page(curves, record.view(training.name)).caption[0].value
    assert "93,556" in said and "900 MB" in said and "2 min 30 s" in said
