"""A fresh net takes over the weights of a model: all of them or, with other symbols, all but its last layers."""

import zipfile

import numpy as np

from engine.core.datasets.labels import Codec
from engine.core.jobs.job import Job
from engine.core.models.card import model_folder, read_card
from engine.nets.backend import keras
from engine.nets.parts import HEAD


def take_over(net: keras.Model, name: str, codec: Codec, job: Job) -> None:
    """Gives a net what fits of a model of the same recipe.

    Raises ValueError when the model's file is damaged, of another version, or holds weights that are no numbers.
    """
    old = opened(name)
    if not all(np.isfinite(weight).all() for weight in old.get_weights()):
        raise ValueError(
            f"the model {name!r} has weights that are no numbers, so nothing can be learned from it; train it again."
        )
    same = [weight.shape for weight in old.weights] == [weight.shape for weight in net.weights]
    if same and read_card(name).codec == codec:
        net.set_weights(old.get_weights())
        return
    kept = 0
    for mine, theirs in zip(body(net), body(old), strict=False):
        if mine.shape == theirs.shape:
            mine.assign(theirs)
            kept += 1
    if not kept:
        raise ValueError(f"nothing of the model {name!r} fits the new net; train without continue_from.")
    job.log(f"{kept} of {len(net.weights)} weight arrays come from {name}; the last layers begin anew")


def opened(name: str) -> keras.Model:
    """The net of a finished model."""
    path = model_folder(name) / "model.keras"
    try:
        return keras.saving.load_model(path, compile=False)
    except (ValueError, TypeError, OSError, KeyError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"model.keras of the model {name!r} cannot be continued from ({error}); train it again."
        ) from None


def body(net: keras.Model) -> list[keras.Variable]:
    """The weights of all layers but those that belong to one alphabet and length."""
    return [weight for layer in net.layers if not layer.name.startswith(HEAD) for weight in layer.weights]
