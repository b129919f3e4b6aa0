"""Writes docs/formats.md, all that Collect reads, from the declarations of its readers.

Run: .venv/bin/python -m docs.formats
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import get_args

import engine.collect
from engine.collect.formats import Format, Kind

PAGE = Path(__file__).resolve().parent / "formats.md"
TITLES = {
    "container": "Containers",
    "image": "Images",
    "table": "Tables of pixels",
    "labels": "Labels",
    "encoding": "Encodings",
}
START = """# What Collect reads

Written by `python -m docs.formats` from the declarations beside each reader. With `--label-from auto`, the default, all
of it is recognised from the files themselves.
"""


def declared() -> Iterator[Format]:
    """Every declaration, in the order of the modules' names."""
    for module in pkgutil.walk_packages(engine.collect.__path__, "engine.collect."):
        yield from getattr(import_module(module.name), "FORMATS", ())


def page() -> str:
    """The whole page."""
    formats = list(declared())
    return START + "".join(section(kind, [each for each in formats if each.kind == kind]) for kind in get_args(Kind))


def section(kind: str, formats: list[Format]) -> str:
    """One section with its table; "" if nothing is declared for it."""
    rows = "".join(row(each) for each in sorted(formats))
    head = "| format | for example | how it is read |\n|---|---|---|\n"
    return f"\n## {TITLES[kind]}\n\n{head}{rows}" if rows else ""


def row(each: Format) -> str:
    """One declaration as a line of the table."""
    cells = [each.name, f"`{each.example}`" if each.example else "", each.reading]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
