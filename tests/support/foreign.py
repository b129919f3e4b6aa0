"""Files of nets as Keras 2 and 3 write them, made without TensorFlow, so that anything at all can stand in them."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np

Arrays = Mapping[str, np.ndarray]


def layer(kind: str, name: str = "", **settings: Any) -> dict[str, Any]:
    """A layer in a config."""
    config = {"name": name or kind.lower(), "trainable": True, **settings}
    return {"module": "keras.layers", "class_name": kind, "config": config, "registered_name": None}


def sequential(*layers: Any, shape: Any = (None, 28, 28, 1)) -> dict[str, Any]:
    """The config of a Sequential."""
    start = layer("InputLayer", batch_shape=list(shape), dtype="float32")
    return {"module": "keras", "class_name": "Sequential", "config": {"name": "net", "layers": [start, *layers]}}


def keras_file(path: Path, config: Any, arrays: Arrays, more: Mapping[str, bytes] | None = None) -> Path:
    """A .keras file; config may be JSON already. arrays: by their path in model.weights.h5. more: further entries."""
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        for name, values in arrays.items():
            file[name] = values
    text = config if isinstance(config, bytes) else json.dumps(config).encode()
    entries = {"metadata.json": b"{}", "config.json": text, "model.weights.h5": weights.getvalue(), **(more or {})}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def h5_file(path: Path, config: Any, layers: Mapping[str, Arrays], change: Callable[[h5py.File], Any] = bool) -> Path:
    """A whole model of Keras 2 in HDF5. layers: the weights of each by name. change: what is done to the file."""
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = config if isinstance(config, bytes) else json.dumps(config)
        file.attrs["keras_version"] = "2.12.0"
        file.attrs["backend"] = "tensorflow"
        weights = file.create_group("model_weights")
        weights.attrs["layer_names"] = [name.encode() for name in layers]
        weights.attrs["backend"] = "tensorflow"
        weights.attrs["keras_version"] = "2.12.0"
        for name, arrays in layers.items():
            group = weights.create_group(name)
            group.attrs["weight_names"] = [key.encode() for key in arrays]
            for key, values in arrays.items():
                group[key] = values
        change(file)
    return path
