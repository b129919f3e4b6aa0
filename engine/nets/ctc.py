"""A net for long texts and unknown lengths: a softmax for each frame from left to right, decoded by CTC."""

from engine.nets.backend import keras
from engine.nets.parts import HEAD, USUAL, Options, Shape, check_size, dropped, start
from engine.nets.slot_attention import Standardise
from engine.nets.slotnet import LARGE, convolution

layers = keras.layers
FILTERS = (24, 48, 64)
WIDTH = 128  # of the features of a frame
REACH = 5  # frames that one convolution along the line covers
DEPTH = 3  # convolutions along the line
SMALLEST_HEIGHT = 2  # rows; a map with fewer is not halved again


def ctc(shape: Shape, slots: int, classes: int, options: Options = USUAL) -> keras.Model:
    """Convolutions down to a line of frames, convolutions along it, a softmax per frame: (B, frames, classes).

    The last class is CTC's blank. Columns are halved only while 2 x slots + 1 frames remain: a text of equal symbols
    needs a blank between any two (Graves et al. 2006), and some room at its ends speeds up learning. Raises ValueError
    if the images are too narrow for that.
    """
    check_size("ctc", shape, 8)
    check_frames(shape[1], slots)
    images, x = start(shape)
    if min(shape[:2]) >= LARGE and shape[1] // 2 >= 4 * slots + 2:
        x = layers.AveragePooling2D(2)(x)
    x = Standardise()(x)
    for filters in FILTERS:
        x = convolution(x, filters)
        rows = 2 if x.shape[1] // 2 >= SMALLEST_HEIGHT else 1
        columns = 2 if x.shape[2] // 2 >= 4 * slots + 2 else 1
        x = layers.MaxPooling2D((rows, columns))(x)
    x = convolution(x, WIDTH)
    x = layers.Reshape((x.shape[2], -1))(layers.Permute((2, 1, 3))(x))  # (B, frames, rows * filters)
    x = layers.Dense(WIDTH, activation="relu")(x)
    for _ in range(DEPTH):
        y = layers.Conv1D(WIDTH, REACH, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
        x = layers.Add()([x, layers.ReLU()(layers.BatchNormalization(momentum=0.9)(y))])
    x = dropped(x, options.dropout)
    return keras.Model(images, layers.Dense(classes, activation="softmax", name=HEAD)(x))


def check_frames(width: int, slots: int) -> None:
    """Raises ValueError if images have fewer columns than a text of that length needs frames."""
    if width < 2 * slots + 1:
        raise ValueError(
            f"the net ctc needs {2 * slots + 1} frames (2 x length + 1) for texts of {slots} symbols; images of "
            f"{width} columns give fewer: use wider images, or the recipe slotnet."
        )
