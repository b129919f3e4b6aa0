"""What a sweep varies, as text: fields with values or ranges, checked as a training would check them."""

import pytest

from engine.sweep import space
from engine.sweep.spec import SweepSpec


def test_values_and_ranges_are_read_in_the_kind_of_their_field():
    rate, batch, mode = space.parsed(["learning_rate=0.001..0.1", "batch=16,32", "mode=grey,colour"])
    assert (rate.low, rate.high, rate.whole, rate.values) == (0.001, 0.1, False, ())
    assert batch.values == (16, 32) and mode.values == ("grey", "colour")
    assert space.all_of([batch, mode])[1] == {"batch": 16, "mode": "colour"} and space.all_of([rate]) == []


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
def test_a_mistake_is_named_before_anything_is_trained(search, words):
    with pytest.raises(ValueError, match=words):
        SweepSpec(dataset="d", search=search)
