"""Reads a line of symbols with a model of single symbols: cut, framed like its training images, and put together."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from engine.classify.lines.cut import DOT, Box, Glyph, cut, ink_of, shape_symbol, with_superscripts
from engine.core.models.card import Card
from engine.core.models.predictor import Predictor
from engine.imaging.preprocess import background_colour

AROUND = 1  # pixels of the softer edge of strokes that are taken along
FILLED = 0.7  # of the side of a symbol's image, where the card does not say how large its ink usually is
LOWEST_CENTRE = (
    0.3  # a dot whose centre is so far above the foot of the line, as a share of its height, is a times sign
)


class Symbol(NamedTuple):
    """A symbol of a line: where it is, what was read, and the confidence in it, 0..1."""

    glyph: Glyph
    text: str
    confidence: float


def check(card: Card) -> None:
    """Raises ValueError if a model does not read single symbols."""
    if card.slots != 1:
        raise ValueError(
            f"lines are cut into symbols, which needs a model of single symbols; this one reads up to {card.slots}. "
            "Choose another model, or read the image as a whole."
        )


def read_line(predictor: Predictor, image: np.ndarray) -> list[Symbol]:
    """The symbols of a line, from left to right; [] if nothing stands out. Raises ValueError for no line of symbols."""
    check(predictor.card)
    return read_glyphs(predictor, image, cut(image))


def read_glyphs(predictor: Predictor, image: np.ndarray, glyphs: Sequence[Glyph]) -> list[Symbol]:
    """What the model reads in these symbols of an image, uint8 (h, w[, 3])."""
    if not glyphs:
        return []
    mask = ink_of(image)
    images = [framed(image, mask, glyph.pieces, predictor.card) for glyph in glyphs]
    prediction = predictor.predict(np.stack([predictor.prepare(picture) for picture in images]))
    high = max(glyph.box.height for glyph in glyphs)
    shapes = [dot(glyph.box, high, predictor.card.alphabet) or shape_symbol(glyph) for glyph in glyphs]
    return [
        Symbol(glyph, shape or text, 1.0 if shape else confidence)
        for glyph, shape, text, confidence in zip(
            glyphs, shapes, prediction.texts, prediction.confidence.tolist(), strict=True
        )
    ]


def dot(box: Box, high: int, alphabet: str) -> str:
    """A dot, for a symbol much smaller than the line, whose size is lost when it is framed; else "".

    high: the height of the highest symbol of the line, in pixels.
    """
    return "." if "." in alphabet and max(box.width, box.height) < DOT * high else ""


def text_of(symbols: Sequence[Symbol]) -> str:
    """The text of a line: superscripts after ^, and a dot at half height as a times sign."""
    text, raised = "", False
    for place, symbol in enumerate(symbols):
        if symbol.glyph.raised and not raised:
            text += "^"
        raised = symbol.glyph.raised
        text += "·" if symbol.text == "." and is_centred(symbols, place) else symbol.text
    return text


def is_centred(symbols: Sequence[Symbol], place: int) -> bool:
    """Whether a symbol is at half the height of the highest one beside it."""
    box = symbols[place].glyph.box
    beside = [symbols[near].glyph.box for near in (place - 1, place + 1) if 0 <= near < len(symbols)]
    if not beside:
        return False
    highest = max(beside, key=lambda other: other.height)
    return highest.bottom - (box.y + box.height / 2) > LOWEST_CENTRE * highest.height


def confidence_of(symbols: Sequence[Symbol]) -> float:
    """The confidence in a whole line: the product of that in its symbols."""
    return float(np.prod([symbol.confidence for symbol in symbols])) if symbols else 0.0


def framed(image: np.ndarray, mask: np.ndarray, pieces: Sequence[Box], card: Card) -> np.ndarray:
    """One symbol alone on a square, as large, centred, and as dark or light as the model's training images.

    image: uint8 (h, w[, 3]). mask: where its ink is. pieces: the pieces of ink of the symbol.
    """
    left, top = min(piece.x for piece in pieces), min(piece.y for piece in pieces)
    right, bottom = max(piece.right for piece in pieces), max(piece.bottom for piece in pieces)
    own = np.zeros_like(mask)
    for piece in pieces:
        own[piece.y : piece.bottom, piece.x : piece.right] = mask[piece.y : piece.bottom, piece.x : piece.right]
    own = cv2.dilate(own, np.ones((2 * AROUND + 1,) * 2, np.uint8)).view(bool)
    side = round(max(right - left, bottom - top) / fill_of(card)) + 2 * AROUND
    canvas = np.empty((side, side, *image.shape[2:]), np.uint8)
    canvas[:] = background_colour(image)
    x, y = (side - (right - left)) // 2 - left, (side - (bottom - top)) // 2 - top
    rows, columns = np.nonzero(own)
    inside = (rows + y >= 0) & (rows + y < side) & (columns + x >= 0) & (columns + x < side)
    rows, columns = rows[inside], columns[inside]
    canvas[rows + y, columns + x] = image[rows, columns]
    return 255 - canvas if has_other_polarity(image, mask, card) else canvas


def fill_of(card: Card) -> float:
    """The share of its image that the longer side of a symbol usually takes."""
    ends = [card.usual[name][1] for name in ("ink_width", "ink_height") if name in card.usual]
    return float(np.clip(max(ends), 0.3, 1.0)) if ends and not card.preparation.crop else FILLED


def has_other_polarity(image: np.ndarray, mask: np.ndarray, card: Card) -> bool:
    """Whether the ink is light where that of the training images is dark, or the other way round."""
    if "contrast" not in card.usual or card.preparation.polarity not in ("keep", "invert"):
        return False
    grey = image if image.ndim == 2 else image.mean(axis=2)
    ink = mask.view(bool)
    dark = grey[~ink].mean() > grey[ink].mean() if ink.any() and not ink.all() else True
    usual = sum(card.usual["contrast"]) > 0
    return bool(dark) != (usual if card.preparation.polarity == "keep" else not usual)


def merged(glyphs: Sequence[Glyph], places: Sequence[int]) -> list[Glyph]:
    """The symbols, those at these places joined into one."""
    chosen = [glyphs[place] for place in sorted(set(places))]
    box = chosen[0].box
    for glyph in chosen[1:]:
        box = box.joined(glyph.box)
    pieces = tuple(sorted((piece for glyph in chosen for piece in glyph.pieces), key=lambda piece: piece.y))
    rest = [glyph for place, glyph in enumerate(glyphs) if place not in places]
    return ordered([*rest, Glyph(box, pieces)])


def divided(glyphs: Sequence[Glyph], place: int) -> list[Glyph]:
    """The symbols, the one at this place cut into its pieces, or if it has only one, into two halves."""
    glyph = glyphs[place]
    parts = glyph.pieces if len(glyph.pieces) > 1 else halves(glyph.box)
    rest = [other for index, other in enumerate(glyphs) if index != place]
    return ordered([*rest, *(Glyph(part, (part,)) for part in parts)])


def halves(box: Box) -> tuple[Box, ...]:
    """The left and the right half of a box; the box itself if it is one pixel wide."""
    half = box.width // 2
    return (
        (Box(box.x, box.y, half, box.height), Box(box.x + half, box.y, box.width - half, box.height))
        if half
        else (box,)
    )


def ordered(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The symbols from left to right, with superscripts marked again."""
    return with_superscripts(sorted(glyphs, key=lambda glyph: glyph.box.x + glyph.box.width / 2))
