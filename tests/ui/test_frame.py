"""The frame around the pages, and text from outside."""

import pytest

from engine.verbs import VERBS
from tests.support.commands import PROJECT
from ui.pages import PAGE_OF_VERB, PAGES, SECTIONS
from ui.text import plain

SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def test_every_page_exists_and_opens_with_its_frame():
    for title, page in PAGES.items():
        code = (PROJECT / page.path).read_text(encoding="utf-8")
        assert f'frame("{title}"' in code


def test_the_sidebar_lists_every_page_under_a_section_that_there_is():
    assert {page.section for page in PAGES.values()} == set(SECTIONS)


def test_every_verb_has_its_page():
    assert set(VERBS) <= set(PAGE_OF_VERB)


@pytest.mark.parametrize("sign", SIGNS)
def test_every_markdown_sign_is_made_harmless(sign):
    assert "\\" + sign in plain(f"a{sign}b")


@pytest.mark.parametrize(
    "text", [":smile:", ":material/home:", "->", "<-", "--", ">=", "a@b.de", "https://x.de", "www.x.de"]
)
def test_what_is_replaced_after_markdown_is_broken_up(text):
    bare = plain(text).replace("\\", "")
    assert text not in bare
    assert bare.replace("\u2060", "") == text


def test_line_breaks_do_not_open_a_new_block():
    assert "\n" not in plain("a\n# b")
