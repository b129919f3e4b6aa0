"""Two phases of learning a net with a past: first only its new last layers, then all but its batch norms."""

from engine.nets.backend import keras
from engine.nets.parts import HEAD
from engine.train.loop.schedule import second_phase
from engine.train.memory import leaves
from engine.train.spec import Settled

ONE, FIRST, SECOND = 1, 2, 3  # no phases, the first of two, the second


def of(epoch: int, spec: Settled) -> int:
    """The phase of an epoch, counted from 0."""
    if not spec.frozen_epochs:
        return ONE
    return SECOND if second_phase(epoch, spec) else FIRST


def set_trainable(net: keras.Model, phase: int) -> None:
    """Says which layers learn in a phase.

    Batch norms of a net with a past keep their statistics in both: batches of other pictures would spoil them before
    the weights have followed (Keras' guide to transfer learning).
    """
    for layer in leaves(net):
        if phase != ONE and not layer.name.startswith(HEAD):
            layer.trainable = phase == SECOND and not isinstance(layer, keras.layers.BatchNormalization)
