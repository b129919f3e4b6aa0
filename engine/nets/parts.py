"""What the nets have in common: uint8 images (B, h, w, c) in, probabilities float32 (B, slots, classes) out."""

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.nets.backend import keras

layers = keras.layers
Shape = tuple[int, int, int]
HEAD = "probabilities"  # how the layers' names begin that belong to one alphabet and length, and to no other


class Options(NamedTuple):
    """What of a net is adjustable.

    dropout: share of the last features left out at random. blocks: filters of each block, dense: widths of the dense
    layers (recipe glyphs). weights: file of pre-trained weights, "" for none (recipe resnet50v2).
    """

    dropout: float = 0.0
    blocks: tuple[int, ...] = (32, 64, 128, 128)
    dense: tuple[int, ...] = (1000, 500)
    weights: str = ""


USUAL = Options()
Build = Callable[[Shape, int, int, Options], keras.Model]


def start(shape: Shape) -> tuple[Any, Any]:
    """The images as they come, uint8 (B, h, w, c), and their pixels as numbers from 0 to 1."""
    images = keras.Input(shape, dtype="uint8")
    return images, layers.Rescaling(1 / 255)(images)


def normed(x: Any, filters: int, size: int | tuple[int, int] = 3) -> Any:
    """A convolution that keeps the size, batch norm, ReLU: as in the nets of the studies."""
    x = layers.Conv2D(filters, size, padding="same")(x)
    return layers.ReLU()(layers.BatchNormalization()(x))


def dropped(x: Any, share: float) -> Any:
    """The features with a share of them left out while learning."""
    return layers.Dropout(share)(x) if share else x


def positions(features: list[Any], classes: int) -> Any:
    """A softmax of its own for each position: features, one (B, n) for each -> (B, slots, classes)."""
    heads = [layers.Dense(classes, activation="softmax", name=f"{HEAD}_{i}")(x) for i, x in enumerate(features)]
    rows = [layers.Reshape((1, classes))(head) for head in heads]
    return layers.Concatenate(axis=1)(rows) if len(rows) > 1 else rows[0]


def check_size(net: str, shape: Shape, least: int) -> None:
    """Raises ValueError when a picture is too small for a net's pools."""
    height, width = shape[:2]
    if min(height, width) < least:
        raise ValueError(
            f"the net {net} needs images of at least {least} x {least} pixels; these are {width} x {height}: collect "
            f"larger ones{', or take the recipe slotnet' if not net.startswith('slotnet') else ''}."
        )
