"""Transfer from ResNet50V2 (He et al. 2016) without its top, pre-trained on ImageNet if the weights are available."""

from typing import Any

from engine.nets.backend import keras
from engine.nets.parts import USUAL, Options, Shape, check_size, dropped, positions

layers = keras.layers
BASE = "base"  # the name of the pre-trained layer


def resnet50v2(shape: Shape, slots: int, classes: int, options: Options = USUAL) -> keras.Model:
    """The base with a new softmax for each position; for images of at least 32 x 32 pixels.

    Raises ValueError if the weights file does not fit.
    """
    check_size("resnet50v2", shape, 32)
    images = keras.Input(shape, dtype="uint8")
    x = layers.Concatenate()([images] * 3) if shape[2] == 1 else images
    x = layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = base(shape, options.weights)(x)
    # The mean over all places is enough for one symbol, but would lose the order of several.
    x = layers.GlobalAveragePooling2D()(x) if slots == 1 else layers.Flatten()(x)
    return keras.Model(images, positions([dropped(x, options.dropout)] * slots, classes))


def base(shape: Shape, weights: str) -> Any:
    """ResNet50V2 without its top, with weights from a file or newly initialised."""
    try:
        return keras.applications.ResNet50V2(
            include_top=False, weights=weights or None, input_shape=(*shape[:2], 3), name=BASE
        )
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(
            f"the weights file {weights!r} does not fit ResNet50V2 without its top ({error}); give another one."
        ) from None
