"""A model as one zip file that any Python with LiteRT, NumPy and Pillow can use: net, card and a short reader."""

import importlib.util
import io
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from engine.core.models.card import Card
from engine.core.models.package import EARLIEST
from engine.core.models.trust.trust import trust_in
from engine.core.storage.files import as_json, read_bytes, read_text, write_bytes
from engine.core.storage.folders import make_folder
from engine.export.model.comparison import Read, Reading

READER = Path(__file__).with_name("reader.py")
RATE = 0.01  # share of wrong texts among the accepted, if that can be promised
ABOUT = """{name}: reads short texts in images.

pip install ai-edge-litert numpy pillow
python reader.py image.png        prints text, confidence and whether the text is accepted
from reader import read           in a program

{promise}
"""


def check(card: Card) -> None:
    """Raises ValueError if the short reader cannot do what this model needs."""
    operations = [name for name, value in card.preparation if value != usual(card, name)]
    if operations:
        raise ValueError(
            "the reader of a bundle only sets mode, polarity and size of an image, and this model's images are also "
            f"prepared with {', '.join(operations)}; use the server or the library, or train without that."
        )
    if card.decoding != "slots" or card.constraint:
        raise ValueError(
            "the reader of a bundle takes the best symbol of each slot; this model reads lines (ctc), or something is "
            "known about its texts. Use the server or the library."
        )


def usual(card: Card, name: str) -> Any:
    """What a field of the preparation must be for the short reader; its own value where it does not matter."""
    fields = type(card.preparation).model_fields
    if name == "polarity" and card.preparation.polarity == "auto":
        return "auto"
    free = ("mode", "width", "height", "fit", "level", "blur_size", "morphology_size", "margin")
    return getattr(card.preparation, name) if name in free else fields[name].default


def promise(name: str) -> tuple[float | None, str]:
    """From which confidence texts are accepted, None without a promise, and a sentence on that."""
    try:
        kept = trust_in(name, rate=RATE).promise
    except ValueError as reason:
        return None, f"No text is marked as accepted: {reason}"
    if kept is None:
        return None, "No text is marked as accepted."
    return kept.threshold, f"Of the accepted texts at most {RATE:.0%} are wrong, on images like those of its training."


def write(name: str, card: Card, net: Path, build: Path) -> None:
    """Writes NAME.zip with a net, the card, the reader and a note into a folder."""
    accept, sentence = promise(name)
    about = {**card.model_dump(mode="json"), "temperature": card.temperature, "accept": accept}
    files = {
        "model.tflite": read_bytes(net),
        "card.json": as_json(about).encode(),
        "reader.py": read_text(READER).encode(),
        "README.txt": ABOUT.format(name=name, promise=sentence).encode(),
    }
    packet = io.BytesIO()
    with zipfile.ZipFile(packet, "w") as archive:
        for file, data in files.items():
            entry = zipfile.ZipInfo(f"{name}/{file}", EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    write_bytes(build / f"{name}.zip", packet.getvalue())


def reading(name: str, build: Path, scratch: Path) -> Reading:
    """Reads image files with the reader of a bundle that was written, unpacked into another folder."""
    with zipfile.ZipFile(build / f"{name}.zip") as archive:
        archive.extractall(make_folder(scratch))
    reader = imported(scratch / name / "reader.py")

    def read(files: list[bytes]) -> Read:
        rows = [reader.read(io.BytesIO(data)) for data in files]
        return Read([text for text, _, _ in rows], np.array([confidence for _, confidence, _ in rows]))

    return read


def imported(path: Path) -> ModuleType:
    """The module in a file, outside the packages of the workbench."""
    spec = importlib.util.spec_from_file_location("bundle_reader", path)
    if not spec or not spec.loader:
        raise ValueError(f"{path} cannot be imported.")
    module = importlib.util.module_from_spec(spec)
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module
