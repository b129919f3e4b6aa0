"""Preparing: the steps are stored beside the dataset, for all trainings to come; no picture is changed."""

from typing import Any

from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.datasets.preprocessing import preparation_for
from engine.core.models.card import model_names, read_card
from engine.imaging.preprocess import Preparation
from engine.prepare.spec import PrepareSpec


def run(spec: PrepareSpec) -> dict[str, Any]:
    """Stores the steps; returns dataset, steps, their words, width and height, and models that have other steps.

    Raises FileNotFoundError when there is no such dataset.
    """
    source = open_dataset(spec.dataset)
    preparation = preparation_for(source, spec.steps)
    preprocessing.store(source, spec.steps)
    return {
        "dataset": spec.dataset,
        "steps": spec.steps.model_dump(mode="json"),
        "words": preprocessing.words(preparation),
        "width": preparation.width,
        "height": preparation.height,
        "models_with_other_steps": models_with_other_steps(source, preparation),
    }


def models_with_other_steps(source: Dataset, preparation: Preparation) -> list[str]:
    """The models that learned from this dataset prepared in another way; they go on reading as they learned."""
    found = []
    for name in model_names():
        try:
            card = read_card(name)
        except ValueError:
            continue  # the page Models lists it with the reason
        if card.dataset == source.name and card.preparation != preparation:
            found.append(name)
    return found
