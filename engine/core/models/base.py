"""The pre-trained model that comes with Glyphlab: trainings start from it, and it reads images before any training."""

from pathlib import Path

from engine.core.models.card import FILES, FORMAT, Card
from engine.core.storage.files import DamagedFileError, read_as
from engine.core.storage.folders import copy_folder, holds
from engine.core.storage.paths import models_folder

BASE = "glyphlab-base"
FOLDER = Path(__file__).resolve().parent / "pretrained" / BASE


def base_card(folder: Path = FOLDER) -> Card:
    """The card of the pre-trained model. Raises ValueError if its files are missing, cut, or of another version."""
    lacking = [file for file in FILES if not (folder / file).exists() or not (folder / file).stat().st_size]
    if lacking:
        raise ValueError(f"{lacking[0]} of the pre-trained model is missing or empty; install Glyphlab again.")
    try:
        card = read_as(folder / "card.json", Card)
    except DamagedFileError as damage:
        raise ValueError(f"{damage} Install Glyphlab again.") from None
    if card.format > FORMAT:
        raise ValueError(
            f"the pre-trained model has format {card.format}; this version reads up to {FORMAT}: update Glyphlab."
        )
    return card


def add_base() -> str:
    """Copies the pre-trained model into the workspace, unless it is there; returns its name. Raises as above."""
    if not holds(models_folder(), BASE, "card.json"):
        base_card()
        copy_folder(FOLDER, models_folder() / BASE)
    return BASE
