"""Builds a stranger's net from checked layers, fills in its weights, and makes it take and give what nets here do."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.nets.backend import keras

SCALES = {"0..255": (1.0, 0.0), "0..1": (1 / 255, 0.0), "-1..1": (1 / 127.5, -1.0)}  # factor and offset
NEARLY = 1e-3  # how far the sum of probabilities may be from 1


def build(layers: Sequence[tuple[str, str, dict[str, Any], tuple[str, ...]]], outputs: Sequence[str]) -> keras.Model:
    """The net of checked layers (kind, name, settings, names of the layers whose outputs it takes), inputs first.

    Raises ValueError if the layers do not fit together.
    """
    tensors: dict[str, Any] = {}
    made = []
    for kind, name, settings, inputs in layers:
        if kind == "InputLayer":
            shape = tuple(settings["batch_shape"])[1:]
            tensors[name] = keras.Input(shape, name=name)
            continue
        given = [tensors[source] for source in inputs]
        layer = getattr(keras.layers, kind)(**plain(kind, settings), name=name)
        tensors[name] = layer(given[0] if len(given) == 1 else given)
        made.append(layer)
    first = next(name for kind, name, _, _ in layers if kind == "InputLayer")
    return keras.Model(tensors[first], [tensors[name] for name in outputs])


def plain(kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of a layer as its class takes them today."""
    kept = {name: value for name, value in settings.items() if name != "batch_shape"}
    if kind == "LeakyReLU" and "alpha" in kept:
        kept["negative_slope"] = kept.pop("alpha")
    if kind in ("BatchNormalization", "LayerNormalization") and isinstance(kept.get("axis"), list):
        kept["axis"] = kept["axis"][0] if len(kept["axis"]) == 1 else kept["axis"]
    return kept


def wrapped(net: keras.Model, scale: str, given: str) -> keras.Model:
    """The net from uint8 images (n, height, width, channels) to probabilities (n, slots, classes).

    scale: a key of SCALES. given: what the net gives, probabilities, logits or auto. Raises ValueError for a net that
    does not take images, or does not give classes.
    """
    shape, outputs = net.input_shape[1:], net.outputs
    sides = shape if len(shape) == 3 else (*shape, 1)
    if len(sides) != 3 or None in sides or sides[2] not in (1, 3):
        raise ValueError(f"its input must be an image (height, width, 1 or 3); it is {shape}.")
    factor, offset = SCALES[scale]
    images = keras.Input(sides, dtype="uint8", name="images")
    numbers = keras.layers.Rescaling(factor, offset)(images)
    if len(shape) == 2:
        numbers = keras.layers.Reshape(shape)(numbers)
    said = net(numbers)
    parts = [in_slots(part) for part in (said if isinstance(said, list) else [said])]
    if len({(part.shape[2], len(part.shape)) for part in parts}) > 1:
        raise ValueError(f"its {len(outputs)} outputs have different numbers of classes.")
    joined = parts[0] if len(parts) == 1 else keras.layers.Concatenate(axis=1)(parts)
    whole = keras.Model(images, joined)
    if given == "logits" or (given == "auto" and not sums_to_one(whole)):
        return keras.Model(images, keras.layers.Softmax(axis=-1)(joined))
    return whole


def in_slots(output: Any) -> Any:
    """An output as (n, slots, classes): (n, classes) is a single slot. Raises ValueError for another shape."""
    if len(output.shape) == 2 and output.shape[1]:
        return keras.layers.Reshape((1, output.shape[1]))(output)
    if len(output.shape) != 3 or None in output.shape[1:]:
        raise ValueError(f"its output must be (classes) or (slots, classes); it is {tuple(output.shape[1:])}.")
    return output


def sums_to_one(net: keras.Model) -> bool:
    """Whether what a net gives for noise are probabilities: not negative, and 1 in sum for each slot."""
    noise = np.random.default_rng(0).integers(0, 256, (8, *net.input_shape[1:]), np.uint8)
    said = np.asarray(net.predict_on_batch(noise))
    return bool((said >= 0).all() and np.abs(said.sum(axis=-1) - 1).max() < NEARLY)
