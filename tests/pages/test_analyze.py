"""Analyze, empty and filled."""

import time

import pytest

from engine.analyze import predictions, scores
from engine.analyze.confusions import behind, confusions
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import record
from ui.text import name


@pytest.fixture
def stored(trained):
    """The readings that the page is about."""
    return predictions.load("reader", "digits", "test")


def test_without_models_it_says_what_to_do(visit):
    assert "train a model first" in visit("Analyze").info[0].value


def test_shows_the_numbers_of_the_stored_readings(visit, stored):
    app = visit("Analyze")
    summary = scores.summary(stored)
    shown = {metric.label: metric for metric in app.metric}
    for label, key in (("Exact match", "exact_match"), ("Symbol accuracy", "symbol_accuracy")):
        assert shown[label].value == f"{summary[key]:.1%}"
        assert shown[label].delta == f"{summary[f'{key}_low']:.1%} to {summary[f'{key}_high']:.1%}"
    assert shown["Character error rate"].value == f"{summary['cer']:.1%}"
    assert shown["Images"].value == str(summary["n"])
    assert len(app.get("plotly_chart")) == 3
    assert app.dataframe[0].value["count"].tolist() == confusions(stored)["count"].tolist()


def test_the_link_names_the_whole_view(visit, stored):
    worst = confusions(stored).iloc[0]
    cell = f"{name(worst.true)} → {name(worst.read)}"
    query = {
        "model": "reader",
        "dataset": "digits",
        "cell": cell,
        "show": "row percent",
        "sample": "random",
        "draw": "3",
    }
    app = visit("Analyze", **query)
    assert app.selectbox(key="cell").value == cell
    assert app.query_params == query
    heading = next(each.value for each in app.markdown if each.value.startswith("####"))
    assert f"{worst['count']:,} × in" in heading
    images = len(behind(stored, worst.true, worst.read)) + min(24, len(stored))
    assert len(app.get("image")) == images


def test_the_bare_page_names_model_and_dataset_in_its_url(visit, trained):
    assert visit("Analyze").query_params == {"model": "reader", "dataset": "digits"}


def test_unknown_names_in_the_link_are_sentences(visit, trained):
    app = visit("Analyze", model="ghost", dataset="nowhere", part="most", cell="a → b")
    said = " ".join(each.value for each in app.warning)
    assert all(name in said for name in ("ghost", "nowhere", "most", "a →"[0]))
    assert len(app.metric) == 4


def test_a_cell_is_chosen_by_the_keyboard_too(visit, trained):
    app = visit("Analyze")
    box = app.selectbox(key="cell")
    box.select(box.options[0]).run()
    assert any(each.value.startswith("####") for each in app.markdown)


@pytest.mark.parametrize("part", ["train", "all"])
def test_warns_of_parts_that_the_model_was_trained_on(visit, trained, part):
    assert "trained on images of this part" in visit("Analyze", part=part).warning[0].value


def test_warns_of_a_split_made_after_the_training(visit, do, trained):
    assert not visit("Analyze").warning
    do("split", dataset="digits", seed=2)
    assert "split anew after" in visit("Analyze").warning[0].value


def test_a_corrected_label_counts_at_once_and_the_model_is_said_to_know_the_old_one(visit, stored):
    row = stored[stored["correct"]].iloc[0]
    open_dataset("digits").decide([row["id"]], [row["text"] + "2"], "typed")
    app = visit("Analyze")
    assert next(each for each in app.metric if each.label == "Exact match").value != f"{stored['correct'].mean():.1%}"
    assert any("Labels were corrected" in each.value for each in app.info)
    open_dataset("digits").undo([row["id"]])
    app = visit("Analyze")
    assert not any("Labels were corrected" in each.value for each in app.info)


def test_unsplit_dataset_leads_to_split(visit, do, tiny, trained):
    assert "is not split yet" in visit("Analyze", dataset="tiny").info[0].value.replace("\u2060", "")


def test_unread_part_is_read_by_a_job_and_then_shown(visit, trained):
    app = visit("Analyze", part="validation")
    assert "were not read yet" in app.info[0].value
    app.button(key="start_classify").click().run()
    assert not app.exception
    job = record.views()[0]
    wait_for_end(job.id)
    app = visit("Analyze", part="validation")
    assert {metric.label: metric.value for metric in app.metric}["Images"] == str(
        len(open_dataset("digits").part_ids("validation"))
    )


def wait_for_end(job_id, seconds=60):
    """Waits until a job is done."""
    end = time.time() + seconds
    while record.view(job_id).active and time.time() < end:
        time.sleep(0.1)
    assert record.view(job_id).state == "done", record.log_tail(job_id)
