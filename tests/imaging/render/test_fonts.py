"""Fonts: which symbols they hold, and what is said of files that are none."""

import pytest

from engine.imaging.render import fonts


def test_the_packaged_font_holds_letters_and_digits_but_not_every_script():
    assert fonts.missing(fonts.packaged(), "0Aé€%") == ""
    assert fonts.missing(fonts.packaged(), "0漢A字") == "漢字"


def test_a_file_that_is_missing_or_no_font_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no font file .*none\.ttf"):
        fonts.load(str(tmp_path / "none.ttf"), 20)
    for content in (b"", b"<html>"):
        (tmp_path / "page.ttf").write_bytes(content)
        with pytest.raises(ValueError, match=r"page\.ttf is not a font"):
            fonts.load(str(tmp_path / "page.ttf"), 20)


def test_a_font_is_found_by_its_name_or_refused_with_those_there_are():
    for name, path in list(fonts.system().items())[:1]:
        assert fonts.path_of(name) == path
    assert fonts.path_of("/some/where.ttf") == "/some/where.ttf"
    with pytest.raises(FileNotFoundError, match=r"no font 'No Such Font' on this system \(there are: "):
        fonts.path_of("No Such Font")


def test_a_font_file_far_too_large_is_refused_without_reading_it(tmp_path):
    with (tmp_path / "huge.ttf").open("wb") as file:
        file.truncate(60_000_000)
    with pytest.raises(ValueError, match=r"at most 50 MB; huge\.ttf is larger"):
        fonts.load(str(tmp_path / "huge.ttf"), 20)
