"""Bad requests are answered with a sentence that says what to do."""

import argparse
import shlex

import pytest

from engine.core.specs.command import add_options, command
from engine.generate.run import first
from engine.generate.spec import GenerateSpec
from engine.spec import knobs, read, with_preset


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"symbols": ""}, "symbols must hold at least one symbol"),
        ({"symbols": "12 3"}, "visible symbols that stand alone, without space"),
        ({"symbols": "a\u0301"}, "without combining acute accent"),
        ({"symbols": "1\n"}, r"without u\+000a"),
        (
            {"symbols": "12אב"},
            "drawn from left to right, but א, ב run from right to left; leave them out, or set length to 1",
        ),
        ({"symbols": "1213"}, "holds 1 more than once"),
        ({"count": 0}, r"count must be in \[1, 10000000\]; got 0"),
        ({"count": 10**9}, "count must be in"),
        ({"length": "6-4"}, "length must run from the smaller to the larger"),
        ({"salt_pepper_noise": 5.0}, r"salt_pepper_noise must be in \[0, 1\]; got 5"),
        ({"width": 50_000}, r"width must be in \[16, 2048\]"),
        ({"height": 40}, "lower font_size or raise height"),
        ({"length": 20, "width": 60}, "shorten length or raise width"),
        ({"name": "../up"}, "1 to 100 letters, digits"),
        ({"renderer": "package", "rotation": 10}, "no setting for rotation"),
        ({"width": 2048, "height": 1024}, "at most 2,000,000 pixels; got 2048 x 1024"),
        ({"symbols": "ab", "length": 3, "repetition": False}, "at most 2 symbols, as many as there are"),
        (
            {"symbols": "ab", "length": "1-2", "unique": True, "count": 7},
            "only 6 unique texts.* got a count of 7",
        ),
        ({"emphasised": "O"}, "emphasised must name some of the symbols; got O, which no text contains"),
        ({"emphasised": "1", "unique": True}, "turn repetition on and unique off, or leave emphasised empty"),
        ({"paper_kind": "picture"}, "needs paper_picture"),
        ({"levels": ["blur=1"]}, "levels need an experiment; got none"),
        ({"experiment": "grid"}, "needs levels, such as"),
        ({"experiment": "grid", "levels": ["blur"]}, "must look like gaussian_noise=0,0.1,0.2; got 'blur'"),
        ({"experiment": "grid", "levels": ["seed=1,2"]}, "levels can be given for .*; got 'seed'"),
        ({"experiment": "grid", "levels": ["blur=1", "blur=2"]}, "must name each knob once"),
        ({"experiment": "each", "levels": ["blur=1,99"]}, r"blur must be in \[0, 10\]; got 99"),
        ({"experiment": "each", "levels": ["blur=1,2"], "count": 5_000_000}, "at most 10,000,000 images"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(bad, sentence):
    with pytest.raises(ValueError, match=sentence):
        read(GenerateSpec, bad)


def test_symbols_that_are_unusual_but_can_be_drawn_are_taken():
    assert read(GenerateSpec, {"symbols": "אב", "length": 1}).symbols == "אב"
    assert read(GenerateSpec, {"symbols": "7"}).texts == 1


def test_it_tells_what_it_makes():
    assert GenerateSpec(name="d4").makes == ("dataset", "d4")


def test_five_thousand_symbols_are_fine_and_every_knob_has_a_section():
    assert len(read(GenerateSpec, {"symbols": "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))}).symbols) == 5000
    assert all(knob.group for knob in knobs(GenerateSpec))


@pytest.mark.parametrize("name", GenerateSpec.presets)
def test_a_preset_can_be_drawn_and_changed(name):
    spec = read(GenerateSpec, {**GenerateSpec.presets[name], "count": 3})
    assert len(first(spec, 12)) == 3
    assert read(GenerateSpec, {**GenerateSpec.presets[name], "dots": 7}).dots == (7, 7)


def test_symbols_come_from_the_one_line_of_a_file(tmp_path):
    path = tmp_path / "symbols.txt"
    path.write_text("\ufeffαβγ\n", encoding="utf-8")
    spec = read(GenerateSpec, {"symbols_file": str(path)})
    assert (spec.symbols, spec.symbols_file) == ("αβγ", "")
    for content, sentence in ((b"ab\ncd\n", "has 2"), (b"", "has 0"), (b"\xff\xfe", "not UTF-8")):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=sentence):
            read(GenerateSpec, {"symbols_file": str(path)})
    with pytest.raises(FileNotFoundError, match="no list of symbols"):
        read(GenerateSpec, {"symbols_file": "/nowhere"})


@pytest.mark.parametrize("name", GenerateSpec.presets)
def test_a_preset_fills_in_what_is_not_given_and_its_command_makes_the_same_spec(name):
    assert with_preset(GenerateSpec, name, {"dots": "other"})["dots"] == "other"
    wanted = read(GenerateSpec, with_preset(GenerateSpec, name, {}))
    parser = argparse.ArgumentParser(argument_default=argparse.SUPPRESS)
    add_options(parser, GenerateSpec)
    words = shlex.split(command("generate", wanted))[4:]
    assert read(GenerateSpec, vars(parser.parse_args(words))) == wanted


def test_an_unknown_preset_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match=r"preset must be one of captcha-0\.7, .*; got 'nice'"):
        with_preset(GenerateSpec, "nice", {})
