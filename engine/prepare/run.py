"""Prepares a dataset: stores preprocessing beside it for later trainings, without changing an image."""

from typing import Any

from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.datasets.preprocessing import preparation_for
from engine.core.datasets.suggestion import Suggestion, suggested
from engine.core.models.card import model_names, read_card
from engine.imaging.preprocess import Preparation
from engine.prepare.spec import PrepareSpec


def run(spec: PrepareSpec) -> dict[str, Any]:
    """Stores the preprocessing, or removes what was stored if it is to be found from the images.

    Returns dataset, steps, words, reason, width, height and models_with_other_steps.

    Raises FileNotFoundError if there is no such dataset.
    """
    source = open_dataset(spec.dataset)
    chosen = Suggestion(spec.preprocessing, "")
    if spec.automatic:
        preprocessing.forget(source)
        chosen = suggested(source)
    else:
        preprocessing.store(source, chosen.preprocessing)
    preparation = preparation_for(source, chosen.preprocessing)
    return {
        "dataset": spec.dataset,
        "steps": chosen.preprocessing.model_dump(mode="json"),
        "words": preprocessing.words(preparation),
        "reason": chosen.reason,
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
