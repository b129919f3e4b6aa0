"""Cautions about a score: where it flatters a model, and where the model sees other images than shown."""

from typing import Literal

from engine.core.datasets.dataset import Dataset
from engine.core.models.card import Card
from engine.core.models.lineage import learned_from, learned_from_split, learned_other_labels

Caution = Literal["prepared", "other labels", "final", "training part", "another split"]


def cautions(card: Card, source: Dataset, part: str) -> list[Caution]:
    """The cautions that apply to the scores of a model on a part of a dataset.

    prepared: the model sees preprocessed images. other labels: labels were corrected since it was trained. final: it
    was trained on all parts. training part: it was trained on images of this part. another split: it may have been.
    """
    caveats: list[Caution] = []
    if card.preparation.by_ink or card.preparation.blur != "none":
        caveats.append("prepared")
    if not learned_from(card, source):
        return caveats
    if learned_other_labels(card, source):
        caveats.append("other labels")
    if card.final:
        caveats.append("final")
    elif part in ("train", "all"):
        caveats.append("training part")
    elif not learned_from_split(card, source):
        caveats.append("another split")
    return caveats
