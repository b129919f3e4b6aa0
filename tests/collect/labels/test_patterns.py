"""Patterns that users write: what they find, and an end to those that never come to one."""

import pytest

from engine.collect.labels import patterns
from engine.collect.labels.patterns import compiled, search

ENDLESS, PATH = "((a|a)*)*b", "a" * 40


def test_the_group_named_label_or_else_the_first_is_the_label():
    named = search(r"(?P<group>x)?(?P<label>\w)(\d)", ["xä1", "b2", "?", "\udcff_c3"])
    assert named == [("ä", "x"), ("b", None), None, ("c", None)]
    assert search("(a)|(b)", ["a", "b"]) == [("a", None), ("", None)] and search("(a)", []) == []


def test_a_pattern_without_end_is_stopped_and_not_tried_again(monkeypatch):
    with pytest.raises(ValueError, match="Write it without repetitions inside repetitions") as first:
        search(ENDLESS, ["ab", PATH])
    assert PATH in str(first.value) and search(ENDLESS, ["ab"]) == [("", None)]
    monkeypatch.setattr(patterns.subprocess, "run", None)
    with pytest.raises(ValueError) as again:
        search(ENDLESS, [PATH])
    assert str(again.value) == str(first.value)


@pytest.mark.parametrize("pattern", ["(", "(a" * 400, "(" * 5000, "(a{99999999999999999999})", "[z-a]", "(?P<label>"])
def test_what_is_no_pattern_is_a_sentence(pattern):
    with pytest.raises(ValueError, match="pattern must"):
        compiled(pattern)
