"""Words for people: text from outside stays text, and sizes and times are said as people say them."""

import pytest

from ui.text import duration, name, plain, size

SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


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


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.2, "under 1 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (200, "3 min 20 s"),
        (3000, "50 min"),
        (7500, "2 h 5 min"),
    ],
)
def test_time_spans_in_words(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("count", "words"), [(12, "12 bytes"), (340_400, "340 kB"), (1_500_000, "1.5 MB"), (12e6, "12 MB"), (3e10, "30 GB")]
)
def test_sizes_in_words(count, words):
    assert size(count) == words


def test_symbols_that_nobody_sees_are_shown():
    assert [name(symbol) for symbol in ("", " ", "\n", "a")] == ["∅", "␣", "⏎", "a"]
