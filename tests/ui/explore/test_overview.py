"""What a dataset holds: counted again when it changes, and every image found by leafing."""

import numpy as np

from engine.clean.decide import leave_out
from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from engine.explore.spec import ExploreSpec
from tests.support.screens import call_on_page, captions
from ui.explore.overview import ON_A_PAGE, overview_of, sheet


def test_every_image_is_on_one_page_and_what_is_left_out_on_none(home):
    count = 2 * ON_A_PAGE + 5
    images = np.random.default_rng(3).integers(0, 256, (count, 9, 9), np.uint8)
    from_arrays("many", images, [f"{row % 4}*" for row in range(count)])
    source, spec = open_dataset("many"), ExploreSpec(dataset="many")
    app = call_on_page(sheet, source, overview_of(source, spec))
    shown = []
    for page in (1, 2, 3):
        app.get("pagination")[0].set_value(page).run()
        shown += [int(caption.split(" ·")[0]) for caption in captions(app)]
    assert sorted(shown) == list(range(count)) != shown
    rows = source.frame(["id"]).iloc[:7]
    leave_out(source, rows.assign(reason="by hand"))
    found = overview_of(open_dataset("many"), spec)
    assert (found.images, found.left_out) == (count - 7, 7)
    app = call_on_page(sheet, open_dataset("many"), found, query={"show": "1*"})
    assert {int(caption.split(" ·")[0]) for caption in captions(app)} == set(range(9, count, 4))
