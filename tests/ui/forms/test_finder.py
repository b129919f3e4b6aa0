"""The finder of a long form: what counts as changed, and where its search looks."""

import pytest

from engine.generate.spec import GenerateSpec
from engine.spec import Span, knobs
from ui.forms.finder import differs, searched, written


@pytest.mark.parametrize(
    ("value", "start", "changed"),
    [
        ([4, 6], Span(4, 6), False),
        ([4, 5], Span(4, 6), True),
        ("", None, False),
        ([], (), False),
        (["blur=1,2"], (), True),
        (0, False, False),
    ],
)
def test_a_field_is_changed_if_it_says_another_thing_than_at_its_start(value, start, changed):
    assert differs(value, start) is changed


def test_every_field_is_found_by_its_label_its_option_and_words_of_its_help():
    for field in knobs(GenerateSpec):
        words = searched(field)
        assert all(text.casefold() in words for text in (field.title, field.option, field.sentence))


def test_start_values_are_said_in_words():
    assert [written(value) for value in (True, False, None, "", (), ("a", "b"), Span(4, 6))] == [
        "yes", "no", "none", "none", "none", "a, b", "4-6",
    ]  # fmt: skip
