"""What Generate and Compose cannot do is one sentence, on the command line as on the page."""

import sys

import pytest

from engine import __main__
from engine.core.datasets.dataset import dataset_names

MANY = "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))
# Settings by name, what the sentence says, and the settings in the page's URL where they are named otherwise there.
BAD = {
    "no symbols": ({"symbols": ""}, "must hold at least one symbol", {"symbols": ""}),
    "too few unique texts": (
        {"symbols": "7", "unique": ""},
        "only 1 unique texts",
        {"symbols": "7", "unique": "true"},
    ),
    "five thousand symbols that the font lacks": ({"symbols": MANY}, "has no glyph for '一', '丁'", None),
    "a combining character": ({"symbols": "ab\u0301"}, "without combining acute accent", None),
    "right to left": ({"symbols": "אב"}, "run from right to left", None),
    "a symbol twice": ({"symbols": "1213"}, "holds 1 more than once", None),
    "from above to": ({"dots": "40-10"}, "from the smaller to the larger number", {"dots_from": "40", "dots_to": "10"}),
    "a font that is none": ({"fonts": "page.ttf"}, "is not a font that can be drawn", None),
    "an empty font": ({"fonts": "empty.ttf"}, "is not a font that can be drawn", None),
    "a font of 60 MB": ({"fonts": "huge.ttf"}, "at most 50 MB", None),
    "a font that is nowhere": ({"fonts": "No Such Font"}, "there is no font 'No Such Font'", None),
    "a background that is not an image": (
        {"paper_kind": "picture", "paper_picture": "page.ttf"},
        "cannot be used as the background",
        None,
    ),
    "a list of symbols with two lines": ({"symbols_file": "two.txt"}, "two.txt has 2", None),
    "text larger than the image": (
        {"height": "20"},
        "font_size must not exceed",
        {"height_from": "20", "height_to": "20"},
    ),
}


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A folder, which is the current one, with files that are not what they are taken for."""
    (tmp_path / "page.ttf").write_text("<html>")
    (tmp_path / "empty.ttf").touch()
    (tmp_path / "two.txt").write_text("ab\ncd")
    with (tmp_path / "huge.ttf").open("wb") as file:
        file.truncate(60_000_000)
    monkeypatch.chdir(tmp_path)


def command(monkeypatch, capsys, verb, settings):
    """Runs a command in this process; returns its exit code and what it said on stderr."""
    words = [word for name, value in settings.items() for word in (f"--{name.replace('_', '-')}", value) if word]
    words = [f"{one}=" if one == "--symbols" and not settings["symbols"] else one for one in words]
    monkeypatch.setattr(sys, "argv", ["engine", verb, *words])
    try:
        code = __main__.main()
    except SystemExit as end:
        code = end.code
    return code, capsys.readouterr().err


@pytest.mark.parametrize("what", BAD)
def test_a_bad_setting_is_one_sentence_on_the_command_line(home, files, monkeypatch, capsys, what):
    settings, sentence, _ = BAD[what]
    code, said = command(monkeypatch, capsys, "generate", settings)
    assert code == 2 and sentence in said and "Traceback" not in said
    assert dataset_names() == []


@pytest.mark.parametrize("what", BAD)
def test_a_bad_setting_is_one_sentence_on_the_page_and_nothing_can_be_started(visit, files, what):
    settings, sentence, query = BAD[what]
    app = visit("Generate", **(query or settings))
    said = [error.value.replace("\\", "") for error in app.error]
    assert len(said) == 1 and sentence in said[0]
    assert app.button(key="start_generate").disabled


@pytest.mark.parametrize(
    ("verb", "settings", "sentence"),
    [
        ("generate", {"count": "0"}, "count must be in [1, 10000000]; got 0"),
        ("generate", {"count": "1000000000"}, "count must be in [1, 10000000]; got 1000000000"),
        ("generate", {"rotation": "400"}, "rotation must be in [0, 180]; got 400"),
        ("compose", {"dataset": "d", "count": "0"}, "count must be in"),
        ("compose", {"dataset": "d", "gap": "9-2"}, "from the smaller to the larger number"),
        ("compose", {"dataset": "d", "salt_pepper_noise": "1.5"}, "salt_pepper_noise must be in [0, 1]; got 1.5"),
        ("compose", {"dataset": "d", "preset": "nope"}, "preset must be one of mnist-captcha"),
    ],
)
def test_a_number_out_of_its_bounds_is_one_sentence_on_the_command_line(
    home, monkeypatch, capsys, verb, settings, sentence
):
    code, said = command(monkeypatch, capsys, verb, settings)
    assert code == 2 and sentence in said and "Traceback" not in said


@pytest.mark.parametrize("query", [{"count": "0"}, {"count": "1000000000"}, {"rotation": "400"}, {"dots_from": "-3"}])
def test_a_number_out_of_its_bounds_in_the_link_never_reaches_the_form(visit, query):
    app = visit("Generate", **query)
    assert not app.exception and len(app.get("image")) == 12 + 1
