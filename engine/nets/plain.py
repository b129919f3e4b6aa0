"""Plain convolutional nets: for single letters, for glyphs, and a baseline for photos."""

from engine.nets.backend import keras
from engine.nets.parts import USUAL, Options, Shape, check_size, dropped, normed, positions, start

layers = keras.layers
CNN_FILTERS = (32, 64, 128, 256)


def letters(shape: Shape, slots: int, classes: int, options: Options = USUAL) -> keras.Model:
    """Two convolutions and a softmax, made for letters of 28 x 28 pixels."""
    check_size("letters", shape, 10)
    images, x = start(shape)
    x = layers.Conv2D(32, 5, activation="relu", kernel_initializer="he_uniform")(x)
    x = layers.MaxPooling2D(2)(layers.BatchNormalization()(x))
    x = layers.Conv2D(64, 3, activation="relu", kernel_initializer="he_uniform")(x)
    x = layers.Flatten()(dropped(x, options.dropout))
    return keras.Model(images, positions([x] * slots, classes))


def glyphs(shape: Shape, slots: int, classes: int, options: Options = USUAL) -> keras.Model:
    """Blocks of a convolution, a pool and dropout, then dense layers with dropout; all of them adjustable."""
    check_size("glyphs", shape, 2 ** len(options.blocks))
    images, x = start(shape)
    for filters in options.blocks:
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = dropped(layers.MaxPooling2D(2)(x), options.dropout)
    x = layers.Flatten()(x)
    for width in options.dense:
        x = dropped(layers.Dense(width, activation="relu")(x), options.dropout)
    return keras.Model(images, positions([x] * slots, classes))


def cnn(shape: Shape, slots: int, classes: int, options: Options = USUAL) -> keras.Model:
    """Four blocks of two convolutions and a pool, the mean of each map, a dense layer, a softmax for each position."""
    check_size("cnn", shape, 2 ** len(CNN_FILTERS))
    images, x = start(shape)
    for filters in CNN_FILTERS:
        x = layers.MaxPooling2D(2)(normed(normed(x, filters), filters))
    x = layers.Dense(512, activation="relu")(layers.GlobalAveragePooling2D()(x))
    return keras.Model(images, positions([dropped(x, options.dropout)] * slots, classes))
