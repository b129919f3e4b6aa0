"""SlotNet: a small convolutional trunk, then one learned query per slot that looks for its symbol."""

from functools import partial
from typing import Any, NamedTuple

from engine.nets.backend import keras
from engine.nets.parts import HEAD, USUAL, Options, Shape, check_size, dropped, start
from engine.nets.slot_attention import SlotAttention, Standardise

layers = keras.layers

LARGE = 48  # pixels; images with both sides at least this long have more pixels than reading them needs
SMALLEST_MAP = 6  # rows or columns; a map with a shorter side is not halved again
REACH = 9  # columns of the map that one convolution along the line covers


class Size(NamedTuple):
    """The widths and the kind of a slotnet.

    filters: of the convolutions; width: of the queries; dense: width of the dense layer; depthwise: convolutions are
    split into one for each channel and one across them; averaging: the first layers trade detail for less noise.
    """

    filters: tuple[int, int, int, int, int]
    width: int
    dense: int
    depthwise: bool = False
    averaging: bool = False


SIZES = {
    "slotnet": Size((16, 32, 48, 64, 64), 64, 128),
    "slotnet-small": Size((8, 16, 24, 32, 32), 32, 64),
    "slotnet-large": Size((32, 64, 96, 128, 128), 128, 256),
    "slotnet-edge": Size((16, 32, 48, 64, 64), 64, 128, depthwise=True),
    "slotnet-noisy": Size((24, 32, 48, 64, 64), 64, 128, averaging=True),
}


def convolution(
    x: Any,
    filters: int,
    size: int | tuple[int, int] = 3,
    strides: tuple[int, int] = (1, 1),
    pool: tuple[int, int] = (1, 1),
    depthwise: bool = False,
) -> Any:
    """Convolution, max pooling, batch norm with fast statistics (the default lags in short trainings), and ReLU.

    Pooling first leaves a quarter of the map to normalise, and the maxima are the same unless the norm's scale is
    negative.
    """
    start = {"kernel_initializer": "he_normal", "use_bias": False}
    if depthwise:
        x = layers.DepthwiseConv2D(size, padding="same", depthwise_initializer="he_normal", use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.Conv2D(filters, 1, **start)(x)
    else:
        x = layers.Conv2D(filters, size, strides, padding="same", **start)(x)
    if pool != (1, 1):
        x = layers.MaxPooling2D(pool, padding="same")(x)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))


def halving(x: Any, rows: int = 2, columns: int = 2) -> tuple[int, int]:
    """The pooling after the convolution of a map; a small map is not pooled.

    Strided convolutions would be cheaper but learn far less: 77 % exact match instead of 95 % with pooling.
    """
    return (rows, columns) if min(x.shape[1:3]) >= SMALLEST_MAP else (1, 1)


def with_line(x: Any, depthwise: bool = False) -> Any:
    """Adds to each column of a map (B, h, w, c) what stands to its left and right.

    Without it a query cannot count: "the third symbol" looks like its neighbours, and a symbol is read twice.
    """
    line = layers.AveragePooling2D((x.shape[1], 1))(x)
    for _ in range(2):
        line = convolution(line, x.shape[3], (1, REACH), depthwise=depthwise)
    return layers.Add()([x, line])


def detailed(x: Any, large: bool, size: Size) -> Any:
    """The first layers: every pixel is used, and the strongest responses are kept.

    Halving large images before the first convolution loses what distinguishes O from 0, which is half of all mistakes
    on generated captchas.
    """
    first, second, *_ = size.filters
    x = convolution(x, first, (6, 5) if large else 5, strides=(2, 1) if large else (1, 1), pool=halving(x))
    return convolution(x, second, pool=halving(x, columns=2 if large else 1), depthwise=size.depthwise)


def averaging(x: Any, large: bool, size: Size) -> Any:
    """The first layers for very noisy images: sums over many pixels before any pooling.

    The strongest of many noisy responses is mostly noise.
    """
    first, second, *_ = size.filters
    x = convolution(x, first, 8, strides=(2, 2) if large else (1, 1))
    x = convolution(x, second, pool=halving(x, columns=1 if large else 2))
    return convolution(x, second, pool=halving(x, columns=2 if large else 1))


def trunk(x: Any, shape: Shape, size: Size) -> Any:
    """Pixels (B, h, w, c) in 0..1 -> a feature map at a quarter to an eighth of the size.

    Columns are halved later than rows, because symbols stand side by side.
    """
    *_, third, before, last = size.filters
    further = partial(convolution, depthwise=size.depthwise)
    stem = averaging if size.averaging else detailed
    x = stem(Standardise()(x), min(shape[:2]) >= LARGE, size)
    x = further(x, third, pool=halving(x, rows=1))
    return further(further(x, before), last)


def slotnet(shape: Shape, slots: int, classes: int, options: Options = USUAL, net: str = "slotnet") -> keras.Model:
    """The net of one of SIZES, for images of at least 8 x 8 pixels."""
    check_size(net, shape, 8)
    size = SIZES[net]
    images, x = start(shape)
    x = with_line(trunk(x, shape, size), size.depthwise)
    x, _ = SlotAttention(slots, size.width, name="attention")(x)
    x = dropped(layers.Dense(size.dense, activation="relu")(x), options.dropout)
    return keras.Model(images, layers.Dense(classes, activation="softmax", name=HEAD)(x))
