"""One declaration gives a parameter its bounds, error sentences and command line option."""

import argparse
import shlex
from typing import Literal

import pytest

from engine import spec
from engine.core.specs.command import add_option, command
from engine.spec import Range, Span, Spec, WholeRange, knob, knobs, read
from engine.verbs import VERBS, spec_class


class Example(Spec):
    name: str = knob(..., "A name.")
    noise: Range = knob(Span(0, 0.1), "Noise.", low=0, high=1, unit="share")
    length: WholeRange = knob(Span(4, 4), "Symbols.", low=1, high=10)
    count: int = knob(5, "How many.", low=1, high=10)
    mode: Literal["grey", "colour"] = knob("grey", "Mode.")
    fonts: tuple[str, ...] = knob((), "Fonts.")
    papers: tuple[str, ...] = knob(("white", "lined"), "Papers.")
    fold: bool = knob(False, "Fold case.")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "name is missing; give it a value."),
        ({"name": "a", "noise": 5.5}, "noise must be in [0, 1]; got 5.5."),
        ({"name": "a", "length": "4-x"}, "length must be a number or a range such as 4-6; got '4-x'."),
        ({"name": "a", "length": "4.5"}, "length must consist of whole numbers, such as 4-6; got '4.5'."),
        ({"name": "a", "length": "6-4"}, "length must run from the smaller to the larger number; got '6-4'."),
        ({"name": "a", "count": "many"}, "count must be a whole number; got 'many'."),
        ({"name": "a", "mode": "red"}, "mode must be one of 'grey' or 'colour'; got 'red'."),
        ({"name": "a", "nois": 1}, "nois is not a known parameter; check its spelling."),
    ],
)
def test_a_mistake_gets_a_sentence_with_what_was_expected_and_what_came(values, sentence):
    with pytest.raises(ValueError) as caught:
        read(Example, values)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("given", ["-30-30", "-30 to 30", "-30:30", [-30, 30], Span(-30, 30)])
def test_a_range_is_read_from_each_of_its_spellings(given):
    assert spec.span(given) == Span(-30, 30)


@pytest.mark.parametrize("papers", [(), ("lined",), ("white", "lined")])
def test_the_command_that_a_page_shows_makes_the_same_spec(papers):
    lists = {"fonts": ("a b.ttf", "c.ttf"), "papers": papers}
    wanted = Example(name="it's", noise=Span(0.2, 0.3), length=Span(4, 6), fold=True, **lists)
    parser = argparse.ArgumentParser(argument_default=argparse.SUPPRESS)
    for field in knobs(Example):
        add_option(parser, field)
    words = shlex.split(command("example", wanted))
    assert words[:4] == ["python", "-m", "engine", "example"]
    assert read(Example, vars(parser.parse_args(words[4:]))) == wanted


@pytest.mark.parametrize("verb", VERBS)
def test_every_field_of_every_stage_is_declared_with_a_sentence(verb):
    for field in knobs(spec_class(verb)):
        assert field.sentence.endswith("."), f"{verb} {field.name}: one sentence, please"
        if "range" in field.kind or field.kind in ("whole", "number"):
            assert field.low is not None or field.high is not None, f"{verb} {field.name}: a number needs bounds"
