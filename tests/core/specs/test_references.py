"""What a spec names is asked of its fields, whatever else has the same value."""

import pytest

from engine.core.specs.references import named
from engine.spec import knobs
from engine.verbs import VERBS, spec_class

NAMING = {
    **dict.fromkeys(("dataset", "rename", "duplicate", "delete", "source"), "dataset"),
    **dict.fromkeys(("model", "like", "continue_from", "other", "models"), "model"),
    **dict.fromkeys(("settings", "search"), "settings"),
}
ELSEWHERE = {("ask", "model"), ("collect", "source"), ("import", "source")}  # of a server, and of a person


@pytest.mark.parametrize("verb", VERBS)
def test_every_field_that_names_something_says_so(verb):
    for knob in knobs(spec_class(verb)):
        if (verb, knob.name) in ELSEWHERE:
            continue
        assert knob.names == NAMING.get(knob.name, "file" if knob.names == "file" else "")


@pytest.mark.parametrize(
    ("verb", "values", "models", "datasets"),
    [
        ("classify", {"model": "m", "dataset": "d", "part": "test"}, {"m"}, {"d"}),
        ("classify", {"model": "m", "dataset": "", "part": "all"}, {"m"}, set()),
        ("relabel", {"model": "", "dataset": "d"}, set(), {"d"}),
        ("merge", {"name": "both", "dataset": ["d", "e"]}, set(), {"d", "e"}),
        ("train", {"dataset": "d", "name": "m", "like": "n", "continue_from": "o"}, {"n", "o"}, {"d"}),
        ("train", {"dataset": "slotnet", "name": "slotnet", "recipe": "slotnet"}, set(), {"slotnet"}),
        ("sweep", {"dataset": "d", "settings": ["continue-from = m", "batch=8"], "search": ["continue_from=n,o"]},
         {"m", "n", "o"}, {"d"}),
        ("generate", {"name": "d", "symbols": "m"}, set(), set()),
    ],
)  # fmt: skip
def test_the_names_in_a_stored_spec(verb, values, models, datasets):
    assert named("model", spec_class(verb), values) == models
    assert named("dataset", spec_class(verb), values) == datasets
