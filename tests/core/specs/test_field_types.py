"""A field type holds wherever it is used: names are usable, paths absolute, and parts those of a split."""

from pathlib import Path
from typing import get_args

import pytest

from engine.core.datasets.info import PARTS
from engine.core.specs.field_types import AbsolutePath, NewName, OptionalPath, Part
from engine.spec import Spec, knob, knobs, read
from engine.verbs import VERBS, spec_class


class Example(Spec):
    name: NewName = knob("d4", "A name.")
    source: AbsolutePath = knob("/in", "A path.")
    more: tuple[AbsolutePath, ...] = knob((), "Paths.")
    output: OptionalPath = knob("", "A path, or none.")
    part: Part = knob("test", "A part.")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "../up"}, "name must be 1 to 100 letters"),
        ({"name": ""}, "name must be 1 to 100 letters"),
        ({"source": " "}, "source must be a path; got ' '."),
        ({"more": ["/a", ""]}, "more.1 must be a path; got ''."),
        ({"part": "tset"}, "part must be one of 'train', 'validation', 'test' or 'all'; got 'tset'."),
    ],
)
def test_a_value_of_another_kind_is_refused_with_the_field(values, sentence):
    with pytest.raises(ValueError, match=sentence.replace(".", r"\.")):
        read(Example, values)


def test_paths_are_absolute_and_an_optional_one_may_be_empty(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    spec = Example(source="a.zip", more=("~/b", "c/../d"), output="out")
    here = str(Path.cwd())
    assert (spec.source, spec.output) == (f"{here}/a.zip", f"{here}/out")
    assert spec.more == (str(Path.home() / "b"), f"{here}/d")
    assert Example().output == ""


def test_a_type_leaves_form_and_command_line_what_they_are():
    kinds = {knob.name: (knob.kind, knob.choices) for knob in knobs(Example)}
    assert kinds == {
        "name": ("text", ()), "source": ("text", ()), "more": ("list", ()), "output": ("text", ()),
        "part": ("choice", (*PARTS, "all")),
    }  # fmt: skip
    assert get_args(Part) == (*PARTS, "all")


@pytest.mark.parametrize("verb", [verb for verb in VERBS if hasattr(spec_class(verb), "makes")])
def test_every_stage_that_makes_something_refuses_an_unusable_name(verb):
    required = [knob for knob in knobs(spec_class(verb)) if knob.required]
    given = {knob.name: "/x" if knob.kind == "text" else ["x", "y"] for knob in required}
    field = "export" if verb == "correct" else "name"
    with pytest.raises(ValueError, match=f"{field} must be 1 to 100 letters"):
        read(spec_class(verb), {**given, field: "a/b"})


@pytest.mark.parametrize("verb", VERBS)
def test_every_seed_and_part_is_declared_alike(verb):
    for declared in knobs(spec_class(verb)):
        if declared.name == "seed":
            assert declared.kind == "whole" and declared.low == 0 and declared.high in (2**31 - 1, 2**32 - 1)
        if declared.name == "part":
            assert declared.choices == tuple(part for part in get_args(Part) if part in declared.choices)
