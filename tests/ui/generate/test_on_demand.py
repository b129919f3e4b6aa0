"""The second way to make a dataset: only its settings are stored, where the images can be drawn again."""

from engine.core.datasets.dataset import open_dataset
from engine.generate.spec import GenerateSpec
from ui.generate.on_demand import draw_on_the_fly


def test_the_settings_are_those_of_the_form_and_nothing_but_the_store_differs(do):
    spec = GenerateSpec(name="again", count=5, symbols="01", length="2")
    other = draw_on_the_fly(spec)
    assert other.spec.model_copy(update={"store": spec.store}) == spec != other.spec
    assert do("generate", **other.spec.model_dump(mode="json")).state == "done"
    assert open_dataset("again").info.on_the_fly


def test_what_cannot_be_drawn_again_says_why_and_cannot_be_started():
    possible, impossible = (draw_on_the_fly(GenerateSpec(renderer=name)) for name in ("glyphlab", "package"))
    assert impossible.spec is None and "seed" in impossible.about != possible.about
    assert draw_on_the_fly(None).spec is None
