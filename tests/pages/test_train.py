"""Train: what it needs, and what it shows while a net learns."""

import pytest

from engine import jobs, storage
from engine.train.spec import TrainSpec

HISTORY = """\
epoch,loss,symbol_accuracy,exact_match,val_loss,val_symbol_accuracy,val_exact_match,chance_symbol,chance_text
1,0.9,0.5,0.3,0.8,0.6,0.4,0.5,0.25
2,0.5,0.8,0.6,0.4,0.9,0.8,0.5,0.25
3,0.4,0.8,0.6,0.5,0.9,0.7,0.5,0.25
"""


@pytest.fixture
def training(do, tiny):
    """A training of three epochs that has not ended."""
    do("split", dataset=tiny)
    spec = TrainSpec(dataset=tiny, name="net")
    job_id = jobs.create("train", spec.model_dump(mode="json"), spec.makes)
    storage.write_text(jobs.folder_of(job_id) / "history.csv", HISTORY)
    return job_id


def test_without_datasets_it_says_what_to_do(visit):
    assert "make a dataset first" in visit("Train").info[0].value


def test_unsplit_dataset_leads_to_split(visit, tiny):
    app = visit("Train", dataset=tiny)
    assert "not split yet" in app.info[0].value
    assert not [each for each in app.button if each.key == "start_train"]


def test_split_dataset_can_be_trained_on(visit, do, tiny):
    do("split", dataset=tiny)
    app = visit("Train", dataset=tiny, epochs="3")
    assert not app.button(key="start_train").disabled
    assert "--dataset tiny --name tiny --epochs 3" in " ".join(each.value for each in app.code)


def test_running_training_is_found_without_a_link(visit, training):
    app = visit("Train")
    assert len(app.get("plotly_chart")) == 3
    figures = {each.label: each.value for each in app.metric}
    assert (figures["best epoch"], figures["its exact match"]) == ("2", "80.0%")
    assert app.button(key="stop")


def test_training_without_an_epoch_says_so(visit, training):
    (jobs.folder_of(training) / "history.csv").unlink()
    app = visit("Train", job=training)
    assert any("first epoch" in each.value for each in app.caption)


def test_job_of_another_page_is_pointed_to(visit, tiny):
    drawn = jobs.views()[0].id
    assert "another page" in visit("Train", job=drawn).warning[0].value


def test_the_name_follows_the_dataset_until_it_is_changed(visit, do, tiny):
    do("split", dataset=tiny)
    do("generate", name="other", count=40, symbols="01", length=2, workers=1)
    do("split", dataset="other")
    app = visit("Train", dataset=tiny)
    app.selectbox(key="dataset").set_value("other").run()
    assert app.text_input(key="name").value == "other"
    app.text_input(key="name").set_value("mine").run()
    app.selectbox(key="dataset").set_value(tiny).run()
    assert app.text_input(key="name").value == "mine"
