"""The card of the pre-trained model that comes with Glyphlab, checked before a training starts from it."""

from pathlib import Path

from engine.core.models.card import BASE_FOLDER, FILES, FORMAT, Card
from engine.core.storage.files import DamagedFileError, read_as

FOLDER = BASE_FOLDER


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
