"""Every parameter that is declared can be set in the form, and mistakes are sentences."""

import pytest
import streamlit as st

from engine.classify.spec import ClassifySpec
from engine.collect.spec import CollectSpec
from engine.generate.spec import GenerateSpec
from engine.spec import Span, knobs, read
from engine.split.spec import SplitSpec
from engine.train.spec import TrainSpec
from engine.verbs import VERBS, spec_class
from tests.support.screens import call_on_page, returned
from ui.forms.finder import CHANGED, RESET, SEARCH
from ui.forms.form import form

KINDS = ("text_input", "number_input", "slider", "toggle", "selectbox", "segmented_control", "multiselect")


def widgets(app):
    """The widgets of a form by their keys."""
    return {widget.key: widget for kind in KINDS for widget in app.get(kind)}


def fields(app, name):
    """The widgets of one knob: one, or where both ends of a range are typed, two."""
    shown = widgets(app)
    return [shown[key] for key in (name, f"{name}_from", f"{name}_to") if key in shown]


def other_end(knob, end, step):
    """A number near an end of a range that is not the same and within bounds."""
    return end + step if knob.high is None or end + step <= knob.high else end - step


def other_value(knob):
    """A value that a knob may have and has not from the start."""
    if knob.kind in ("whole", "number"):
        return other_end(knob, knob.default, 1 if knob.kind == "whole" else knob.default / 10)
    if "range" in knob.kind:
        return Span(*(other_end(knob, end, 1 if knob.kind == "whole range" else 0.01) for end in knob.default))
    if knob.kind == "choice":
        return next(word for word in knob.choices if word != knob.default)
    # A text is a name, or some of the symbols that there are.
    return {"switch": not knob.default, "list": ("new",), "text": "012"}[knob.kind]


def set_fields(app, name, value):
    """Sets one knob through its widgets, as a person would."""
    shown = fields(app, name)
    ends = value if len(shown) == 2 else [list(value) if isinstance(value, tuple) else value]
    for widget, end in zip(shown, ends, strict=True):
        widget.set_value(end)
    app.run()
    assert not app.exception


TOGETHER = {"symbols_file", "experiment", "levels"}  # what cannot be set alone


def test_untouched_form_gives_the_defaults():
    assert returned(call_on_page(form, GenerateSpec)) == GenerateSpec()


@pytest.mark.parametrize("verb", VERBS)
def test_the_form_of_a_verb_has_a_field_for_each_knob(verb):
    app = call_on_page(form, spec_class(verb))
    shown = {knob.name: fields(app, knob.name) for knob in knobs(spec_class(verb))}
    assert [name for name in shown if not shown[name]] == []
    assert {widget.key for found in shown.values() for widget in found} == set(widgets(app)) - {SEARCH, CHANGED}


@pytest.mark.parametrize(
    "knob", [knob for knob in knobs(GenerateSpec) if knob.name not in TOGETHER], ids=lambda knob: knob.name
)
def test_every_knob_can_be_set(knob):
    others = {other.name: other.default for other in knobs(GenerateSpec) if other.name != knob.name}
    app = call_on_page(form, GenerateSpec, given=others)
    value = other_value(knob)
    set_fields(app, knob.name, value)
    spec = returned(app)
    assert spec == GenerateSpec(**{knob.name: value}) != GenerateSpec(), [error.value for error in app.error]


def test_an_experiment_is_set_together_with_its_levels():
    app = call_on_page(form, GenerateSpec)
    widgets(app)["experiment"].set_value("grid")
    set_fields(app, "levels", ("dots=0,30",))
    spec = returned(app)
    assert (spec.experiment, spec.levels, len(spec.conditions)) == ("grid", ("dots=0,30",), 2)


def test_a_file_of_symbols_takes_their_place(tmp_path):
    (tmp_path / "symbols.txt").write_text("aBc", encoding="utf-8")
    app = call_on_page(form, GenerateSpec)
    set_fields(app, "symbols_file", str(tmp_path / "symbols.txt"))
    assert returned(app).symbols == "aBc"


def form_of_a_preset():
    """A form whose start values follow a choice above it."""
    name = st.selectbox("Preset", list(GenerateSpec.presets), key="preset")
    return form(GenerateSpec, presets=GenerateSpec.presets[name])


@pytest.mark.parametrize("name", GenerateSpec.presets)
def test_a_preset_fills_the_form_and_what_was_changed_stays(name):
    app = call_on_page(form_of_a_preset)
    app.number_input(key="dots_from").set_value(7)
    app.number_input(key="dots_to").set_value(9)
    app.slider(key="rotation").set_value((5.0, 6.0)).run()
    app.selectbox(key="preset").set_value(name).run()
    assert not app.exception
    changed = {"dots": Span(7, 9), "rotation": Span(5, 6)}
    assert returned(app) == read(GenerateSpec, {**GenerateSpec.presets[name], **changed})
    app.selectbox(key="preset").set_value("captcha-0.7").run()
    assert returned(app) == read(GenerateSpec, changed)


def test_no_preset_changes_the_kind_of_a_widget_so_that_nothing_typed_is_lost():
    app = call_on_page(form_of_a_preset)
    kinds = {key: widget.type for key, widget in widgets(app).items()}
    app.number_input(key="waves_from").set_value(3.25).run()
    app.number_input(key="waves_to").set_value(4.5).run()
    set_fields(app, "fonts", ("DroidSansMono",))
    for name in [*GenerateSpec.presets, "captcha-0.7"]:
        app.selectbox(key="preset").set_value(name).run()
        assert {key: widget.type for key, widget in widgets(app).items()} == kinds
        spec = returned(app)
        assert (spec.waves, spec.fonts) == (Span(3.25, 4.5), ("DroidSansMono",))


def hidden(app, names):
    """Those of these fields that the page hides."""
    styles = " ".join(html.proto.body for html in app.get("html"))
    return {name for name in names if f".st-key-{name}," in styles.replace(" {", ",")}


def test_a_search_shows_the_fields_with_these_words_and_loses_no_value_of_the_others():
    names = {knob.name for knob in knobs(GenerateSpec)}
    app = call_on_page(form, GenerateSpec, query={"symbols": "xyz"})
    assert not hidden(app, names)
    app.text_input(key=SEARCH).set_value("salt pepper").run()
    assert names - hidden(app, names) == {"salt_pepper_noise"}
    set_fields(app, "salt_pepper_noise", Span(0.1, 0.2))
    app.text_input(key=SEARCH).set_value("no such words").run()
    assert hidden(app, names) == names and app.info
    app.text_input(key=SEARCH).set_value("").run()
    assert not hidden(app, names)
    assert returned(app) == GenerateSpec(symbols="xyz", salt_pepper_noise=Span(0.1, 0.2))


def test_only_what_was_changed_is_shown_and_each_is_set_back_alone():
    names = {knob.name for knob in knobs(GenerateSpec)}
    app = call_on_page(form, GenerateSpec, presets=GenerateSpec.presets["hard"])
    assert not [button for button in app.button if button.key.startswith(RESET)]
    changes = {"dots": Span(7, 9), "rotation": Span(5, 6), "fonts": ("DroidSansMono",), "unique": True, "seed": 3}
    for name, value in changes.items():
        set_fields(app, name, value)
    app.toggle(key=CHANGED).set_value(True).run()
    assert names - hidden(app, names) == {*changes}
    for name in changes:
        app.button(key=f"{RESET}{name}").click().run()
        assert name in hidden(app, names)
    assert returned(app) == read(GenerateSpec, GenerateSpec.presets["hard"])


def test_mistakes_are_sentences_on_the_page():
    app = call_on_page(form, GenerateSpec)
    set_fields(app, "name", "../escape")
    assert returned(app) is None
    assert "escape" in app.error[0].value and not app.info


def test_values_come_from_the_link():
    app = call_on_page(form, GenerateSpec, query={"symbols": "xyz", "count": "12"})
    assert returned(app) == GenerateSpec(symbols="xyz", count=12)


def test_a_link_of_an_earlier_version_fills_the_fields_under_their_names_of_today():
    old_name = {knob.name: knob.was[0] for knob in knobs(GenerateSpec) if knob.was}
    old_value = {knob.name: next(iter(knob.were.items())) for knob in knobs(GenerateSpec) if knob.were}
    query = {old_name["unique"]: "true", old_name["emphasis"]: "7", "store": old_value["store"][0]}
    app = call_on_page(form, GenerateSpec, query=query)
    assert returned(app) == GenerateSpec(unique=True, emphasis=7, store=old_value["store"][1])
    assert app.query_params == {"unique": "true", "emphasis": "7", "store": old_value["store"][1]}


@pytest.mark.parametrize("asked", ["together", "keep together"])
def test_a_choice_is_shown_by_its_label_and_a_link_may_name_either(asked):
    app = call_on_page(form, SplitSpec, presets={"dataset": "d"}, query={"near": asked})
    assert returned(app) == SplitSpec(dataset="d", near="together")
    assert app.segmented_control(key="near").options == ["report", "keep together", "ignore"]
    assert app.query_params["near"] == "keep together"
    set_fields(app, "near", "count")
    assert returned(app) == SplitSpec(dataset="d")


def test_options_and_given_values():
    app = call_on_page(form, ClassifySpec, options={"model": ["a", "b"]}, given={"dataset": "d4"})
    assert app.selectbox(key="model").options == ["a", "b"]
    assert not fields(app, "dataset")
    assert (returned(app).model, returned(app).dataset) == ("a", "d4")


def test_missing_values_are_named():
    app = call_on_page(form, CollectSpec, given={"source": ("images.zip",)})
    assert returned(app) is None
    title = next(knob.title for knob in knobs(CollectSpec) if knob.name == "name")
    assert [info.value for info in app.info] == [f"Still needed: {title}."]


def test_fields_that_are_left_to_the_stage_are_empty_until_somebody_fills_them():
    app = call_on_page(form, TrainSpec, presets={"dataset": "d", "name": "m"})
    assert returned(app) == TrainSpec(dataset="d", name="m")
    set_fields(app, "dropout", 0.5)
    assert returned(app) == TrainSpec(dataset="d", name="m", dropout=0.5)
