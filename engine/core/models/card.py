"""A model is a folder that explains itself; this reads its card and reads images with it, without TensorFlow."""

import io
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from engine.core.datasets.labels import Codec
from engine.core.storage.files import read_json, read_text
from engine.core.storage.folders import delete_folder, list_folders, publish_folder
from engine.core.storage.paths import check_name, models_folder
from engine.imaging.preprocess import Preparation

FORMAT = 1
FILES = ("card.json", "model.tflite", "model.keras", "history.csv")


class Card(BaseModel):
    """What card.json holds: everything that reading, comparing and repeating the model needs.

    `scores` are shares in 0..1 of the validation part: symbol_accuracy, exact_match with exact_match_low and
    exact_match_high (95 % Wilson interval) and n. `spec` is the TrainSpec it was made with. `outputs` names what the
    exported net gives, in order: "probabilities" (slots, classes) and, where the net attends, "attention"
    (slots, rows, columns). `decoding`: whether probabilities are those of each slot, or of each step of a line that CTC
    reads, (steps, classes). `final`: it learned from all parts of the dataset, so there are no scores. `parity` is
    the largest difference of a probability between model.tflite and model.keras.
    """

    model_config = ConfigDict(extra="ignore")

    format: int = FORMAT
    recipe: str
    alphabet: str
    slots: int
    blank: bool
    preparation: Preparation
    outputs: list[str]
    spec: dict[str, Any]
    dataset: str
    dataset_fingerprint: str
    split_fingerprint: str
    scores: dict[str, float]
    decoding: Literal["slots", "ctc"] = "slots"
    final: bool = False
    parameters: int
    epochs: int
    cpu_seconds: float
    parity: float
    versions: dict[str, str]
    created: str

    @property
    def codec(self) -> Codec:
        """How the net's classes become texts."""
        return Codec(self.alphabet, self.slots, self.blank)


def model_names() -> list[str]:
    """The models of the workspace, sorted by name."""
    folder = models_folder()
    return [name for name in list_folders(folder) if (folder / name / "card.json").exists()]


def model_folder(name: str) -> Path:
    """The folder of a model; FileNotFoundError, naming those there are, when there is none."""
    known = model_names()
    if name not in known:
        there = ", ".join(known) or "none yet: train one first"
        raise FileNotFoundError(f"there is no model {name!r}; there are: {there}.")
    return models_folder() / name


def read_card(name: str) -> Card:
    """The card of a model.

    Raises ValueError, naming the file, when the folder is cut short or its card damaged.
    """
    folder = model_folder(name)
    for file in FILES:
        if not (folder / file).exists() or not (folder / file).stat().st_size:
            raise ValueError(f"the model {name!r} is not complete: {file} is missing or empty; train it again.")
    try:
        found = Card.model_validate(read_json(folder / "card.json"))
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ValueError(f"card.json of the model {name!r} is damaged at {field!r}; train it again.") from None
    if found.format > FORMAT:
        raise ValueError(f"the model {name!r} has format {found.format}; this version reads up to {FORMAT}; update it.")
    return found


def read_history(name: str) -> pd.DataFrame:
    """The learning curve of a model, one row an epoch."""
    return pd.read_csv(model_folder(name) / "history.csv")


def read_epochs(folder: Path) -> pd.DataFrame:
    """The epochs that a training job noted in its folder, like `history`; empty before the first."""
    path = folder / "history.csv"
    return pd.read_csv(io.StringIO(read_text(path))) if path.exists() else pd.DataFrame()


def rename_model(name: str, new: str) -> None:
    """Gives a model another name.

    Raises ValueError for a name that no folder can have, FileExistsError when it is taken.
    """
    folder = model_folder(name)
    publish_folder(folder, models_folder() / check_name(new, "model"))


def delete_model(name: str) -> None:
    """Removes a model with its stored readings."""
    delete_folder(model_folder(name))


def cards() -> dict[str, Card]:
    """The cards of all models that are whole."""
    found = {}
    for name in model_names():
        try:
            found[name] = read_card(name)
        except ValueError:
            continue  # `damaged` lists it with the reason
    return found


def damaged() -> dict[str, str]:
    """What is wrong with the folders that are no whole model, by name."""
    reasons = {}
    for name in list_folders(models_folder()):
        try:
            read_card(name)
        except FileNotFoundError:
            reasons[name] = f"the folder {name!r} holds no card.json, so it is no model; train it again, or delete it."
        except ValueError as reason:
            reasons[name] = str(reason)
    return reasons
