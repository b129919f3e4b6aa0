"""A study: the same texts under every condition, each step once, and what it writes."""

import pandas as pd

from engine.analyze.study.conditions import PUBLISHED, with_conditions
from engine.analyze.study.run import finish
from engine.analyze.study.spec import StudySpec
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import children, record
from engine.core.jobs.job import Job
from engine.spec import read
from engine.verbs import spec_class
from tests.support.commands import engine

STORY = (
    "generate --name symbols --symbols 01 --length 1 --count 200 --width 24 --height 28 --font-size 22 --dots 0 "
    "--curves 0 --seed 1",
    "split --dataset symbols --seed 1 --near ignore",
)


def test_the_conditions_of_the_design_differ_in_noise_and_mode_only():
    spec = StudySpec(source="symbols", texts=3000)
    assert len(spec.conditions) * spec.texts == 42_000
    assert len({condition.words for condition in spec.conditions}) == 14


def test_the_same_texts_stand_under_every_condition_in_the_same_part(home, do):
    for command in STORY:
        engine(home, command)
    spec = StudySpec(source="symbols", name="s", texts=12, length=2, width=64)
    chosen = [spec.conditions[0], spec.conditions[-1]]
    frames = []
    for condition in chosen:
        values = spec.composing(condition).model_dump(mode="json") | {"workers": 1}
        assert do("compose", **values).state == "done"
        source = open_dataset(f"s {condition.words}")
        frame = source.frame(["text", "gaussian_noise", "salt_pepper_noise"])
        frames.append(frame.assign(part=source.split(), source=source.name))
    first, last = frames
    assert first[["text", "part"]].equals(last[["text", "part"]])
    assert (first["salt_pepper_noise"] == 0).all() and (last["salt_pepper_noise"] == 0.3).all()
    conditions = with_conditions(spec, pd.concat(frames, ignore_index=True))
    assert conditions["noise"].value_counts().to_dict() == {"clean": 12, "salt_pepper_noise": 12}
    assert set(conditions["noise"]) <= set(PUBLISHED)


def test_a_source_that_is_not_there_or_not_split_and_a_name_that_is_taken_are_sentences(do, tiny):
    assert "there is no dataset 'gone'" in do("study", source="gone").message
    assert "must be split" in do("study", source=tiny).message
    do("split", dataset=tiny)
    assert "there is a dataset 'tiny' already" in do("study", source=tiny, name="tiny").message


def test_a_step_that_fails_is_named(do, tiny):
    do("split", dataset=tiny)  # texts of two symbols, from which nothing can be composed
    view = do("study", source=tiny, name="s", texts=10)
    assert view.state == "failed"
    assert view.message.startswith("clean grey is failed: texts are composed of images of single symbols")


def test_a_step_that_is_done_is_not_done_again(create_job, tiny):
    job = Job(create_job("study", StudySpec(source=tiny).model_dump(mode="json")))
    step = read(spec_class("split"), {"dataset": tiny})
    for _ in range(2):
        finish(job, "parts", "split", step)
        assert [view.verb for view in record.views()].count("split") == 1
    assert record.view(children.ids(job)["parts"]).state == "done"
