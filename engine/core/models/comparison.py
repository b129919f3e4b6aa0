"""Compares the stored predictions of two models on the same images."""

from typing import NamedTuple

from scipy.stats import binomtest

from engine.core.datasets.dataset import Dataset
from engine.core.metrics.intervals import wilson
from engine.core.models.card import Card
from engine.core.models.predictions import read_predictions


class Comparison(NamedTuple):
    """What two models read of the same n images.

    right, other_right: texts that each read correctly. only, other_only: those that only one of them read correctly.
    chance: the probability of a difference at least as large if both were equally good (exact McNemar test, 1947).
    """

    n: int
    right: int
    other_right: int
    only: int
    other_only: int
    chance: float

    @property
    def shares(self) -> list[dict[str, float]]:
        """Exact match of each model, with the ends of its 95 % Wilson interval."""
        rows = []
        for right in (self.right, self.other_right):
            ends = wilson(right, self.n)
            rows.append({"exact_match": right / self.n, "low": float(ends.low), "high": float(ends.high)})
        return rows


def scored_on_same_images(card: Card, other: Card) -> bool:
    """Whether the scores of two cards are on the same validation images."""
    both = (card, other)
    states = {(model.dataset_fingerprint, model.split_fingerprint) for model in both}
    return len(states) == 1 and not any(model.final for model in both)


def unread(name: str, source: Dataset, part: str) -> int:
    """How many images of a part of a dataset a model has no predictions for.

    Raises ValueError if the dataset is not split.
    """
    ids = source.part_ids(part)
    try:
        predictions = read_predictions(name, source)
    except ValueError:  # they belong to other images
        predictions = None
    return len(ids) if predictions is None else len(set(ids) - set(predictions["id"]))


def compare(name: str, other: str, source: Dataset, part: str) -> Comparison:
    """Compares two models on a part of a dataset.

    Raises ValueError if the part is empty, or one of them has no predictions for all of it.
    """
    ids = source.part_ids(part)
    frames = [read_predictions(model, source) for model in (name, other)]
    if not len(ids) or any(frame is None or not set(ids) <= set(frame["id"]) for frame in frames):
        raise ValueError(f"both models must have predictions for the {part} part of {source.name!r}; make them first.")
    first, second = (frame.set_index("id")["correct"].loc[ids] for frame in frames if frame is not None)
    only, other_only = int((first & ~second).sum()), int((second & ~first).sum())
    chance = float(binomtest(only, only + other_only).pvalue) if only + other_only else 1.0
    return Comparison(len(ids), int(first.sum()), int(second.sum()), only, other_only, chance)
