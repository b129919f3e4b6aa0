"""Analyze, empty and filled."""

import re

import pytest

from engine.analyze import predictions, scores
from engine.analyze.confusions import behind, confusions
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import record
from engine.core.metrics.alignment import aligned
from tests.support.jobs import ended
from ui.analyze.cautions import WARNINGS
from ui.text import name


@pytest.fixture
def stored(trained):
    """The readings that the page is about."""
    return predictions.load("reader", "digits", "test")


def test_shows_the_numbers_of_the_stored_readings(visit, stored):
    app = visit("Analyze")
    summary = scores.summary(stored, aligned(stored))
    shown = {metric.label: metric for metric in app.metric}
    for label, key in (("Exact match", "exact_match"), ("Symbol accuracy", "symbol_accuracy")):
        assert shown[label].value == f"{summary[key]:.1%}"
        assert shown[label].delta == f"{summary[f'{key}_low']:.1%} to {summary[f'{key}_high']:.1%}"
    assert shown["Character error rate"].value == f"{summary['cer']:.1%}"
    assert shown["Images"].value == str(summary["n"])
    assert len(app.get("plotly_chart")) == 2
    assert app.dataframe[0].value["n"].sum() == summary["symbols"]


def test_the_link_names_the_whole_view(visit, stored):
    pairs = aligned(stored)
    worst = confusions(pairs).iloc[0]
    cell = f"{name(worst.true)} → {name(worst.read)}"
    query = {"model": "reader", "dataset": "digits", "view": "confusions", "cell": cell, "show": "row percent"}
    app = visit("Analyze", **query)
    assert app.selectbox(key="cell").value == cell
    assert app.query_params == query
    assert app.dataframe[0].value["count"].tolist() == confusions(pairs)["count"].tolist()
    heading = next(paragraph.value for paragraph in app.markdown if paragraph.value.startswith("####"))
    images = len(behind(stored, pairs, worst.true, worst.read))
    assert {str(worst["count"]), str(images)} <= {*re.findall(r"\d+", heading)}
    assert len(app.get("image")) == images


def test_the_bare_page_names_model_and_dataset_in_its_url(visit, trained):
    assert visit("Analyze").query_params == {"model": "reader", "dataset": "digits"}


def test_unknown_names_in_the_link_are_sentences(visit, trained):
    query = {"model": "ghost", "dataset": "nowhere", "part": "most", "view": "confusions", "cell": "x → y"}
    app = visit("Analyze", **query)
    unknown = [value for value in query.values() if value != "confusions"]
    assert len(app.warning) == len(unknown)
    for value, warning in zip(unknown, app.warning, strict=True):
        assert value in warning.value
    assert [app.selectbox(key=key).value for key in ("model", "dataset", "cell")] == ["reader", "digits", None]


def test_a_cell_is_chosen_by_the_keyboard_too(visit, stored):
    app = visit("Analyze", view="confusions")
    pairs = aligned(stored)
    worst = confusions(pairs).iloc[0]
    app.selectbox(key="cell").select(f"{name(worst.true)} → {name(worst.read)}").run()
    assert len(app.get("image")) == len(behind(stored, pairs, worst.true, worst.read))
    assert not app.exception


@pytest.mark.parametrize("part", ["train", "all"])
def test_warns_of_parts_that_the_model_was_trained_on(visit, trained, part):
    (warning,) = visit("Analyze", part=part).warning
    assert warning.value == WARNINGS["training part"]


def test_warns_of_a_split_made_after_the_training(visit, do, trained):
    assert not visit("Analyze").warning
    do("split", dataset="digits", seed=2)
    (warning,) = visit("Analyze").warning
    assert warning.value == WARNINGS["another split"].format(part="test")


def test_a_corrected_label_counts_at_once_and_the_model_is_said_to_know_the_old_one(visit, stored):
    row = stored[stored["correct"]].iloc[0]
    open_dataset("digits").decide([row["id"]], [row["text"] + "2"], "typed")
    app = visit("Analyze")
    assert (
        next(metric for metric in app.metric if metric.label == "Exact match").value
        != f"{stored['correct'].mean():.1%}"
    )
    assert len(app.info) == 1
    open_dataset("digits").undo([row["id"]])
    app = visit("Analyze")
    assert not app.info


def test_unread_part_is_read_by_a_job_and_then_shown(visit, trained):
    app = visit("Analyze", part="validation")
    assert len(app.info) == 1 and not app.metric
    app.button(key="start_classify").click().run()
    assert not app.exception
    assert ended(record.views()[0].id).state == "done"
    app = visit("Analyze", part="validation")
    assert {metric.label: metric.value for metric in app.metric}["Images"] == str(
        len(open_dataset("digits").part_ids("validation"))
    )


def test_a_study_that_runs_is_shown_with_its_progress(visit, create_job, trained):
    job_id = create_job("study", {"source": "digits"})
    app = visit("Analyze", job=job_id)
    assert app.query_params["job"] == [job_id] or app.query_params["job"] == job_id
    assert any(button.key == "job_stop" or button.key == f"stop_{job_id}" for button in app.button)
    assert app.metric, "and the view below it"
