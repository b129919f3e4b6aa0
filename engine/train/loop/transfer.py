"""Transfer: a new net starts from a model's weights, all of them or, with other symbols, all but the last layers."""

import zipfile

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
    old = load_net(name)
    if not all(np.isfinite(weight).all() for weight in old.get_weights()):
        raise ValueError(
            f"the model {name!r} has weights that are not numbers, so training cannot start from it; train it again."
        )
    same_shapes = [weight.shape for weight in old.weights] == [weight.shape for weight in net.weights]
    if same_shapes and read_card(name).codec == codec:
        net.set_weights(old.get_weights())
        return
    copied = 0
    for target, source in zip(body(net), body(old), strict=False):
        if target.shape == source.shape:
            target.assign(source)
            copied += 1
    if not copied:
        raise ValueError(f"no weights of the model {name!r} fit the new net; train without continue_from.")
    job.log(f"{copied} of {len(net.weights)} weight arrays come from {name}; the last layers start from scratch")


def load_net(name: str) -> keras.Model:
    """The net of a finished model."""
    path = model_folder(name) / "model.keras"
    try:
        return keras.saving.load_model(path, compile=False)
    except (ValueError, TypeError, OSError, KeyError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"model.keras of the model {name!r} cannot be loaded ({error}); train the model again."
        ) from None


def body(net: keras.Model) -> list[keras.Variable]:
    """The weights of all layers except those that depend on the alphabet and length."""
    return [weight for layer in net.layers if not layer.name.startswith(HEAD) for weight in layer.weights]
