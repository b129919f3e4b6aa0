"""What came of composing: where to go on depends on whether the source was split."""

import pytest

from tests.support.screens import call_on_page, links, next_step
from ui.compose.result import result


@pytest.mark.parametrize(("split", "page"), [(False, "split"), (True, "train")])
def test_a_composed_dataset_leads_to_the_step_that_it_lacks(do, split, page):
    do("generate", name="glyphs", count=60, symbols="01", length=1, width=32, height=32, font_size=24, workers=1)
    if split:
        do("split", dataset="glyphs")
    job = do("compose", dataset="glyphs", name="texts", count=8, workers=1)
    app = call_on_page(result, job)
    assert len(app.success) == 1 and next_step(app) == (page, "dataset=texts")


def test_a_job_that_failed_made_nothing_to_go_on_with(do):
    job = do("compose", dataset="gone", name="texts", count=8)
    app = call_on_page(result, job)
    assert job.state == "failed" and not app.success and not links(app)
