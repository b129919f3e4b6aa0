"""Describes a model by name and value: what it reads, how it was trained, and how it differs from another."""

from datetime import datetime
from typing import Any, NamedTuple

from engine.core.datasets import preprocessing
from engine.core.models.card import Card
from engine.spec import up_to_date
from engine.verbs import spec_class

IGNORED = ("name", "dataset", "created")  # differences in these do not make models different


class Difference(NamedTuple):
    """A setting and its values in two models; None if a model lacks it."""

    setting: str
    value: Any
    other: Any


def what_it_reads(card: Card) -> dict[str, Any]:
    """The texts that a model can read, and the preprocessing of its images."""
    return {
        "symbols": f"{len(card.alphabet)}: {card.alphabet}",
        "length": f"up to {card.slots} symbols" if card.blank else fixed_length(card.slots),
        **preprocessing.in_words(card.preparation),
        "trained on": card.dataset,
        "created": f"{datetime.fromisoformat(card.created):%Y-%m-%d %H:%M}",
    }


def fixed_length(slots: int) -> str:
    """A fixed length of texts in words."""
    return "always 1 symbol" if slots == 1 else f"always {slots} symbols"


def settings(card: Card) -> dict[str, Any]:
    """The settings of its training, by current field names."""
    return up_to_date(spec_class("train"), card.spec)


def differences(card: Card, other_card: Card) -> list[Difference]:
    """The settings, data and sizes in which two models differ."""
    values, other_values = everything(card), everything(other_card)
    names = [name for name in {**values, **other_values} if name not in IGNORED]
    pairs = (Difference(name, values.get(name), other_values.get(name)) for name in names)
    return [difference for difference in pairs if difference.value != difference.other]


def everything(card: Card) -> dict[str, Any]:
    """Everything in which two models can differ."""
    return {
        "parameters": card.parameters,
        **settings(card),
        "recipe": card.recipe,
        "epochs": card.epochs,
        **what_it_reads(card),
        "version of the dataset": card.dataset_fingerprint[:8],
        "version of the split": card.split_fingerprint[:8],
    }
