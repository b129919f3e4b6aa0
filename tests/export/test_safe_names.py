"""Which labels can be names of files on every system."""

import pytest

from engine.export.safe_names import are_safe, class_folders, is_safe


@pytest.mark.parametrize("text", ["a1B2", "äöü", "手書き", "x+y", "console"])
def test_ordinary_texts_can_be_names(text):
    assert is_safe(text)


@pytest.mark.parametrize("text", ["", "a/b", "..", ".a", "-rf", "a:b", "con", "nul.b", "a.", "a\n", "x" * 101, "a?"])
def test_what_some_system_refuses_is_no_name(text):
    assert not is_safe(text)


def test_texts_that_differ_in_case_alone_cannot_lie_side_by_side():
    assert are_safe(["ab", "cd"]) and not are_safe(["ab", "AB"]) and not are_safe(["ab", "ab"])
    assert class_folders("abc") == {"a": "a", "b": "b", "c": "c"}
    folders = class_folders("aA/")
    assert folders == {"a": "a_U+0061", "A": "A_U+0041", "/": "U+002F"} and are_safe(folders.values())
