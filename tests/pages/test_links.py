"""Links: nothing that a link says reads a file or stops a page before a click, and nonsense in it is a sentence."""

import os

import pytest

from engine.core.specs.field_types import absolute, absolute_or_none, possible_path
from engine.spec import knobs
from engine.verbs import VERBS, spec_class
from tests.support.hostile import mixed_links
from tests.support.screens import follow_link
from ui.pages import PAGES


@pytest.mark.parametrize("title", PAGES)
def test_nonsense_in_the_parameters_of_any_page_is_a_sentence_or_ignored(trained, title):
    for link in mixed_links(title, rounds=4):
        app = follow_link(title, **link)
        assert not [error.value for error in app.error if "could not be shown" in error.value], link


@pytest.fixture
def pipe(tmp_path):
    """A named pipe, which a reader would wait for without end."""
    path = tmp_path / "images.csv"
    os.mkfifo(path)
    return str(path)


def test_every_field_for_a_path_is_declared_as_one():
    checks = {absolute, absolute_or_none, possible_path}
    for verb in VERBS:
        spec = spec_class(verb)
        for knob in knobs(spec):
            about = repr((spec.model_fields[knob.name].annotation, spec.model_fields[knob.name].metadata))
            assert knob.names == "file" or not any(check.__name__ in about for check in checks), (verb, knob.name)


READING = {
    "Collect": [{"source": "PATH"}, {"source": "PATH\nPATH/x", "csv": "PATH", "label_from": "csv"}],
    "Download": [{"list": "PATH"}, {"list": "PATH", "output": "/"}],
    "Generate": [
        {"fonts": "PATH"},
        {"symbols_file": "PATH"},
        {"paper_picture": "PATH", "paper_kind": "picture"},
        {"levels": "paper_picture=PATH", "experiment": "each"},
    ],
    "Train": [
        {"dataset": "digits", "recipe": "PATH.py"},
        {"dataset": "digits", "recipe": "resnet50v2", "weights": "PATH"},
    ],
    "Export": [{"dataset": "digits", "output": "PATH"}],
}


@pytest.mark.parametrize("title", READING)
def test_a_path_in_a_link_is_not_read_before_a_click(trained, title, pipe):
    for query in READING[title]:
        app = follow_link(title, **{key: value.replace("PATH", pipe) for key, value in query.items()})
        assert "are not read yet" in app.info[0].value, query
        assert pipe in app.code[0].value and not app.error
        start = [button for button in app.button if (button.key or "").startswith("start_")]
        assert all(button.disabled for button in start)


def test_a_click_reads_what_the_link_names_and_what_is_typed_is_read_at_once(home, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.png").write_bytes(b"")
    app = follow_link("Collect", source=str(tmp_path / "a"))
    assert not app.dataframe
    app.button(key="allow_reading").click().run()
    assert app.dataframe[0].value["file"].tolist() == ["a.png"] and not app.info
    app = follow_link("Collect", source=str(tmp_path / "a"))
    app.text_area(key="source").set_value(str(tmp_path / "b")).run()
    assert app.dataframe[0].value["file"].tolist() == ["b.png"]


@pytest.mark.parametrize("pattern", ["((a|a)*)*b", "(a?)" * 200 + "(a)" * 100, "(" * 5000])
def test_a_pattern_that_would_never_end_is_a_sentence(home, tmp_path, pattern):
    (tmp_path / f"{'a' * 60}.png").write_bytes(b"")
    app = follow_link("Collect", source=str(tmp_path), label_from="regex", pattern=pattern)
    app.button(key="allow_reading").click().run()
    assert any("pattern must" in error.value for error in app.error) and not app.exception
