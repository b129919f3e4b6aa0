"""Lists that people write: one bad line costs that line alone."""

import pytest

from engine.core.storage.lists import table


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,b\n"x,1\ny,2\n', [["a", "b"], ['"x', "1"], ["y", "2"]]),  # not closed
        ('a\n"x\n"y\nz\n', [["a"], ['"x'], ['"y'], ["z"]]),  # twice
        ('a,b\n"x\ny",2\nz,3', [["a", "b"], ["x\ny", "2"], ["z", "3"]]),  # a cell of two lines
        ('1.png,"\n2.png,b', [["1.png", '"'], ["2.png", "b"]]),  # the mark itself as the label
        ('"a" ,b\n"c"d,e', [["a ", "b"], ["cd", "e"]]),
        ('a,"b ""q"" c"', [["a", 'b "q" c']]),
        ("", []),
    ],
)
def test_a_quotation_mark_that_is_not_closed_takes_no_other_line_along(text, rows):
    assert table("list.csv", text) == rows
