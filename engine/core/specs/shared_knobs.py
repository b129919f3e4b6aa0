"""Knobs that several stages have, declared once: how symbols lie, strokes over a text, wear of the finished image.

Each is called with the default that it has in a stage: `dots: WholeRange = DOTS(Span(30, 30))`.
"""

from functools import partial

from engine.spec import knob

ROTATION = partial(knob, sentence="Largest turn of a symbol to either side.", low=0, high=180, unit="degrees")
SHEAR = partial(knob, sentence="Largest slant of a symbol to either side, as a share of its height.", low=0, high=1)

noise = partial(knob, group="Noise")

DOTS = partial(noise, sentence="Dots in the colour of the ink.", low=0, high=2000, unit="dots")
DOT_WIDTH = partial(noise, sentence="Width of a dot.", low=1, high=20, unit="px")
CURVES = partial(noise, sentence="Thin arcs in the colour of the ink.", low=0, high=50, unit="curves")
CURVE_WIDTH = partial(noise, sentence="Width of a curve.", low=1, high=20, unit="px")
LINES = partial(noise, sentence="Straight lines in the colour of the ink.", low=0, high=50, unit="lines")
LINE_WIDTH = partial(noise, sentence="Width of a straight line.", low=1, high=20, unit="px")
GRID = partial(noise, sentence="Distance between the lines of a grid; 0 for none.", low=0, high=500, unit="px")
BLUR = partial(noise, sentence="Standard deviation of a Gaussian that softens the image.", low=0, high=10, unit="px")
GAUSSIAN_NOISE = partial(
    noise,
    sentence="Standard deviation of normal noise on every pixel, as a share of the range from black to white.",
    low=0,
    high=1,
)
SALT_PEPPER_NOISE = partial(noise, sentence="Share of pixels turned black or white.", low=0, high=1)
SPECKLE_NOISE = partial(noise, sentence="Standard deviation of noise that each pixel is multiplied by.", low=0, high=1)
JPEG_LOSS = partial(noise, sentence="Artefacts of JPEG: 100 minus its quality; 0 for none.", low=0, high=99)
NOISE_CHANNELS = partial(noise, sentence="Noise the same for red, green and blue, or each its own.")
