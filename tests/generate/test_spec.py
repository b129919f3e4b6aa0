"""Bad requests are answered with a sentence that says what to do."""

import pytest

from engine.generate.spec import GenerateSpec
from engine.spec import knobs, read


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"symbols": ""}, "symbols must hold at least one symbol"),
        ({"symbols": "12 3"}, "visible symbols that stand alone, without space"),
        ({"symbols": "a\u0301"}, "without combining acute accent"),
        ({"symbols": "1\n"}, r"without u\+000a"),
        ({"symbols": "1213"}, "holds 1 more than once"),
        ({"count": 0}, r"count must be in \[1, 1e\+07\]; got 0"),
        ({"count": 10**9}, "count must be in"),
        ({"length": "6-4"}, "length must run from the smaller to the larger"),
        ({"salt_pepper_noise": 5.0}, r"salt_pepper_noise must be in \[0, 1\]; got 5"),
        ({"width": 50_000}, r"width must be in \[16, 2048\]"),
        ({"height": 40}, "lower font_size or raise height"),
        ({"length": 20, "width": 60}, "shorten length or raise width"),
        ({"name": "../up"}, "a dataset name is"),
        ({"renderer": "package", "rotation": 10}, "no knob for rotation"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(bad, sentence):
    with pytest.raises(ValueError, match=sentence):
        read(GenerateSpec, bad)


def test_it_tells_what_it_makes():
    assert GenerateSpec(name="d4").makes == ("dataset", "d4")


def test_five_thousand_symbols_are_fine_and_every_knob_has_a_section():
    assert len(read(GenerateSpec, {"symbols": "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))}).symbols) == 5000
    assert {each.group for each in knobs(GenerateSpec)} == {"Text", "Run", "Canvas", "Glyphs", "Colours", "Noise"}
