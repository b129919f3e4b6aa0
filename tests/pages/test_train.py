"""Train: what it needs, and what it shows while a net learns."""

import pytest

from engine.core.jobs import record
from engine.core.models.card import model_names
from engine.core.storage.files import write_text
from engine.train.estimate import write_estimate
from engine.train.spec import TrainSpec
from tests.support.jobs import ended
from tests.support.screens import links
from ui.text import size

HISTORY = """\
epoch,loss,symbol_accuracy,exact_match,val_loss,val_symbol_accuracy,val_exact_match,chance_symbol,chance_text
1,0.9,0.5,0.3,0.8,0.6,0.4,0.5,0.25
2,0.5,0.8,0.6,0.4,0.9,0.8,0.5,0.25
3,0.4,0.8,0.6,0.5,0.9,0.7,0.5,0.25
"""


@pytest.fixture
def training(do, tiny, create_job):
    """A training of three epochs that has not ended."""
    do("split", dataset=tiny)
    spec = TrainSpec(dataset=tiny, name="net")
    job_id = create_job("train", spec.model_dump(mode="json"), spec.makes)
    write_text(record.folder_of(job_id) / "history.csv", HISTORY)
    return job_id


def test_split_dataset_can_be_trained_on(visit, do, tiny):
    do("split", dataset=tiny)
    app = visit("Train", dataset=tiny, epochs="3")
    assert not app.button(key="start_train").disabled
    assert "--dataset tiny --name tiny --epochs 3" in " ".join(command.value for command in app.code)


def test_running_training_is_found_without_a_link(visit, training):
    app = visit("Train")
    assert len(app.get("plotly_chart")) == 3
    assert [metric.value for metric in app.metric][:2] == ["2", "80.0%"]
    assert app.button(key="job_stop")


def test_training_without_an_epoch_says_so(visit, training):
    (record.folder_of(training) / "history.csv").unlink()
    app = visit("Train", job=training)
    assert not app.get("plotly_chart") and app.button(key="job_stop")


def test_job_of_another_page_is_pointed_to(visit, tiny):
    drawn = record.views()[0]
    app = visit("Train", job=drawn.id)
    assert drawn.title in app.warning[0].value and ("generate", f"job={drawn.id}") in links(app)


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


def command(app):
    """The command line that the page shows for the training; below it stands the one for its estimate."""
    training, estimate = next(command.value for command in app.code if "python -m engine train" in command.value).split(
        "\n"
    )
    assert estimate.replace(" --estimate", "") == training != estimate
    return training


def test_the_recipe_fills_the_form_and_what_is_its_own_stays_out_of_the_command(visit, do, tiny):
    do("split", dataset=tiny)
    app = visit("Train", dataset=tiny, recipe="letters")
    assert app.number_input(key="epochs").value == 6 and app.number_input(key="clipnorm").value == 0.9
    assert command(app).endswith("--dataset tiny --name tiny --recipe letters")
    app.selectbox(key="recipe").set_value("glyphs").run()
    assert app.number_input(key="epochs").value == 50 and app.number_input(key="learning_rate").value == 1e-4
    app.number_input(key="epochs").set_value(7).run()
    assert command(app).endswith("--dataset tiny --name tiny --recipe glyphs --epochs 7")
    assert app.get("image") and not app.error


@pytest.mark.parametrize(
    "query, words",
    [
        ({"recipe": "vgg"}, "recipe must be one of slotnet"),
        ({"flips": "sideways"}, "would change the order of symbols"),
    ],
)
def test_what_cannot_be_trained_is_a_sentence_and_no_button(visit, do, tiny, query, words):
    do("split", dataset=tiny)
    app = visit("Train", dataset=tiny, **query)
    assert any(words in message.value for message in [*app.error, *app.warning])
    assert all(button.disabled for button in app.button if button.key == "start_train")


def test_before_anything_is_trained_it_tells_what_that_would_take(visit, trained):
    app = visit("Train", dataset="digits", name="larger", recipe="slotnet-large")
    app.button(key="start_train_otherwise").click().run()
    found = ended(next(job.id for job in record.views() if job.spec.get("estimate")))
    assert found.state == "done" and found.makes is None and model_names() == ["reader"]
    app.run()
    (said,) = (info.value for info in app.info if f"{found.result['parameters']:,} parameters" in info.value)
    assert size(found.result["memory"]) in said
    assert app.text_input(key="name").value == "larger" and not app.button(key="start_train").disabled


def test_a_run_can_be_repeated_from_its_model(visit, trained):
    app = visit("Train", dataset="digits", like="reader")
    assert app.number_input(key="epochs").value == 3
    assert "--like reader" in command(app) and "--epochs 3" in command(app)


def test_what_it_said_before_it_began_stays_with_the_job(visit, training):
    cost = {"parameters": 93_556, "memory": 9e8, "seconds_per_step": 0.1, "minutes": 2.5}
    write_estimate(record.folder_of(training), cost)
    app = visit("Train", job=training)
    (said,) = (caption.value for caption in app.caption if "93,556" in caption.value)
    assert "900 MB" in said and "2 min 30 s" in said
