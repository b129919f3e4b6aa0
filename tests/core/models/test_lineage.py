"""What a model knows of a dataset follows from the images, the labels and the split that it learned from."""

import shutil

from engine.core.datasets.dataset import open_dataset
from engine.core.models.lineage import (
    learned_from,
    learned_from_split,
    learned_other_labels,
    trained_on,
    trained_on_other_labels,
)
from engine.core.storage.paths import datasets_folder, models_folder
from tests.support.models import card_of, store_model


def test_models_know_the_split_that_they_learned_from_until_it_is_made_anew(do, tiny):
    do("split", dataset=tiny, seed=1)
    source = open_dataset(tiny)
    card = card_of(source)
    store_model("knows", card)
    store_model("other", card_of(source, split_fingerprint="another"))
    store_model("foreign", card_of(source, dataset_fingerprint="another"))
    store_model("broken", card)
    (models_folder() / "broken" / "model.tflite").unlink()
    assert trained_on(source) == ["knows"]
    do("split", dataset=tiny, seed=2)
    assert trained_on(source) == [] and learned_from(card, source) and not learned_from_split(card, source)
    do("split", dataset=tiny, seed=1)
    assert trained_on(source) == ["knows"]


def test_corrected_labels_are_other_labels_of_the_same_images(do, tiny):
    do("split", dataset=tiny)
    source = open_dataset(tiny)
    store_model("before", card_of(source))
    source.decide([3], ["0110"], "typed")
    store_model("after", card_of(source))
    assert trained_on(source) == ["after", "before"] and trained_on_other_labels(source) == ["before"]
    source.undo([3])
    assert trained_on_other_labels(source) == ["after"]


def test_a_copy_under_another_name_is_known_and_another_dataset_of_the_same_name_is_not(do, tiny):
    do("split", dataset=tiny)
    card = card_of(open_dataset(tiny))
    shutil.copytree(datasets_folder() / tiny, datasets_folder() / "copy")
    assert learned_from_split(card, open_dataset("copy"))
    shutil.rmtree(datasets_folder() / tiny)
    do("generate", name=tiny, count=40, symbols="01", length=2, workers=1, seed=5)
    source = open_dataset(tiny)
    assert not learned_from(card, source) and not learned_other_labels(card, source) and trained_on(source) == []
