"""Lineage: which models were trained on a dataset, on which version of it, and where that dataset is now."""

from collections.abc import Sequence
from typing import NamedTuple

from engine.core.datasets.corrections import same_images
from engine.core.datasets.dataset import Dataset
from engine.core.datasets.renames import Identity, identities
from engine.core.models.card import Card, cards


class Origin(NamedTuple):
    """Where a model comes from: the present name of its dataset (None if it is gone), and a phrase for people."""

    present: str | None
    phrase: str


def learned_from(card: Card, source: Dataset) -> bool:
    """Whether a model was trained on images of this dataset, regardless of its current name, labels and split."""
    return same_images(card.dataset_fingerprint, source.info.fingerprint)


def learned_from_split(card: Card, source: Dataset) -> bool:
    """Whether a model was trained on exactly the current training part of this dataset."""
    return learned_from(card, source) and card.split_fingerprint == source.split_fingerprint()


def learned_other_labels(card: Card, source: Dataset) -> bool:
    """Whether a model was trained on these images with other labels, because labels were corrected since."""
    return learned_from(card, source) and card.dataset_fingerprint != source.info.fingerprint


def trained_on(source: Dataset) -> list[str]:
    """The complete models that were trained on the dataset under its current split."""
    return [name for name, card in cards().items() if learned_from_split(card, source)]


def trained_on_other_labels(source: Dataset) -> list[str]:
    """Those of them that were trained on other labels than the current ones."""
    all_cards = cards()
    return [name for name in trained_on(source) if learned_other_labels(all_cards[name], source)]


def origins(cards: dict[str, Card]) -> dict[str, Origin]:
    """The origin of each of these models."""
    datasets = identities()
    return {name: origin(card, datasets) for name, card in cards.items()}


def origin(card: Card, datasets: Sequence[Identity]) -> Origin:
    """The origin of a model, which its dataset may have outlived under another name, or not at all."""
    was = card.dataset
    if not card.dataset_fingerprint:  # of images that were never a dataset
        return Origin(None, f"trained on {was}")
    same = [dataset for dataset in datasets if same_images(card.dataset_fingerprint, dataset.fingerprint)]
    if was in [dataset.name for dataset in same]:
        return Origin(was, f"trained on {was}")
    renamed = next((dataset.name for dataset in same if was in dataset.earlier), None)
    if renamed:
        return Origin(renamed, f"trained on {renamed}, which was then named {was}")
    if same:
        return Origin(same[0].name, f"trained on {was}, which is gone; {same[0].name} has the same images")
    if was in [dataset.name for dataset in datasets]:
        return Origin(None, f"trained on an earlier dataset named {was}; the present {was} has other images")
    return Origin(None, f"trained on {was}, which has been deleted")
