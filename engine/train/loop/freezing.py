"""Freezing of pretrained nets: first only the new last layers learn, then all layers but the batch norms."""

from engine.nets.backend import keras
from engine.nets.parts import HEAD
from engine.train.loop.schedule import is_after_freezing
from engine.train.memory import leaves
from engine.train.spec import Resolved

UNDIVIDED, FROZEN, UNFROZEN = 1, 2, 3  # the phases: the only one, the first of two, the second


def phase_of(epoch: int, spec: Resolved) -> int:
    """The phase of an epoch, counted from 0."""
    if not spec.frozen_epochs:
        return UNDIVIDED
    return UNFROZEN if is_after_freezing(epoch, spec) else FROZEN


def set_trainable(net: keras.Model, phase: int) -> None:
    """Sets which layers learn in a phase.

    Batch norms of a pretrained net keep their statistics in both phases: batches of other images would spoil them
    before the weights have adapted (Keras' guide to transfer learning).
    """
    for layer in leaves(net):
        if phase != UNDIVIDED and not layer.name.startswith(HEAD):
            layer.trainable = phase == UNFROZEN and not isinstance(layer, keras.layers.BatchNormalization)
