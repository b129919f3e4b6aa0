"""The classic nets with a separate softmax for each position."""

from engine.nets.backend import keras
from engine.nets.parts import USUAL, Options, Shape, check_size, dropped, normed, positions, start

layers = keras.layers
FILTERS = (32, 64, 128, 256, 256)
SMALL_FILTERS = (32, 64, 64)


def multihead(shape: Shape, slots: int, classes: int, options: Options = USUAL) -> keras.Model:
    """Five blocks of two convolutions and a pool, then a softmax for each position."""
    check_size("multihead", shape, 2 ** len(FILTERS))
    images, x = start(shape)
    for filters in FILTERS:
        x = layers.MaxPooling2D(2)(normed(normed(x, filters), filters))
    x = dropped(layers.Flatten()(x), options.dropout)
    return keras.Model(images, positions([x] * slots, classes))


def multihead_small(shape: Shape, slots: int, classes: int, options: Options = USUAL) -> keras.Model:
    """Three convolutions and a dense layer, then a dense layer and a softmax for each position."""
    check_size("multihead-small", shape, 22)
    images, x = start(shape)
    for filters in SMALL_FILTERS:
        x = layers.MaxPooling2D(2)(layers.Conv2D(filters, 3, activation="relu")(x))
    x = dropped(layers.Dense(128, activation="relu")(layers.Flatten()(x)), options.dropout)
    return keras.Model(images, positions([layers.Dense(64, activation="relu")(x) for _ in range(slots)], classes))
