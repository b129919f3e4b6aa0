"""Prepares a dataset: stores preprocessing beside it for later trainings, without changing an image."""

from typing import Any

from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.datasets.preprocessing import preparation_for
from engine.core.models.card import model_names, read_card
from engine.imaging.preprocess import Preparation
from engine.prepare.spec import PrepareSpec


def run(spec: PrepareSpec) -> dict[str, Any]:
    """Stores the preprocessing. Returns dataset, steps, words, width, height and models_with_other_steps.

    Raises FileNotFoundError if there is no such dataset.
    """
    source = open_dataset(spec.dataset)
    preparation = preparation_for(source, spec.preprocessing)
    preprocessing.store(source, spec.preprocessing)
    return {
        "dataset": spec.dataset,
        "steps": spec.preprocessing.model_dump(mode="json"),
        "words": preprocessing.words(preparation),
        "width": preparation.width,
        "height": preparation.height,
        "models_with_other_steps": models_with_other_preprocessing(source, preparation),
    }


def models_with_other_preprocessing(source: Dataset, preparation: Preparation) -> list[str]:
    """The models trained on this dataset with other preprocessing, which they continue to use."""
    names = []
    for name in model_names():
        try:
            card = read_card(name)
        except ValueError:
            continue  # Models lists it with the reason
        if card.dataset == source.name and card.preparation != preparation:
            names.append(name)
    return names
