"""The documents keep up with the code: every field, page, verb, benchmark and folder is in them, and nothing else."""

import re
import shlex
from contextlib import suppress
from pathlib import Path

import pytest

from docs import fields, formats
from engine.__main__ import CONTROLS, parser
from engine.spec import read, with_preset
from engine.verbs import VERBS, spec_class

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", VERBS)
def test_the_page_of_a_stage_lists_its_fields_as_they_are_declared(verb):
    written = fields.page(verb).read_text(encoding="utf-8")
    assert written == fields.filled(verb), "run .venv/bin/python -m docs.fields"


def commands(text):
    """The commands of a document, each as its words after `python -m engine`."""
    return [shlex.split(words) for words in re.findall(r"python -m engine ([a-z][^`|\n]*)", text)]


def test_the_readme_names_every_verb_with_its_page_and_no_other():
    assert {words[0] for words in commands(README)} - {"jobs", *CONTROLS} == set(VERBS)
    assert set(re.findall(r"\(docs/(\w+)\.md\)", README)) >= set(VERBS)


@pytest.mark.parametrize("document", ["README.md", *sorted(f"docs/{verb}.md" for verb in VERBS)])
def test_every_command_in_the_documents_is_one_that_the_program_takes(document):
    for words in commands((PROJECT / document).read_text(encoding="utf-8")):
        given = vars(parser(words[0]).parse_args(words))
        verb, preset = given.pop("verb"), given.pop("preset", None)
        if verb in VERBS and not given.pop("resume", False):
            given.pop("json", None)
            with suppress(FileNotFoundError):  # the model whose run would be repeated
                read(spec_class(verb), with_preset(spec_class(verb), preset, given) if preset else given)


@pytest.mark.parametrize("page", sorted(path.stem for path in (PROJECT / "pages").glob("*.py")))
def test_the_readme_names_every_page(page):
    assert f"**{page.capitalize()}**" in README


def test_the_readme_names_every_benchmark_and_no_other():
    scripts = {path.stem for path in (PROJECT / "benchmarks").glob("[a-z]*.py")}
    assert set(re.findall(r"\bbenchmarks\.([a-z]\w*)", README)) == scripts


def test_the_folder_map_is_complete_and_every_place_on_it_exists():
    named = set(re.findall(r"`((?:engine|ui|pages|tests|benchmarks|docs)/[\w/.*]*)`", CONTRIBUTING))
    rooms = [path.parent for path in (PROJECT / "engine").glob("**/__init__.py")]
    top = [room for room in rooms if room.parent in (PROJECT / "engine", PROJECT / "engine" / "core")]
    wanted = {f"{room.relative_to(PROJECT)}/" for room in top if room.name != "core"}
    assert wanted | {"pages/", "tests/", "benchmarks/", "docs/"} <= named
    assert [place for place in named if not any(PROJECT.glob(place.rstrip("/")))] == []


def test_every_picture_in_the_readme_exists():
    for part in README.split("](")[1:]:
        target = part.split(")")[0].split("#")[0]
        if target and "://" not in target:
            assert (PROJECT / target).exists(), target


def test_the_page_of_formats_lists_what_the_readers_declare():
    written = formats.PAGE.read_text(encoding="utf-8")
    assert written == formats.page(), "run .venv/bin/python -m docs.formats"
