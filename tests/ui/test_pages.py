"""The table of pages: complete, and what the sidebar lists."""

import pytest

from engine.core.jobs import record
from engine.verbs import VERBS
from tests.support.commands import PROJECT
from tests.support.screens import open_page
from ui.pages import PAGE_OF_VERB, PAGES, SECTIONS, page_of


def test_every_file_of_pages_is_in_the_table_and_the_other_way_round():
    files = {path.relative_to(PROJECT).as_posix() for path in (PROJECT / "pages").glob("*.py")}
    assert {page.path for page in PAGES.values()} == files | {"app.py"}
    assert all(page.title == title for title, page in PAGES.items())


def test_every_room_and_every_module_that_rooms_share_has_its_tests():
    rooms = {path.parent.name for path in (PROJECT / "ui").glob("*/__init__.py")}
    assert [room for room in rooms if not [*(PROJECT / "tests" / "ui" / room).glob("test_*.py")]] == []
    shared = {path.stem for path in (PROJECT / "ui").glob("[a-z]*.py")}
    assert shared <= {path.stem.removeprefix("test_") for path in (PROJECT / "tests" / "ui").glob("test_*.py")}


@pytest.mark.parametrize("title", PAGES)
def test_a_page_has_its_own_title_and_sentence_and_a_sidebar_with_all_pages(home, title):
    app = open_page(title)
    assert title in app.title[0].value
    assert PAGES[title].sentence in [caption.value for caption in app.caption]
    assert [link.label for link in app.sidebar.get("page_link")] == [
        page.title for section in SECTIONS for page in PAGES.values() if page.section == section
    ]


def test_the_jobs_of_every_verb_are_shown_on_a_page_that_there_is(do):
    assert set(VERBS) <= set(PAGE_OF_VERB) and set(PAGE_OF_VERB.values()) <= set(PAGES)
    do("split", dataset="gone")
    assert page_of(record.views()[0]) == "Split"
