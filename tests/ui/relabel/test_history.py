"""The history of decisions: what is marked is taken back, and models that learned otherwise are named."""

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from tests.support.models import card_of, store_model
from tests.support.screens import call_on_page, mark_rows
from ui.relabel.history import corrected


@pytest.fixture
def letters(do):
    """A split dataset of twelve images, from which the model "net" learned."""
    images = np.random.default_rng(3).integers(0, 256, (12, 9, 9), np.uint8)
    from_arrays("letters", images, list("aabb") * 3)
    assert do("split", dataset="letters").state == "done"
    store_model("net", card_of(open_dataset("letters")))
    return open_dataset("letters")


def test_marked_decisions_are_taken_back_and_the_others_stand(letters):
    letters.decide([0, 1, 2], ["b", "b", "a"], "typed")
    app = call_on_page(corrected, "letters")
    assert app.dataframe[0].value["id"].tolist() == [2, 1, 0] and app.button(key="undo_marked").disabled
    mark_rows(app, app.dataframe[0].key, [0, 2])
    app.button(key="undo_marked").click().run()
    assert open_dataset("letters").frame(["text"])["text"][:3].tolist() == ["a", "b", "b"]
    assert [metric.value for metric in app.metric] == ["1", "0", "1", "0"]


def test_a_model_that_learned_other_labels_is_named_until_they_are_as_it_knew_them(letters):
    letters.decide([0], ["b"], "typed")
    assert "net" in call_on_page(corrected, "letters").warning[0].value
    letters.undo([0])
    assert not call_on_page(corrected, "letters").warning
