"""The search space of a sweep: fields with values or ranges, checked like those of a training."""

import pytest

from engine.core.specs.assignments import FIXED
from engine.spec import knobs
from engine.sweep import space
from engine.sweep.spec import SweepSpec
from engine.train.spec import TrainSpec


def test_values_and_ranges_are_read_in_the_kind_of_their_field():
    rate, batch, mode = space.parse_search(["learning_rate=0.001..0.1", "batch=16,32", "mode=grey,colour"])
    assert (rate.low, rate.high, rate.whole, rate.values) == (0.001, 0.1, False, ())
    assert batch.values == (16, 32) and mode.values == ("grey", "colour")
    assert space.combinations([batch, mode])[1] == {"batch": 16, "mode": "colour"} and space.combinations([rate]) == []


@pytest.mark.parametrize(
    "search, words",
    [
        ([], "at least one field"),
        (["learning_rate"], "field=value"),
        (["speed=1,2"], "with a field of training"),
        (["dataset=a,b"], "with a field of training"),
        (["final=yes"], "with a field of training"),
        (["batch=16,many"], "batch must be a number"),
        (["batch=32..16"], "from smaller to larger"),
        (["mode=grey..colour"], "must be two numbers"),
        (["batch=16", "batch=32"], "names batch twice"),
        (["batch=16,5000"], r"batch must be in \[1, 4096\]"),
        (["learning_rate=0.1..10"], "learning_rate must be"),
    ],
)
def test_a_mistake_is_reported_before_anything_is_trained(search, words):
    with pytest.raises(ValueError, match=words):
        SweepSpec(dataset="d", search=search)


@pytest.mark.parametrize(
    "knob", [knob for knob in knobs(TrainSpec) if knob.name not in FIXED], ids=lambda knob: knob.name
)
def test_what_is_suggested_for_a_field_is_a_search_that_starts(knob):
    text = space.suggested(knob)
    assert text or knob.default in ("", None, 0)
    if text:
        values = space.parse_search([f"{knob.name}={text}"])[0].values
        assert len(set(values)) == len(values)
        SweepSpec(dataset="d", search=[f"{knob.name}={text}"])
