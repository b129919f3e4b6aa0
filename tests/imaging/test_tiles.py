"""Symbols on their tiles: turned, stretched, warped and made wider or thinner as the captcha package does it."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engine.imaging.fonts import glyph, load, packaged
from engine.imaging.tiles import factors_of, masks
from engine.imaging.traces import ROOM, STEP, Traces, least_alpha, trace

SIZE = 49


def ours(symbol, angle, corners, lightness, shear=0.0):
    """The tile of a symbol."""
    shapes, turn = np.array([glyph(packaged(), SIZE, symbol)]), round(angle / STEP)
    traces = [trace(packaged(), SIZE, symbol, turn)]
    factors = factors_of(shapes, traces, np.array([angle]), np.array([turn]), np.array([corners]), np.array([shear]))
    return next(masks(shapes, traces, factors.astype(np.float32), [least_alpha(lightness)])).astype(bool)


def theirs(symbol, angle, corners, lightness):
    """Where the package's steps, done by Pillow, leave ink."""
    font = load(packaged(), SIZE)
    width, height = glyph(packaged(), SIZE, symbol)[2:]
    image = Image.new("RGBA", (width, height))
    ImageDraw.Draw(image).text((0, 0), symbol, font=font, fill=(lightness,) * 3)
    turned = image.crop(image.getbbox()).rotate(angle, Image.Resampling.BILINEAR, expand=True)
    x1, y1, x2, y2 = (int(share * side) for share, side in zip(corners, (width, height) * 2, strict=True))
    wide, high = width + abs(x1) + abs(x2), height + abs(y1) + abs(y2)
    ends = (x1, y1, -x1, high - y2, wide + x2, high + y2, wide - x2, -y1)
    warped = turned.resize((wide, high)).transform((width, height), Image.Transform.QUAD, ends)
    return np.asarray(warped.convert("L")) > lightness / 2


@pytest.mark.parametrize("symbol", "O08")
@pytest.mark.parametrize("lightness", [40, 100, 190])
def test_a_symbol_has_the_pixels_that_the_package_would_give_it(symbol, lightness):
    random, counts = np.random.default_rng(1), []
    for angle in random.uniform(-30, 30, 20):
        corners = random.uniform(-1, 1, 4) * (0.15, 0.1, 0.15, 0.1)
        one, other = (draw(symbol, angle, corners, lightness) for draw in (ours, theirs))
        counts.append((one.sum(), other.sum(), (one != other).sum()))
    mine, pillows, different = np.sum(counts, axis=0)
    assert different < 0.09 * pillows
    assert mine == pytest.approx(pillows, rel=0.02)  # strokes as wide, on which telling O from 0 depends


def test_brighter_ink_makes_wider_strokes():
    areas = [ours("8", 10, np.zeros(4), lightness).sum() for lightness in (10, 50, 200)]
    assert areas == sorted(set(areas))


def test_a_leaning_symbol_keeps_its_ink_and_moves_its_top():
    upright, leaning = (np.nonzero(ours("I", 0, np.zeros(4), 200, shear)) for shear in (0.0, 0.4))
    assert leaning[1][leaning[0] < 20].mean() > upright[1][upright[0] < 20].mean() + 2


def test_kept_traces_stay_within_their_room_however_large_the_symbols():
    kept = Traces()
    for turn in range(120):
        found = kept[packaged(), 500, "O", turn]
        assert kept.used == sum(each.nbytes for each in kept.values()) <= ROOM
    assert 0 < len(kept) < 120 and (found == trace(packaged(), 500, "O", turn)).all()
