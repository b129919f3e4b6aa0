"""The form of a training: what the recipe decides stays the recipe's, until a person changes it."""

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from engine.nets.recipes import RECIPES
from engine.train.spec import TrainSpec
from tests.support.models import card_of, store_model
from tests.support.screens import call_on_page, returned
from ui.train.settings import estimated, training


def keys(app):
    return {widget.key for kind in ("toggle", "number_input") for widget in app.get(kind)}


@pytest.fixture
def source(do, tiny):
    """A dataset that is split."""
    do("split", dataset=tiny)
    return open_dataset(tiny)


@pytest.mark.parametrize("recipe", RECIPES)
def test_an_untouched_form_leaves_every_field_to_its_recipe(source, recipe):
    app = call_on_page(training, source, query={"recipe": recipe})
    assert returned(app) == TrainSpec(dataset="tiny", name="tiny", recipe=recipe)
    epochs = app.number_input(key="epochs").value
    assert epochs == returned(app).resolved(len(source.part_ids("train"))).epochs
    app.number_input(key="epochs").set_value(epochs + 1).run()
    assert returned(app) == TrainSpec(dataset="tiny", name="tiny", recipe=recipe, epochs=epochs + 1)


def test_a_run_that_is_repeated_keeps_its_settings_under_a_new_name(source):
    before = TrainSpec(dataset="tiny", name="net", recipe="letters", seed=5, learning_rate=0.002)
    store_model("net", card_of(source, spec=before.model_dump(mode="json")))
    spec = returned(call_on_page(training, source, query={"like": "net"}))
    assert (spec.recipe, spec.seed, spec.learning_rate, spec.name) == ("letters", 5, 0.002, "tiny")


def test_fields_without_effect_are_not_shown(source, do):
    shown = {widget.key for widget in call_on_page(training, source).get("text_input")}
    assert not {"blocks", "dense", "weights"} & shown and "name" in shown
    glyphs = call_on_page(training, source, query={"recipe": "glyphs"})
    assert {"blocks", "dense"} <= {widget.key for widget in glyphs.get("text_input")}
    from_arrays("collected", np.random.default_rng(3).integers(0, 256, (20, 9, 9), np.uint8), ["a", "b"] * 10)
    do("split", dataset="collected")
    assert not {"stream", "epoch_images"} & keys(call_on_page(training, open_dataset("collected")))
    assert {"stream"} <= keys(call_on_page(training, source))


def test_an_estimate_is_of_the_same_training():
    spec = TrainSpec(dataset="d", name="m", epochs=3)
    assert estimated(spec).spec == TrainSpec(dataset="d", name="m", epochs=3, estimate=True)
    assert estimated(None).spec is None
