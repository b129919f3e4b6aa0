"""Leafing through shows every row that is wanted once, in an order that stays."""

import numpy as np
import pandas as pd
import pytest

from engine.core.datasets.dataset import open_dataset
from engine.explore.browse import on_page, page_count, shuffled


@pytest.mark.parametrize("wanted", ["", "0", "01", "7"])
def test_every_wanted_row_in_use_is_on_one_page(tiny, wanted):
    source = open_dataset(tiny)
    source.write_quarantine(pd.DataFrame({"id": [3], "reason": ["x"]}))
    texts = source.frame(["text"])["text"].drop(3)
    shown = {"": texts, "0": texts[texts.str.contains("0")], "01": texts[texts == "01"], "7": texts[:0]}[wanted]
    ids = shuffled(source, wanted)
    np.testing.assert_array_equal(ids, shuffled(source, wanted))
    pages = [on_page(ids, number, 6) for number in range(1, page_count(ids, 6) + 1)]
    assert sorted(np.concatenate(pages)) == shown.index.tolist()
    assert all(len(page) == 6 for page in pages[:-1]) and len(pages[-1]) <= 6
    assert wanted or ids.tolist() != sorted(ids)
