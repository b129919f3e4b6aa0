"""Folders of models that were never trained."""

from typing import Any

from engine.core.datasets.dataset import Dataset
from engine.core.models.card import FILES, Card
from engine.core.storage.files import write_json, write_text
from engine.core.storage.paths import models_folder
from engine.imaging.preprocess import Preparation


def card_of(source: Dataset, **changes: Any) -> Card:
    """The card of a model that learned from a dataset as it is split now, with the changes that a test needs."""
    values = {
        "recipe": "slotnet", "alphabet": "01", "slots": 2, "blank": False, "outputs": ["probabilities"], "spec": {},
        "scores": {}, "preparation": Preparation(mode="grey", width=80, height=30, fit="stretch"),
        "dataset": source.name, "dataset_fingerprint": source.info.fingerprint,
        "split_fingerprint": source.split_fingerprint(), "parameters": 1, "epochs": 1, "cpu_seconds": 1, "parity": 0,
        "versions": {}, "created": "2026-01-01",
    }  # fmt: skip
    return Card(**{**values, **changes})


def store_model(name: str, card: Card) -> None:
    """Writes the folder of a model with this card; its other files hold nothing that can be used."""
    for file in FILES:
        write_text(models_folder() / name / file, "-")
    write_json(models_folder() / name / "card.json", card.model_dump(mode="json"))
