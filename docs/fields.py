"""Writes the table of parameters into each stage's page of docs/, from the declarations.

Run: .venv/bin/python -m docs.fields
"""

from pathlib import Path

from engine.spec import Knob, Span, bounds, knobs
from engine.verbs import VERBS, spec_class

FOLDER = Path(__file__).resolve().parent
START, END = "<!-- fields: written by docs/fields.py -->", "<!-- end of fields -->"


def table(verb: str) -> str:
    """The parameters of a stage as a Markdown table: option, what it is, values, unit, default."""
    head = "| option | what it is | values | unit | default |\n|---|---|---|---|---|\n"
    return head + "".join(row(knob) for knob in knobs(spec_class(verb)))


def row(knob: Knob) -> str:
    """One parameter as a line of the table."""
    name = knob.name.upper() if knob.positional else knob.option
    cells = [f"`{name}`", knob.sentence, values(knob), knob.unit, default(knob)]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def values(knob: Knob) -> str:
    """What a parameter may be, in words."""
    if knob.choices:
        return ", ".join(f"`{choice}`" for choice in knob.choices)
    limits = bounds(knob) if knob.low is not None or knob.high is not None else ""
    return f"{knob.kind} {limits}".strip()


def default(knob: Knob) -> str:
    """A parameter's default as it is typed."""
    if knob.required:
        return "(required)"
    if knob.default in ("", (), None):
        return ""
    return f"`{knob.default!s}`" if isinstance(knob.default, Span | str) else f"`{knob.default}`".lower()


def page(verb: str) -> Path:
    """The page of docs/ about a stage."""
    return FOLDER / f"{verb}.md"


def filled(verb: str) -> str:
    """A stage's page with its table as it should be."""
    before, rest = page(verb).read_text(encoding="utf-8").split(START)
    return f"{before}{START}\n{table(verb)}{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    for name in VERBS:
        page(name).write_text(filled(name), encoding="utf-8")
