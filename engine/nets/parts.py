"""What the nets have in common: uint8 images (B, h, w, c) in, probabilities float32 (B, slots, classes) out."""

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.nets.backend import keras

layers = keras.layers
Shape = tuple[int, int, int]
HEAD = "probabilities"  # prefix of the names of layers that fit only one alphabet and length


class Options(NamedTuple):
    """The adjustable settings of a net.

    dropout: share of the last features dropped at random. blocks: filters of each block, dense: widths of the dense
    layers (recipe glyphs). weights: file of pre-trained weights, "" for none (recipe resnet50v2).
    """

    dropout: float = 0.0
    blocks: tuple[int, ...] = (32, 64, 128, 128)
    dense: tuple[int, ...] = (1000, 500)
    weights: str = ""


USUAL = Options()
Build = Callable[[Shape, int, int, Options], keras.Model]


def start(shape: Shape) -> tuple[Any, Any]:
    """The input images, uint8 (B, h, w, c), and their pixels scaled to 0..1."""
    images = keras.Input(shape, dtype="uint8")
    return images, layers.Rescaling(1 / 255)(images)


def normed(x: Any, filters: int, size: int | tuple[int, int] = 3) -> Any:
    """A convolution that keeps the size, batch norm and ReLU, as in the nets of the studies."""
    x = layers.Conv2D(filters, size, padding="same")(x)
    return layers.ReLU()(layers.BatchNormalization()(x))


def dropped(x: Any, share: float) -> Any:
    """The features with a share of them dropped during training."""
    return layers.Dropout(share)(x) if share else x


def positions(features: list[Any], classes: int) -> Any:
    """A separate softmax for each position: features, one (B, n) per position -> (B, slots, classes)."""
    heads = [layers.Dense(classes, activation="softmax", name=f"{HEAD}_{i}")(x) for i, x in enumerate(features)]
    rows = [layers.Reshape((1, classes))(head) for head in heads]
    return layers.Concatenate(axis=1)(rows) if len(rows) > 1 else rows[0]


def check_size(net: str, shape: Shape, minimum: int) -> None:
    """Raises ValueError if images are too small for a net's pooling."""
    height, width = shape[:2]
    if min(height, width) < minimum:
        raise ValueError(
            f"the net {net} needs images of at least {minimum} x {minimum} pixels; these are {width} x {height}: "
            f"collect larger ones{', or use the recipe slotnet' if not net.startswith('slotnet') else ''}."
        )
