"""What people decided about texts that a model read: every decision is kept, and none replaces that of another person.

The images lie once each beside the decisions, so that nothing is lost when the files that were read are gone.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pandas as pd
from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from engine.core.models.card import model_folder
from engine.core.storage.files import append_line, damaged, read_bytes, read_text, write_bytes

FOLDER, LIST = "corrections", "decisions.jsonl"
MEND = "remove the damaged line, or delete the folder to begin again"
LONGEST = 1000  # symbols of a text
Why = Literal["accepted", "typed", "skipped", "undone"]


class Decision(BaseModel):
    """A person's decision about an image. text: what it reads, "" if skipped. undone takes back their last one."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    image: str
    file: str
    predicted: str
    text: str
    confidence: float
    why: Why
    who: str
    when: str = ""


def image_key(data: bytes) -> str:
    """The name under which an image file is kept: the same bytes have the same name."""
    return hashlib.sha256(data).hexdigest()[:32]


def folder_of(model: str) -> Path:
    """Where the decisions about a model's texts lie. Raises FileNotFoundError if there is no such model."""
    return model_folder(model) / FOLDER


def decide(model: str, decision: Decision, data: bytes) -> None:
    """Stores a decision and its image. Raises ValueError for a text that cannot be a label."""
    if decision.why in ("accepted", "typed") and not 0 < len(decision.text) <= LONGEST:
        raise ValueError(
            f"a text must have 1 to {LONGEST:,} symbols; got {len(decision.text):,}. Skip the image instead."
        )
    folder = folder_of(model)
    path = image_path(model, decision.image)
    if not path.exists():
        write_bytes(path, data)
    stamped = decision.model_copy(update={"when": datetime.now(UTC).isoformat(timespec="microseconds")})
    with FileLock(folder / f"{LIST}.lock"):
        append_line(folder / LIST, stamped.model_dump_json())


def image_path(model: str, image: str) -> Path:
    """Where an image lies."""
    return folder_of(model) / "images" / image


def undo(model: str, who: str) -> Decision | None:
    """Takes back the last decision of a person that stands; returns it, None if there is none."""
    last = next((decision for decision in reversed(standing(model)) if decision.who == who), None)
    if last:
        decide(model, last.model_copy(update={"why": "undone"}), b"")
    return last


def history(model: str) -> list[Decision]:
    """All decisions, oldest first. Raises DamagedFileError, naming the file, if a line is none."""
    path = folder_of(model) / LIST
    if not path.exists():
        return []
    try:
        return [Decision.model_validate_json(line) for line in read_text(path).split("\n") if line.strip()]
    except (ValidationError, UnicodeDecodeError) as error:
        raise damaged(path, error, MEND) from None


def standing(model: str) -> list[Decision]:
    """The last decision of each person about each image that is not undone, oldest first."""
    kept: dict[tuple[str, str], list[Decision]] = {}
    for decision in history(model):
        own = kept.setdefault((decision.image, decision.who), [])
        if decision.why == "undone":
            del own[-1:]
        else:
            own.append(decision)
    return sorted((own[-1] for own in kept.values() if own), key=lambda decision: decision.when)


def agreed(decisions: Iterable[Decision]) -> tuple[pd.DataFrame, int]:
    """The images on whose text all agree who did not skip them: columns image, file, predicted, text, when, people.

    Also returns the number of images on which people disagree.
    """
    frame = pd.DataFrame([decision.model_dump() for decision in decisions if decision.why != "skipped"])
    if frame.empty:
        return pd.DataFrame(columns=["image", "file", "predicted", "text", "when", "people"]), 0
    groups = frame.groupby("image", sort=False)
    texts = groups["text"].nunique()
    rows = groups.agg(
        file=("file", "first"), predicted=("predicted", "last"), text=("text", "last"), when=("when", "last"),
        people=("who", "nunique"),
    )  # fmt: skip
    return rows[texts == 1].reset_index(), int((texts > 1).sum())


def image_of(model: str, image: str) -> bytes:
    """The bytes of an image."""
    return read_bytes(image_path(model, image))
