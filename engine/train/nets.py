"""The nets: uint8 images (B, h, w, c) in, probabilities float32 (B, slots, classes) out."""

from collections.abc import Callable
from typing import Any

from engine.train.backend import keras
from engine.train.slot_attention import SlotAttention, Standardise

layers = keras.layers
Shape = tuple[int, int, int]

LARGE = 48  # pixels; pictures with both sides at least this long are halved first
SMALLEST_MAP = 6  # rows or columns; a map with a shorter side is not halved again
REACH = 9  # columns of the map over which one convolution looks along the line
MULTIHEAD_FILTERS = (32, 64, 128, 256, 256)


def convolution(x: Any, filters: int, size: int | tuple[int, int] = 3) -> Any:
    """Convolution, batch norm with quick statistics (the default lags behind on short trainings), ReLU."""
    x = layers.Conv2D(filters, size, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))


def halved(x: Any, rows: int = 2, columns: int = 2) -> Any:
    """Max pooling by 2 of both axes, or of one, unless the map is small already.

    A strided convolution would be cheaper, but learns far less: 77 % exact match where pooling gives 95 %.
    """
    return layers.MaxPooling2D((rows, columns), padding="same")(x) if min(x.shape[1:3]) >= SMALLEST_MAP else x


def with_line(x: Any) -> Any:
    """A map (B, h, w, c) to which each column adds what stands on its left and right.

    Without it a query cannot count: "the third symbol" looks like its neighbours, and a symbol is read twice.
    """
    line = layers.AveragePooling2D((x.shape[1], 1))(x)
    for _ in range(2):
        line = convolution(line, x.shape[3], (1, REACH))
    return layers.Add()([x, line])


def slotnet(shape: Shape, slots: int, classes: int) -> keras.Model:
    """A small trunk, then one learned query per slot looks for its symbol; for any size from 8 x 8 pixels."""
    check_size("slotnet", shape, 8)
    images = keras.Input(shape, dtype="uint8")
    x = layers.Rescaling(1 / 255)(images)
    if min(shape[:2]) >= LARGE:
        x = layers.AveragePooling2D(2)(x)
    x = halved(convolution(Standardise()(x), 16, 5))
    x = halved(convolution(x, 32), columns=1)  # symbols stand side by side: columns are kept longer than rows
    x = halved(convolution(x, 48), rows=1)
    x = with_line(convolution(convolution(x, 64), 64))
    x, _ = SlotAttention(slots, 64, name="attention")(x)
    x = layers.Dense(128, activation="relu")(x)
    return keras.Model(images, layers.Dense(classes, activation="softmax", name="probabilities")(x))


def multihead(shape: Shape, slots: int, classes: int) -> keras.Model:
    """The classic: five blocks of two convolutions and a pool, then a softmax of its own for each position."""
    check_size("multihead", shape, 2 ** len(MULTIHEAD_FILTERS))
    images = keras.Input(shape, dtype="uint8")
    x = layers.Rescaling(1 / 255)(images)
    for filters in MULTIHEAD_FILTERS:
        for _ in range(2):
            x = layers.Conv2D(filters, 3, padding="same")(x)
            x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.MaxPooling2D(2)(x)
    x = layers.Flatten()(x)
    heads = [layers.Dense(classes, activation="softmax")(x) for _ in range(slots)]
    return keras.Model(images, layers.Concatenate(axis=1)([layers.Reshape((1, classes))(head) for head in heads]))


def check_size(net: str, shape: Shape, least: int) -> None:
    """Raises ValueError when a picture is too small for a net's pools."""
    height, width = shape[:2]
    if min(height, width) < least:
        raise ValueError(
            f"the net {net} needs images of at least {least} x {least} pixels; these are {width} x {height}: collect "
            f"larger ones{', or take the recipe slotnet' if net != 'slotnet' else ''}."
        )


NETS: dict[str, Callable[[Shape, int, int], keras.Model]] = {"slotnet": slotnet, "multihead": multihead}
