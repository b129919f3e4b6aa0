"""Reads config and weights out of a stranger's file, within limits, and runs nothing of it."""

import io
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np
from pydantic_core import from_json

from engine.core.storage.files import read_bytes

MOST_BYTES = 250_000_000  # of a file
MOST_CONFIG = 2_000_000  # bytes of a config
MOST_WEIGHTS = 50_000_000  # numbers in all weights
MOST_OBJECTS = 10_000  # groups and datasets in an HDF5 file
ENTRIES = {"config.json", "model.weights.h5", "metadata.json"}
SIGNS = {"keras": b"PK\x03\x04", "h5": b"\x89HDF\r\n\x1a\n", "tflite": b"TFL3"}
ENDINGS = {".keras": "keras", ".h5": "h5", ".hdf5": "h5", ".tflite": "tflite"}


class Found(NamedTuple):
    """The config of a net, and an HDF5 file with its weights: whole models of Keras 2 and 3 keep them differently."""

    config: Any
    weights: bytes
    legacy: bool


def kind_of(path: Path) -> str:
    """What a file holds by its first bytes: keras, h5 or tflite. Raises ValueError, FileNotFoundError."""
    if path.is_symlink():
        raise ValueError(f"{path.name} is a link; give the path of the file itself.")
    if not path.exists():
        raise FileNotFoundError(f"there is no file {str(path)!r}; give the path of a .keras, .h5 or .tflite file.")
    if not path.is_file():
        raise ValueError(f"{path.name} is not a file; SavedModel folders are not imported: save the net as .keras.")
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(
            f"{path.name} has {path.stat().st_size / 1e6:,.0f} MB; at most {MOST_BYTES / 1e6:.0f} are read."
        )
    wanted = ENDINGS.get(path.suffix.lower())
    if path.suffix.lower() == ".onnx":
        raise ValueError("ONNX files are not imported yet; convert it to .tflite, or save the net as .keras.")
    with path.open("rb") as file:
        start = file.read(8)
    inside = next((kind for kind, sign in SIGNS.items() if start.startswith(sign) or start[4:] == sign), None)
    if wanted is None or inside != wanted:
        inner = f"holds {inside}" if inside else "holds something else, or is cut short"
        raise ValueError(f"the file must be .keras, .h5 or .tflite, named as what it is; {path.name} {inner}.")
    return wanted


def read(path: Path, kind: str) -> Found:
    """Config and weights of a .keras or .h5 file. Raises ValueError if the file is damaged or not what it must be."""
    try:
        return from_zip(read_bytes(path)) if kind == "keras" else from_hdf5(read_bytes(path))
    except (zipfile.BadZipFile, EOFError, OSError, KeyError, RuntimeError, NotImplementedError) as reason:
        words = str(reason)[:150]
        raise ValueError(f"{path.name} is damaged or cut short ({words}); copy or save it again.") from None


def from_zip(data: bytes) -> Found:
    """The content of a .keras file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = {info.filename: info for info in archive.infolist()}
        strange = sorted(set(infos) - ENTRIES)
        if strange:
            raise ValueError(f"the file holds {strange[0][:60]!r} beside a net, so it is refused; save the net alone.")
        if not {"config.json", "model.weights.h5"} <= set(infos) or len(archive.infolist()) > len(ENTRIES):
            raise ValueError("the file has no config.json or model.weights.h5, or has one twice; save the net again.")
        config = bounded(archive, infos["config.json"], MOST_CONFIG)
        weights = bounded(archive, infos["model.weights.h5"], MOST_BYTES)
    check_hdf5(weights)
    return Found(parsed(config), weights, False)


def bounded(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """An entry of a zip file. Raises ValueError if it unpacks to more than `most` bytes."""
    with archive.open(info) as entry:
        data = entry.read(most + 1) if info.file_size <= most else b"\0" * (most + 1)
    if len(data) > most:
        raise ValueError(f"{info.filename} unpacks to more than {most / 1e6:g} MB, so it is refused.")
    return data


def from_hdf5(data: bytes) -> Found:
    """The content of a whole model in HDF5."""
    check_hdf5(data)
    with h5py.File(io.BytesIO(data), "r") as file:
        config = file.attrs.get("model_config")
        if config is None or "model_weights" not in file:
            raise ValueError("the file has no model_config, so it holds weights alone; save the whole net.")
        text = config if isinstance(config, bytes) else str(config).encode()
    if len(text) > MOST_CONFIG:
        raise ValueError(f"its config has {len(text):,} bytes; at most {MOST_CONFIG:,} are read.")
    return Found(parsed(text), data, True)


def parsed(text: bytes) -> Any:
    """A config. Raises ValueError if it is not JSON, or is nested too deeply."""
    try:
        return from_json(text)
    except ValueError as reason:
        raise ValueError(f"its config is not JSON that can be read ({reason}); save the net again.") from None


def check_hdf5(data: bytes) -> None:
    """Raises ValueError for links to other files, for data that lies elsewhere, and for more or other than weights."""
    numbers, objects = 0, 0
    with h5py.File(io.BytesIO(data), "r") as file:
        groups = [file]
        while groups:
            group = groups.pop()
            for name in group:
                objects += 1
                link = group.get(name, getlink=True)
                if not isinstance(link, h5py.HardLink) or ".." in name or objects > MOST_OBJECTS:
                    raise ValueError(f"the HDF5 file has the entry {name[:60]!r} that leads elsewhere; it is refused.")
                entry = group[name]
                if isinstance(entry, h5py.Group):
                    groups.append(entry)
                else:
                    numbers += weights_in(name, entry)
                    if numbers > MOST_WEIGHTS:
                        raise ValueError(f"the net has more than {MOST_WEIGHTS:,} weights; it is refused.")


def weights_in(name: str, entry: Any) -> int:
    """The numbers in a dataset. Raises ValueError if it is not one of numbers that lie in the file itself."""
    if not isinstance(entry, h5py.Dataset) or entry.is_virtual or entry.external:
        raise ValueError(f"the HDF5 file has the entry {name[:60]!r}, whose data lies elsewhere; it is refused.")
    if entry.dtype.kind not in "fiu" or entry.shape is None:
        raise ValueError(f"the HDF5 file has the entry {name[:60]!r}, which does not hold numbers; it is refused.")
    count = int(np.prod(entry.shape, dtype=np.float64))
    if count <= MOST_WEIGHTS and not np.isfinite(entry[()]).all():
        raise ValueError(f"the weights {name[:60]!r} are not all numbers (NaN or infinite); train the net again.")
    return count
