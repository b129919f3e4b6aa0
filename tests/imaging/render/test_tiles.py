"""Symbols on their tiles: turned, stretched, warped and made wider or thinner as the captcha package does it."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engine.imaging.colours import lightness
from engine.imaging.render.fonts import glyph, load, packaged
from engine.imaging.render.render import mask_of
from engine.imaging.render.tiles import Symbol, lines_of
from engine.imaging.render.traces import ROOM, Traced, Traces, trace

SIZE, OPACITY, PAPER = 50, 237, 246  # the last two: the means of what the package draws


def ours(symbol, angle, corners, ink, shear=0.0):
    """The tile of a symbol."""
    drawn = Symbol(symbol, packaged(), SIZE, angle, corners, 0, (0, 0), shear)
    row = {"symbols": [drawn], "width": 100, "height": 80, "overlap": 0, "align": "left", "fill": "luminance",
           "tracking": 0}  # fmt: skip
    return next(lines_of([{**row, "ink": ink}])).tiles[0].astype(bool)


def theirs(symbol, angle, corners, colour):
    """How much the package's steps, done by Pillow, darken each pixel of a tile, as a share of what full ink does."""
    font = load(packaged(), SIZE)
    _, width, height = glyph(packaged(), SIZE, symbol)
    image = Image.new("RGBA", (width, height))
    ImageDraw.Draw(image).text((0, 0), symbol, font=font, fill=(*colour, OPACITY))
    turned = image.crop(image.getbbox()).rotate(angle, Image.Resampling.BILINEAR, expand=True)
    x1, y1, x2, y2 = (int(share * side) for share, side in zip(corners, (width, height) * 2, strict=True))
    wide, high = width + abs(x1) + abs(x2), height + abs(y1) + abs(y2)
    ends = (x1, y1, -x1, high - y2, wide + x2, high + y2, wide - x2, -y1)
    warped = turned.resize((wide, high)).transform((width, height), Image.Transform.QUAD, ends)
    return darkening(np.asarray(warped.convert("L")).astype(int)) / darkening(lightness(colour))


def darkening(ink):
    """By how much ink of a lightness darkens the paper."""
    return mask_of(ink, "luminance") * (PAPER - ink)


@pytest.mark.parametrize("symbol", "O08")
@pytest.mark.parametrize("colour", [(40, 40, 40), (30, 60, 120), (102, 32, 197), (100, 107, 154), (190, 190, 190)])
def test_a_symbol_has_the_ink_that_the_package_would_give_it(symbol, colour):
    random, sums = np.random.default_rng(1), []
    for angle in random.uniform(-30, 30, 60):
        corners = random.uniform(-1, 1, 4) * (0.15, 0.1, 0.15, 0.1)
        one, other = ours(symbol, angle, corners, lightness(colour)), theirs(symbol, angle, corners, colour)
        sums.append((one.sum(), other.sum(), (one != (other > 0.5)).sum()))
    mine, pillows, unique = np.sum(sums, axis=0)
    assert unique < 0.06 * pillows
    assert mine == pytest.approx(pillows, rel=0.025)  # strokes as wide, on which telling O from 0 depends


def test_brighter_ink_makes_wider_strokes():
    areas = [ours("8", 10, np.zeros(4), ink).sum() for ink in (10, 50, 200)]
    assert areas == sorted(set(areas))


def test_a_leaning_symbol_keeps_its_ink_and_moves_its_top():
    upright, leaning = (np.nonzero(ours("I", 0, np.zeros(4), 200, shear)) for shear in (0.0, 0.4))
    assert leaning[1][leaning[0] < 20].mean() > upright[1][upright[0] < 20].mean() + 2


def test_kept_traces_stay_within_their_room_however_large_the_symbols():
    kept = Traces()
    for turn in range(120):
        key = Traced(packaged(), 500, "O", turn, 0, 0)
        found = kept[key]
        assert kept.used == sum(tile.nbytes for tile in kept.values()) <= ROOM
    assert 0 < len(kept) < 120 and (found == trace(*key)).all()
