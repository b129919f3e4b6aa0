"""Corrections as a dataset: with origin and model, for training only, and joined with what the model learned from."""

import json

import numpy as np
import pytest

from engine.core.datasets.dataset import open_dataset
from engine.correct.decisions import Decision, decide, image_key
from engine.correct.queue import in_order, most_doubtful
from engine.imaging.encode import png
from tests.support.commands import engine
from tests.support.jobs import run_as_job


def correct(data, text, who="ann"):
    decision = Decision(
        image=image_key(data), file="a/ü,\n1.png", predicted="1", text=text, confidence=0.4, why="typed", who=who
    )
    decide("reader", decision, data)


@pytest.fixture
def corrected(trained):
    """Five new images with corrected texts, and one that the model learned from."""
    run_as_job("generate", name="new", symbols="012", length=2, count=5, width=64, height=32, font_size=24, workers=1)
    for number, data in enumerate(open_dataset("new").image_files(range(5))):
        correct(data, f"0{number % 3}")
    correct(open_dataset("digits").image_files([0])[0], "00")
    return trained


def test_corrections_become_a_dataset_that_joins_what_the_model_learned_from(corrected):
    result = json.loads(engine(corrected, "correct --model reader --export lesson --json"))
    assert (result["count"], result["known"], result["disputed"]) == (5, 1, 0)
    lesson = open_dataset("lesson")
    rows = lesson.frame(["text", "model", "predicted"])
    assert rows["text"].tolist() == ["00", "01", "02", "00", "01"] and set(lesson.paths(range(5))) == {"a/ü,\n1.png"}
    assert set(rows["model"]) == {"reader"} and set(rows["predicted"]) == {"1"}
    assert lesson.image_files([2]) == open_dataset("new").image_files([2])
    assert len(lesson.part_ids("train")) == 5
    assert run_as_job("merge", name="both", dataset=["digits", "lesson"]).result["split"]
    before, after = open_dataset("digits"), open_dataset("both")
    assert len(after.part_ids("train")) == len(before.part_ids("train")) + 5
    assert len(after.part_ids("test")) == len(before.part_ids("test"))


def test_without_agreement_there_is_no_dataset(trained):
    job = run_as_job("correct", model="reader", export="lesson")
    assert job.state == "failed" and "nothing was corrected for 'reader' yet" in job.message
    correct(open_dataset("digits").image_files([0])[0], "00")
    assert "correct their labels on the page Relabel" in run_as_job("correct", model="reader", export="lesson").message


def test_the_queue_begins_with_the_most_doubtful_image_and_then_looks_for_others():
    rng = np.random.default_rng(0)
    kinds = [rng.integers(0, 256, (20, 40), np.uint8) for _ in range(3)]
    doubt = np.array([0.9, 0.89, 0.88, 0.5, 0.45, 0.1])
    images = [png(kinds[kind]) for kind in (0, 0, 0, 1, 2, 0)]
    assert in_order(doubt, images, 3)[0] == 0 and set(in_order(doubt, images, 3)) == {0, 3, 4}
    assert most_doubtful(doubt, 1).tolist() == [0, 1, 2, 3, 4, 5]
    assert in_order(doubt, [None, b"<html>", *images[2:]], 2)[0] == 2 and in_order(doubt[:1], [None], 3) == []
