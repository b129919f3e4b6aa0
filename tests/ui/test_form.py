"""Every parameter that is declared can be set in the form, and mistakes are sentences."""

import pytest
from streamlit.testing.v1 import AppTest

from engine.generate.spec import GenerateSpec
from engine.spec import Span, knobs, read
from engine.train.spec import TrainSpec


def page():
    import streamlit as st

    from engine.generate.spec import GenerateSpec
    from ui.form import form

    st.session_state["made"] = form(GenerateSpec)


def number_like(app, name):
    """The widgets of a number or a range: one slider, one field, or two fields."""
    keys = {name, f"{name}_from", f"{name}_to"}
    return [each for each in [*app.slider, *app.number_input] if each.key in keys]


def other_end(each, end, step):
    """A number near an end of a range that is not the same and within bounds."""
    return end + step if each.high is None or end + step <= each.high else end - step


def change(app, each):
    """Sets the knob to something else through its widget; returns what the spec must then hold."""
    if each.kind in ("whole", "number"):
        wanted = other_end(each, each.default, 1 if each.kind == "whole" else each.default / 10)
        number_like(app, each.name)[0].set_value(wanted)
        return wanted
    if "range" in each.kind:
        wanted = Span(*(other_end(each, end, 1 if each.kind == "whole range" else 0.01) for end in each.default))
        widgets = number_like(app, each.name)
        for widget, value in zip(widgets, [tuple(wanted)] if len(widgets) == 1 else wanted, strict=True):
            widget.set_value(value)
        return pytest.approx(wanted)
    if each.kind == "switch":
        app.toggle(key=each.name).set_value(not each.default)
        return not each.default
    if each.kind == "choice":
        wanted = next(word for word in each.choices if word != each.default)
        among = [*app.selectbox, *app.segmented_control]
        next(widget for widget in among if widget.key == each.name).set_value(wanted)
        return wanted
    if each.kind == "list":
        app.multiselect(key=each.name).set_value(["new"])
        return ("new",)
    app.text_input(key=each.name).set_value("012")  # a name, or some of the symbols that there are
    return "012"


TOGETHER = {"symbols_file", "experiment", "levels"}  # what cannot be set alone


def test_untouched_form_gives_the_defaults():
    app = AppTest.from_function(page).run()
    assert app.session_state["made"] == GenerateSpec()


@pytest.mark.parametrize(
    "each", [each for each in knobs(GenerateSpec) if each.name not in TOGETHER], ids=lambda each: each.name
)
def test_every_knob_can_be_set(each):
    app = AppTest.from_function(page).run()
    wanted = change(app, each)
    app.run()
    assert not app.exception
    assert getattr(app.session_state["made"], each.name) == wanted, [error.value for error in app.error]


def test_an_experiment_is_set_together_with_its_levels():
    app = AppTest.from_function(page).run()
    next(each for each in [*app.selectbox, *app.segmented_control] if each.key == "experiment").set_value("grid")
    app.multiselect(key="levels").set_value(["dots=0,30"]).run()
    made = app.session_state["made"]
    assert (made.experiment, made.levels, len(made.conditions)) == ("grid", ("dots=0,30",), 2)


def test_a_file_of_symbols_takes_their_place(tmp_path):
    (tmp_path / "symbols.txt").write_text("aBc", encoding="utf-8")
    app = AppTest.from_function(page).run()
    app.text_input(key="symbols_file").set_value(str(tmp_path / "symbols.txt")).run()
    assert app.session_state["made"].symbols == "aBc"


def preset_page():
    import streamlit as st

    from engine.generate.spec import GenerateSpec
    from ui.form import form

    name = st.selectbox("Preset", list(GenerateSpec.presets), key="preset")
    st.session_state["made"] = form(GenerateSpec, presets=GenerateSpec.presets[name])


@pytest.mark.parametrize("name", GenerateSpec.presets)
def test_a_preset_fills_the_form_and_what_was_changed_stays(name):
    app = AppTest.from_function(preset_page).run()
    app.number_input(key="dots_from").set_value(7)
    app.number_input(key="dots_to").set_value(9)
    app.slider(key="rotation").set_value((5.0, 6.0)).run()
    app.selectbox(key="preset").set_value(name).run()
    assert not app.exception
    changed = {"dots": Span(7, 9), "rotation": Span(5, 6)}
    assert app.session_state["made"] == read(GenerateSpec, {**GenerateSpec.presets[name], **changed})
    app.selectbox(key="preset").set_value("captcha-0.7").run()
    assert app.session_state["made"] == read(GenerateSpec, changed)


def test_no_preset_changes_the_kind_of_a_widget_so_that_nothing_typed_is_lost():
    app = AppTest.from_function(preset_page).run()
    of_numbers = {each.key for each in [*app.slider, *app.number_input]}
    app.number_input(key="waves_from").set_value(3.25).run()
    app.number_input(key="waves_to").set_value(4.5).run()
    app.multiselect(key="fonts").set_value(["DroidSansMono"]).run()
    for name in [*GenerateSpec.presets, "captcha-0.7"]:
        app.selectbox(key="preset").set_value(name).run()
        assert {each.key for each in [*app.slider, *app.number_input]} == of_numbers
        made = app.session_state["made"]
        assert (made.waves, made.fonts) == (Span(3.25, 4.5), ("DroidSansMono",))


def test_mistakes_are_sentences_on_the_page():
    app = AppTest.from_function(page).run()
    app.text_input(key="name").set_value("../escape").run()
    assert app.session_state["made"] is None
    assert "dataset name is" in app.error[0].value
    assert not app.exception


def test_values_come_from_the_link():
    app = AppTest.from_function(page)
    app.query_params.update({"symbols": "xyz", "count": "12"})
    app.run()
    assert app.session_state["made"] == GenerateSpec(symbols="xyz", count=12)


def required_page():
    import streamlit as st

    from engine.classify.spec import ClassifySpec
    from ui.form import form

    st.session_state["made"] = form(ClassifySpec, options={"model": ["a", "b"]}, given={"dataset": "d4"})


def test_options_and_given_values():
    app = AppTest.from_function(required_page).run()
    assert app.selectbox(key="model").options == ["a", "b"]
    assert "dataset" not in [each.key for each in app.text_input]
    made = app.session_state["made"]
    assert (made.model, made.dataset) == ("a", "d4")


def nameless_page():
    import streamlit as st

    from engine.collect.spec import CollectSpec
    from ui.form import form

    st.session_state["made"] = form(CollectSpec, given={"source": ("images.zip",)})


def test_missing_values_are_named():
    app = AppTest.from_function(nameless_page).run()
    assert app.session_state["made"] is None
    assert app.info[0].value == "Still needed: Name."


def left_open():
    import streamlit as st

    from engine.train.spec import TrainSpec
    from ui.form import form

    st.session_state["made"] = form(TrainSpec, presets={"dataset": "d", "name": "m"})


def test_fields_that_are_left_to_the_stage_are_empty_until_somebody_fills_them():
    app = AppTest.from_function(left_open, default_timeout=30).run()
    assert not app.exception and app.session_state["made"] == TrainSpec(dataset="d", name="m")
    app.number_input(key="dropout").set_value(0.5).run()
    assert app.session_state["made"] == TrainSpec(dataset="d", name="m", dropout=0.5)
