"""Lineage: which models were trained on a dataset, and on which version of it."""

from engine.core.datasets.corrections import same_images
from engine.core.datasets.dataset import Dataset
from engine.core.models.card import Card, cards


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
