"""Model folders: each describes itself by its card, which is read here without TensorFlow."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from engine.core.datasets.info import Moment
from engine.core.datasets.labels import Codec
from engine.core.models.calibration import Calibration
from engine.core.models.decoding.constraint import ANY, Constraint
from engine.core.models.exported import Exported
from engine.core.storage.files import read_as, write_json
from engine.core.storage.folders import (
    copy_folder,
    delete_folder,
    files_in,
    holds,
    list_folders,
    modified_at,
    publish_folder,
    version_of,
)
from engine.core.storage.paths import check_name, models_folder
from engine.imaging.pixels import Frame
from engine.imaging.preprocess import Preparation

FORMAT = 1
MEND = "train it again, or restore it from a copy"
BASE = "glyphlab-base"  # the pre-trained model that comes with Glyphlab
BASE_FOLDER = Path(__file__).resolve().parent / "pretrained" / BASE
FILES = ("card.json", "model.tflite", "model.keras", "history.csv")


class Card(BaseModel):
    """The contents of card.json: everything needed to use, compare and repeat the model.

    `scores` are shares in 0..1 of the validation part: symbol_accuracy, exact_match with exact_match_low and
    exact_match_high (95 % Wilson interval) and n. `spec` is the TrainSpec it was made with. `outputs` names the
    outputs of the exported net, in order: "probabilities" (slots, classes) and, for nets with attention, "attention"
    (slots, rows, columns). `decoding`: whether there are probabilities for each slot, or for each frame of a line that
    CTC decodes, (frames, classes). `final`: trained on all parts of the dataset, so there are no scores. `parity` is
    the largest difference of a probability between model.tflite and model.keras. `usual` holds the ranges by which
    `engine.core.models.familiarity` notices images unlike those that it learned from; cards of earlier versions have
    none. `frame`: which frame of an animation it learned from, and reads. `calibration`: how its confidence was
    calibrated; cards of earlier versions and final models have none until `calibrate` adds it. `constraint`: what is
    known about all texts that it reads, unless something else is said. `exports`: what was found when a format was
    exported last, by format.
    """

    model_config = ConfigDict(extra="ignore")

    format: int = FORMAT
    recipe: str
    alphabet: str
    slots: int = Field(ge=1)
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
    usual: dict[str, tuple[float, float]] = {}
    frame: Frame = "auto"
    calibration: Calibration | None = None
    exports: dict[str, Exported] = {}
    constraint: Annotated[Constraint, PlainSerializer(Constraint._asdict)] = ANY
    parameters: int
    epochs: int
    cpu_seconds: float
    parity: float
    versions: dict[str, str]
    created: Moment

    @property
    def codec(self) -> Codec:
        """How the net's classes become texts."""
        return Codec(self.alphabet, self.slots, self.blank)

    @property
    def temperature(self) -> float:
        """The temperature at which its confidence is calibrated; 1 without a calibration."""
        return self.calibration.temperature if self.calibration else 1.0


def model_names() -> list[str]:
    """The models of the workspace, sorted by name."""
    folder = models_folder()
    return [name for name in list_folders(folder) if (folder / name / "card.json").exists()]


def model_folder(name: str) -> Path:
    """The folder of a model; the pre-trained one is copied into the workspace when it is first asked for.

    Raises FileNotFoundError, naming the existing models, if there is none.
    """
    if not holds(models_folder(), name, "card.json") and name == BASE and not (models_folder() / name).exists():
        copy_folder(BASE_FOLDER, models_folder() / BASE)
    if not holds(models_folder(), name, "card.json"):
        listed = ", ".join(model_names()) or "none yet: train one first"
        raise FileNotFoundError(f"there is no model {name!r}; there are: {listed}.")
    return models_folder() / name


def read_card(name: str) -> Card:
    """Reads the card of a model, not to be changed, once for each state of its files.

    Raises ValueError, naming the file, if the folder is incomplete or its card damaged.
    """
    folder = model_folder(name)
    return cached_card(folder, *version_of(*(folder / file for file in FILES)))


@lru_cache(maxsize=1024)
def cached_card(folder: Path, *version: int) -> Card:
    """The card in a model's folder, once for each version of its files. Raises ValueError as `read_card` does."""
    name = folder.name
    for file in FILES:
        if not (folder / file).exists() or not (folder / file).stat().st_size:
            raise ValueError(f"the model {name!r} is incomplete: {file} is missing or empty; train it again.")
    card = read_as(folder / "card.json", Card, MEND)
    if card.format > FORMAT:
        raise ValueError(f"the model {name!r} has format {card.format}; this version reads up to {FORMAT}; update it.")
    return card


def change_card(name: str, **changes: Any) -> None:
    """Changes fields of the card of a model. Raises ValueError or FileNotFoundError as `read_card` does."""
    card = read_card(name).model_copy(update=changes)
    write_json(model_folder(name) / "card.json", card.model_dump(mode="json"))


def rename_model(name: str, new: str) -> None:
    """Renames a model.

    Raises ValueError for an unusable name, FileExistsError if the name is taken.
    """
    folder = model_folder(name)
    publish_folder(folder, models_folder() / check_name(new, "model"))


def delete_model(name: str) -> None:
    """Deletes a model with its stored predictions, even if it is damaged.

    Raises FileNotFoundError if there is no folder of that name.
    """
    if name not in list_folders(models_folder()):
        raise FileNotFoundError(f"there is no model {name!r} to delete.")
    delete_folder(models_folder() / name)


def model_files(name: str) -> list[tuple[str, int]]:
    """The files in a model's folder, sorted: relative path, with "/", and size in bytes."""
    folder = models_folder() / name
    return [(path.relative_to(folder).as_posix(), path.stat().st_size) for path in files_in(folder)]


def is_whole(name: str) -> bool:
    """Whether a model's folder is complete and its card can be read."""
    try:
        read_card(name)
    except (ValueError, FileNotFoundError):
        return False
    return True


def net_state(name: str) -> str:
    """A text that changes whenever the net of a model is replaced: the key of a cache."""
    path = model_folder(name) / "model.tflite"
    return f"{path} {modified_at(path)}"


def cards() -> dict[str, Card]:
    """The cards of all complete models."""
    readable = {}
    for name in model_names():
        try:
            readable[name] = read_card(name)
        except ValueError:
            continue  # `damaged` lists it with the reason
    return readable


def damaged() -> dict[str, str]:
    """The reasons why folders are not complete models, by name."""
    reasons = {}
    for name in list_folders(models_folder()):
        try:
            read_card(name)
        except FileNotFoundError:
            reasons[name] = f"the folder {name!r} has no card.json, so it is not a model; train it again, or delete it."
        except ValueError as reason:
            reasons[name] = str(reason)
    return reasons
