"""A page that has nothing to show yet says so in one sentence, and leads to where that can be changed."""

import pytest

from engine.core.datasets.dataset import open_dataset
from tests.support.models import card_of, store_model
from tests.support.screens import links
from ui.pages import PAGES


def can_start(app):
    """Whether something can be started on a page."""
    return any(button.key.startswith("start_") and not button.disabled for button in app.button)


@pytest.mark.parametrize("title", [title for title in PAGES if title not in ("Home", "Generate")])
def test_in_an_empty_workspace_a_page_says_what_is_missing_and_leads_there(visit, title):
    app = visit(title)
    (missing,) = app.info
    assert missing.value.endswith((".", "?")) and not app.error and not app.warning
    assert links(app.main) and not can_start(app)


@pytest.mark.parametrize("title", ["Train", "Sweep", "Forecast", "Analyze"])
def test_what_needs_a_split_leads_to_splitting_the_dataset(visit, tiny, title):
    store_model("net", card_of(open_dataset(tiny)))
    app = visit(title, dataset=tiny)
    assert len(app.info) == 1 and "split" in {page for page, _ in links(app.main)} and not can_start(app)
