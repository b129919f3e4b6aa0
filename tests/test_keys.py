"""Keys of widgets are unique on every page: no button of the frame or of a room bears the name of a field of the form.

Streamlit shows a red box in place of a page on which two widgets share a key.
"""

import ast

import pytest

from engine.spec import knobs
from engine.verbs import VERBS, spec_class
from tests.support.commands import PROJECT


def texts(verb):
    """The code of a verb's page and room, where these make a form."""
    found = [path.read_text(encoding="utf-8") for path in PROJECT.glob("*/*.py") if path.stem == verb]
    found += [path.read_text(encoding="utf-8") for path in (PROJECT / "ui" / verb).glob("*.py")]
    return [text for text in found if "ui.forms.form" in text]


def keys(pattern):
    """The constant keys that calls in some files give to their widgets."""
    calls = (
        node
        for path in PROJECT.glob(pattern)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )
    named = (word.value for call in calls for word in call.keywords if word.arg == "key")
    return {value.value for value in named if isinstance(value, ast.Constant)}


WITH_A_FORM = [verb for verb in VERBS if spec_class(verb).__name__ in "".join(texts(verb))]
CHOSEN_ABOVE = {"train": {"recipe", "like"}}  # fields that the page shows itself, and takes out of the form


@pytest.mark.parametrize("verb", WITH_A_FORM)
def test_no_widget_has_the_key_of_a_field(verb):
    fields = {f"{knob.name}{end}" for knob in knobs(spec_class(verb)) for end in ("", "_from", "_to")}
    assert "job_stop" in keys("ui/jobs/*.py") and "clean" in WITH_A_FORM
    shared = ("ui/*.py", "ui/forms/*.py", "ui/jobs/*.py")
    others = set().union(*map(keys, (*shared, f"ui/{verb}/*.py", f"pages/{verb}.py")))
    assert not (fields - CHOSEN_ABOVE.get(verb, set())) & others
