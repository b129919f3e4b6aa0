"""A table of images in which rows can be marked."""

import pandas as pd

from engine.core.datasets.dataset import open_dataset
from tests.support.screens import call_on_page, mark_rows, returned
from ui.markable import markable


def test_the_marked_rows_are_returned_and_another_table_begins_with_none(tiny):
    source = open_dataset(tiny)
    table = pd.DataFrame({"id": [7, 3, 5], "why": list("abc")})
    app = call_on_page(markable, source, table, "rows", {"why": "Why"})
    shown = app.dataframe[0]
    assert shown.value["id"].tolist() == [7, 3, 5] and shown.value["picture"].str.startswith("data:image/png").all()
    assert returned(app).empty
    assert returned(mark_rows(app, shown.key, [0, 2]))["why"].tolist() == ["a", "c"]
    assert call_on_page(markable, source, table[1:], "rows").dataframe[0].key != shown.key
