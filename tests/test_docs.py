"""The documents keep up with the code: every field, page, verb, benchmark and folder is in them."""

from pathlib import Path

import pytest

from docs import fields
from engine.verbs import VERBS

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", VERBS)
def test_the_page_of_a_stage_lists_its_fields_as_they_are_declared(verb):
    written = fields.page(verb).read_text(encoding="utf-8")
    assert written == fields.filled(verb), "run .venv/bin/python -m docs.fields"


@pytest.mark.parametrize("verb", VERBS)
def test_the_readme_names_every_verb(verb):
    assert f"python -m engine {verb}" in README
    assert f"docs/{verb}.md" in README


@pytest.mark.parametrize("page", sorted(path.stem for path in (PROJECT / "pages").glob("*.py")))
def test_the_readme_names_every_page(page):
    assert f"**{page.capitalize()}**" in README


@pytest.mark.parametrize("script", sorted(path.stem for path in (PROJECT / "benchmarks").glob("[a-z]*.py")))
def test_every_figure_names_the_script_that_printed_it(script):
    assert f"benchmarks.{script}" in README


def test_the_folder_map_is_complete():
    folders = [path.name for path in (PROJECT / "engine").iterdir() if path.is_dir() and path.name != "__pycache__"]
    for name in [*folders, "ui", "pages", "tests", "benchmarks", "docs"]:
        assert f"{name}/" in CONTRIBUTING, f"CONTRIBUTING.md says nothing of {name}/"


def test_every_picture_in_the_readme_exists():
    for part in README.split("](")[1:]:
        target = part.split(")")[0].split("#")[0]
        if target and "://" not in target:
            assert (PROJECT / target).exists(), target
