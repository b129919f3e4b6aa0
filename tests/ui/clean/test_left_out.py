"""What cleaning left out: brought back marked by marked, or all at once."""

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from tests.support.screens import call_on_page, mark_rows
from ui.clean.left_out import left_out


@pytest.fixture
def blank(do):
    """A dataset of which the blank images 0, 2 and 4 are left out."""
    images = list(np.random.default_rng(3).integers(0, 256, (6, 9, 9), np.uint8))
    images[::2] = [np.full((9, 9), grey, np.uint8) for grey in (10, 20, 30)]
    from_arrays("some", images, list("abcdef"))
    assert do("clean", dataset="some", leave_out=["blank"], rare=0).state == "done"
    return open_dataset("some")


def test_only_what_is_marked_comes_back(blank):
    app = call_on_page(left_out, blank)
    table = app.dataframe[0]
    assert table.value["id"].tolist() == [0, 2, 4] and app.button(key="bring_back_marked").disabled
    mark_rows(app, table.key, [1])
    app.button(key="bring_back_marked").click().run()
    assert blank.quarantine()["id"].tolist() == [0, 4] and not app.exception
    app.button(key="bring_back_rows").click().run()
    assert blank.quarantine().empty and not app.dataframe
