"""What stands in the address of a page, and what is said of a name in it that is nowhere."""

import pytest

from tests.support.screens import call_on_page, returned
from ui.url import asked, asked_among


@pytest.mark.parametrize(
    ("query", "known", "value", "warnings"),
    [
        ({}, ["a"], None, 0),
        ({"x": "a"}, ["a", "b"], "a", 0),
        ({"x": "[c](d)"}, ["a"], None, 1),
        ({"x": "a"}, [], None, 1),
    ],
)
def test_a_known_name_is_taken_and_an_unknown_one_is_a_sentence(query, known, value, warnings):
    app = call_on_page(asked_among, "x", known, "thing", query=query)
    assert returned(app) == value and len(app.warning) == warnings
    assert all("](" not in warning.value for warning in app.warning)
    assert returned(call_on_page(asked, "x", query=query)) == query.get("x")
