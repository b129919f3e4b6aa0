"""A model is a folder that explains itself; this reads its card and reads images with it, without TensorFlow."""

import io
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from engine import ctc, storage
from engine.corrections import same_pictures
from engine.dataset import Dataset
from engine.imaging.prepare import Preparation, prepare
from engine.labels import Codec

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


class Reading(NamedTuple):
    """What a net saw in n images.

    texts: as read, n of them. confidence float32 (n,): the probability of the whole text. probabilities float32
    (n, slots, classes). attention float32 (n, slots, rows, columns), or None for nets without. Of a line read by CTC
    probabilities and attention are those of `engine.ctc.Line`.
    """

    texts: list[str]
    confidence: np.ndarray
    probabilities: np.ndarray
    attention: np.ndarray | None


def names() -> list[str]:
    """The models of the workspace, sorted by name."""
    folder = storage.models_folder()
    return [name for name in storage.folders(folder) if (folder / name / "card.json").exists()]


def folder_of(name: str) -> Path:
    """The folder of a model; FileNotFoundError, naming those there are, when there is none."""
    known = names()
    if name not in known:
        there = ", ".join(known) or "none yet: train one first"
        raise FileNotFoundError(f"there is no model {name!r}; there are: {there}.")
    return storage.models_folder() / name


def card(name: str) -> Card:
    """The card of a model.

    Raises ValueError, naming the file, when the folder is cut short or its card damaged.
    """
    folder = folder_of(name)
    for file in FILES:
        if not (folder / file).exists() or not (folder / file).stat().st_size:
            raise ValueError(f"the model {name!r} is not complete: {file} is missing or empty; train it again.")
    try:
        found = Card.model_validate(storage.read_json(folder / "card.json"))
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ValueError(f"card.json of the model {name!r} is damaged at {field!r}; train it again.") from None
    if found.format > FORMAT:
        raise ValueError(f"the model {name!r} has format {found.format}; this version reads up to {FORMAT}; update it.")
    return found


def readings_path(name: str, dataset_name: str) -> Path:
    """Where the readings that a model made of a dataset are stored, or would be."""
    return folder_of(name) / "predictions" / f"{dataset_name}.parquet"


def readings(name: str, source: Dataset) -> pd.DataFrame | None:
    """What a model read in a dataset: columns id, text, predicted, confidence (0..1), correct, top; None if nothing.

    `text` is the label in force, `correct` whether the reading equals it. Raises ValueError when the readings are of
    other pictures.
    """
    path = readings_path(name, source.name)
    if not path.exists():
        return None
    table = storage.read_table(path)
    mark = (table.schema.metadata or {}).get(b"dataset_fingerprint", b"").decode()
    if not same_pictures(mark, source.info.fingerprint):
        raise ValueError(f"the stored readings are of another dataset that was named {source.name!r}")
    frame = table.to_pandas()
    frame["text"] = source.frame(["text"])["text"][frame["id"]].to_numpy()
    frame["correct"] = frame["predicted"] == frame["text"]
    return frame


def history(name: str) -> pd.DataFrame:
    """The learning curve of a model, one row an epoch."""
    return pd.read_csv(folder_of(name) / "history.csv")


def epochs(folder: Path) -> pd.DataFrame:
    """The epochs that a training job noted in its folder, like `history`; empty before the first."""
    path = folder / "history.csv"
    return pd.read_csv(io.StringIO(storage.read_text(path))) if path.exists() else pd.DataFrame()


def rename(name: str, new: str) -> None:
    """Gives a model another name.

    Raises ValueError for a name that no folder can have, FileExistsError when it is taken.
    """
    folder = folder_of(name)
    storage.publish(folder, storage.models_folder() / storage.check_name(new, "model"))


def delete(name: str) -> None:
    """Removes a model with its stored readings."""
    storage.delete(folder_of(name))


class Reader:
    """A model that is ready to read; not for use in two threads at once.

    beam: of a net that CTC reads, how many beginnings of texts are kept; 1 is greedy.
    """

    def __init__(self, name: str, threads: int = 1, beam: int = 1) -> None:
        from ai_edge_litert.interpreter import Interpreter  # 0.3 s: only for those who read

        self.card = card(name)
        data = storage.read_bytes(folder_of(name) / "model.tflite")
        try:
            self.interpreter = Interpreter(model_content=data, num_threads=threads)
            self.interpreter.allocate_tensors()
        except (ValueError, RuntimeError):
            raise ValueError(f"model.tflite of the model {name!r} is damaged; train it again.") from None
        self.batch, self.beam = 1, beam

    def prepare(self, image: np.ndarray) -> np.ndarray:
        """A decoded picture as the net takes it: uint8 (height, width, channels)."""
        return prepare(image, self.card.preparation)

    def read(self, images: np.ndarray) -> Reading:
        """Reads prepared images, uint8 (n, height, width, channels)."""
        source = self.interpreter.get_input_details()[0]["index"]
        if len(images) != self.batch:
            self.interpreter.resize_tensor_input(source, images.shape)
            self.interpreter.allocate_tensors()
            self.batch = len(images)
        self.interpreter.set_tensor(source, images)
        self.interpreter.invoke()
        found = {name: self.output(name) for name in self.card.outputs}
        return reading(found["probabilities"], found.get("attention"), self.card, self.beam)

    def output(self, name: str) -> np.ndarray:
        """One output of the last reading; the card tells their order."""
        details = self.interpreter.get_output_details()
        return self.interpreter.get_tensor(details[self.card.outputs.index(name)]["index"])


def reading(probabilities: np.ndarray, attention: np.ndarray | None, card: Card, beam: int = 1) -> Reading:
    """What a net's outputs say, in texts: of slots (n, slots, classes) the best classes, of steps what CTC reads."""
    if card.decoding == "ctc":
        line = ctc.read(probabilities, card.slots, beam)
        return Reading(ctc.as_texts(line, card.codec), line.confidence, line.probabilities, line.places)
    texts = card.codec.decode(probabilities.argmax(axis=2))
    return Reading(texts, probabilities.max(axis=2).prod(axis=1), probabilities, attention)
