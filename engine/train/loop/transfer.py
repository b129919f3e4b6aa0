"""Transfer: a new net starts from another's weights, as far as they fit its images, lengths and symbols."""

import zipfile
from pathlib import Path

import cv2
import numpy as np

from engine.core.datasets.labels import Codec
from engine.core.jobs.job import Job
from engine.core.models.card import model_folder, read_card
from engine.nets.backend import keras
from engine.nets.parts import HEAD


def copy_weights(net: keras.Model, name: str, codec: Codec, job: Job) -> None:
    """Copies the weights that fit from a model of the same recipe into a net.

    Raises ValueError if the model's file is damaged or of another version, or if its weights are not finite.
    """
    old, of_model = load_net(name, model_folder(name)), read_card(name).codec
    copied = adopt(net, old, codec, of_model)
    if not copied:
        raise ValueError(f"no weights of the model {name!r} fit the new net; train without continue_from.")
    if codec != of_model:
        shared = len(set(codec.alphabet) & set(of_model.alphabet))
        job.log(
            f"{copied} of {len(net.weights)} weight arrays come from {name}; the last layers start from scratch but "
            f"for {shared} symbols that both read"
        )


def load_net(name: str, folder: Path) -> keras.Model:
    """The net of a finished model.

    Raises ValueError if its file is damaged or of another version, or if its weights are not finite.
    """
    try:
        net = keras.saving.load_model(folder / "model.keras", compile=False)
    except (ValueError, TypeError, OSError, KeyError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"model.keras of the model {name!r} cannot be loaded ({error}); train the model again."
        ) from None
    if not all(np.isfinite(weight).all() for weight in net.get_weights()):
        raise ValueError(
            f"the model {name!r} has weights that are not numbers, so training cannot start from it; train it again."
        )
    return net


def adopt(net: keras.Model, old: keras.Model, codec: Codec, of_old: Codec) -> int:
    """Sets the weights of a net to those of an old one of the same recipe, as far as they fit; returns how many do.

    Learned places are stretched to the new size of the map. Queries, and the classes of shared symbols, are kept.
    """
    copied = 0
    for layer, source in zip(layers_of(net), layers_of(old), strict=False):
        for target, weight in zip(layer.weights, source.weights, strict=False):
            if layer.name.startswith(HEAD):
                value = of_classes(target.numpy(), weight.numpy(), codec, of_old)
            else:
                value = fitted(target.numpy(), weight.numpy(), target.name)
            if value is not None:
                target.assign(value)
                copied += 1
    return copied


def fitted(target: np.ndarray, weight: np.ndarray, name: str) -> np.ndarray | None:
    """An old weight in the shape of the new one of this name; None if it does not fit."""
    if name in ("row_place", "column_place"):
        return stretched(weight, target.shape[:2])
    if name == "queries" and weight.shape[1] == target.shape[1]:
        kept = min(len(weight), len(target))
        return np.concatenate([weight[:kept], target[kept:]])
    if weight.ndim == 4 and weight.shape[2] == 1 < target.shape[2]:
        weight = np.repeat(weight / target.shape[2], target.shape[2], axis=2)  # grey is the mean of the colours
    return weight if weight.shape == target.shape else None


def of_classes(target: np.ndarray, weight: np.ndarray, codec: Codec, of_old: Codec) -> np.ndarray | None:
    """The weights (..., classes) of the last layer, those of shared symbols and the blank from the old one."""
    if target.shape[:-1] != weight.shape[:-1] or target.shape[-1] != codec.classes:
        return None
    for number, symbol in enumerate(codec.alphabet):
        if symbol in of_old.alphabet:
            target[..., number] = weight[..., of_old.alphabet.index(symbol)]
    if codec.blank and of_old.blank:
        target[..., -1] = weight[..., -1]
    return target


def stretched(places: np.ndarray, size: tuple[int, ...]) -> np.ndarray:
    """Learned places (rows, columns, channels) stretched to another number of rows and columns."""
    rows, columns = size
    return cv2.resize(places, (columns, rows), interpolation=cv2.INTER_LINEAR).reshape(rows, columns, -1)


def layers_of(net: keras.Model) -> list[keras.Layer]:
    """The layers of a net that have weights."""
    return [layer for layer in net.layers if layer.weights]
