"""The user's own files: found again by name from any command; other bytes are refused with a sentence."""

from pathlib import Path

import numpy as np
import pytest

from engine.core.synthesis import assets
from engine.generate.painting import images
from engine.generate.run import first
from engine.generate.spec import GenerateSpec
from engine.imaging.encode import png
from engine.imaging.render import fonts
from engine.spec import read
from tests.support.commands import engine

FONT = fonts.bundled()["dejavuserif-bold"]


@pytest.fixture
def font_bytes():
    return Path(FONT).read_bytes()


def test_what_is_kept_is_used_by_its_name_in_this_and_other_processes(home, font_bytes):
    wall = np.full((60, 160, 3), (10, 200, 90), np.uint8)
    assert assets.keep("Mine.ttf", font_bytes) == assets.keep("Mine.ttf", font_bytes) == "font"
    assert assets.keep("wall.png", png(wall)) == "background"
    assert assets.keep("greek.txt", "αβγ\n".encode()) == "symbols"
    asked = {"fonts": ["mine"], "paper_picture": "wall.png", "paper_kind": "picture", "symbols_file": "greek"}
    sample = next(images(read(GenerateSpec, asked), [0]))
    assert set(sample.columns["symbol_font"]) == {"Mine.ttf"} and set(sample.columns["text"]) <= set("αβγ")
    assert sample.columns["paper_picture"] == "wall.png" and tuple(sample.image[0, 0]) == (10, 200, 90)
    assert [path.name for path in assets.kept("font")] == ["Mine.ttf"]
    engine(home, f"generate --name d --count 3 --workers 1 --font Mine.ttf --font {FONT} --symbols-file greek.txt")
    before = assets.state()
    assets.remove("font", "Mine.ttf")
    assert assets.kept("font") == [] and assets.state() != before
    assert "no font 'mine'" in engine(home, "generate --name e --count 3 --fonts mine", code=2)


def test_another_file_of_the_same_name_never_takes_the_place_of_the_first(home, font_bytes):
    assets.keep("one.txt", b"abc")
    with pytest.raises(ValueError, match=r"keeps another file named one\.txt; remove that one"):
        assets.keep("one.txt", b"abd")
    assert assets.symbols("one") == "abc"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("page.ttf", b"<html>", r"page\.ttf is not a font that can be drawn; give"),
        ("empty.otf", b"", r"empty\.otf is not a font that can be drawn \(it is empty\)"),
        ("huge.ttf", bytes(60_000_000), r"at most 50 MB; huge\.ttf is larger"),
        ("song.png", b"RIFF", r"song\.png cannot be used as the background"),
        ("nothing.jpg", b"", r"nothing\.jpg cannot be used as the background"),
        ("two.txt", b"ab\ncd", r"has one line with all of them; two\.txt has 2"),
        ("latin.txt", b"\xe9\xff", r"latin\.txt is not UTF-8"),
        ("long.txt", bytes(2_000_000), r"at most 1 MB; long\.txt is larger"),
        ("table.csv", b"a,b", r"table\.csv is not a font, image or list of symbols; give a file that ends in \.ttf"),
        ("../up.ttf", b"", "a font name is|not a font"),
    ],
)
def test_other_bytes_are_refused_with_a_sentence_and_not_kept(home, name, data, sentence):
    with pytest.raises(ValueError, match=sentence):
        assets.keep(name, data)
    assert not any(assets.kept(kind) for kind in assets.KINDS)


def test_the_preset_of_trinity_has_43_symbols_up_to_6_of_them_in_a_bundled_font_with_its_licence():
    spec = read(GenerateSpec, dict(GenerateSpec.presets["trinity"]))
    assert len(spec.symbols) == 43 and spec.length == (1, 6) and (spec.width, spec.height) == ((192, 192), (96, 96))
    assert fonts.missing(spec.plan.fonts[0], spec.symbols) == "" and len(first(spec, 12)) == 12
    assert spec.plan.fonts[0] != fonts.packaged()
    assert "reproduce and distribute" in (fonts.TYPEFACES / "LICENSE.txt").read_text(encoding="utf-8")
