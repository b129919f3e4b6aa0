"""Knobs shared by several stages: how symbols are placed, strokes over a text, corruption of the finished image.

A stage calls each knob with its own default: `dots: WholeRange = DOTS(Span(30, 30))`.
"""

from functools import partial

from engine.spec import knob

SEED = partial(knob, low=0, high=2**31 - 1)
IMAGE_SEED = partial(knob, sentence="The same seed and settings give the same images.", low=0, high=2**32 - 1)
ROTATION = partial(
    knob,
    sentence="Largest rotation of a symbol to either side.",
    low=0,
    high=180,
    unit="degrees",
    label="Rotation of symbols",
)
SHEAR = partial(
    knob,
    sentence="Largest shear of a symbol to either side, as a share of its height.",
    low=0,
    high=1,
    label="Shear of symbols (share of the height)",
)

STROKES, PIXELS = "Dots, lines and grid", "Blur, noise and compression"
CORRUPTIONS = (STROKES, PIXELS)  # groups of knobs that make a finished image harder to read
strokes, pixels = partial(knob, group=STROKES), partial(knob, group=PIXELS)

DOTS = partial(strokes, sentence="Number of dots in the ink colour.", low=0, high=2000, label="Dots per image")
DOT_WIDTH = partial(strokes, sentence="Diameter of a dot.", low=1, high=20, unit="px")
CURVES = partial(strokes, sentence="Number of thin arcs in the ink colour.", low=0, high=50, label="Curves per image")
CURVE_WIDTH = partial(strokes, sentence="Stroke width of a curve.", low=1, high=20, unit="px")
LINES = partial(
    strokes, sentence="Number of straight lines in the ink colour.", low=0, high=50, label="Straight lines per image"
)
LINE_WIDTH = partial(strokes, sentence="Stroke width of a straight line.", low=1, high=20, unit="px")
GRID = partial(
    strokes,
    sentence="Distance between the lines of a grid. 0 draws no grid.",
    low=0,
    high=500,
    unit="px",
    label="Grid distance",
)
BLUR = partial(pixels, sentence="Standard deviation of the Gaussian blur.", low=0, high=10, unit="px")
GAUSSIAN_NOISE = partial(
    pixels,
    sentence="Standard deviation of normal noise added to every pixel, as a share of the range from black to white.",
    low=0,
    high=1,
    label="Gaussian noise (share of the range)",
)
SALT_PEPPER_NOISE = partial(
    pixels,
    sentence="Share of pixels turned black or white.",
    low=0,
    high=1,
    label="Salt-and-pepper noise (share of pixels)",
)
SPECKLE_NOISE = partial(
    pixels,
    sentence="Standard deviation of the noise that multiplies each pixel.",
    low=0,
    high=1,
    label="Speckle noise (share of the pixel)",
)
JPEG_LOSS = partial(
    pixels,
    sentence="JPEG artefacts: 100 minus the JPEG quality. 0 applies no compression.",
    low=0,
    high=99,
    label="JPEG loss (100 - quality)",
)
NOISE_CHANNELS = partial(
    pixels,
    sentence="Add the same noise to red, green and blue, or separate noise to each.",
    label="Noise in colour channels",
)
