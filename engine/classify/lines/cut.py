"""Cuts an image of a line or an equation into its symbols: connected ink, joined where strokes belong together."""

from typing import NamedTuple

import cv2
import numpy as np

from engine.imaging import binarize
from engine.imaging.preprocess import to_mode

MOST = 200  # symbols of a line
SPECK = 0.12  # of the median height of the ink; smaller pieces that are not round dots are noise
FLAT = 1.6  # a bar is at least this many times as wide as high
OVERLAP = 0.5  # of the narrower of two pieces; pieces above each other that overlap less are apart
NEAR = 1.2  # of the wider of two pieces; pieces above each other that are farther away are apart
RAISED = 0.55  # a superscript ends above this share of the height of the symbol before
HIGH_UP = 0.15  # and begins at most this share of that height below its top
DOT = 0.3  # of the height of a line; what is smaller in both directions is a dot
SMALLER = 0.8  # a superscript has at most this share of the height of the line


class Box(NamedTuple):
    """Where a symbol is, in pixels: x and y of its upper left corner, width, height."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column after it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.height

    def joined(self, other: "Box") -> "Box":
        """The smallest box around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    @property
    def is_bar(self) -> bool:
        """Whether it is much wider than high."""
        return self.width >= FLAT * self.height


class Glyph(NamedTuple):
    """A symbol of a line. pieces: its connected pieces of ink, from above. raised: whether it is a superscript."""

    box: Box
    pieces: tuple[Box, ...]
    raised: bool = False


def cut(image: np.ndarray) -> list[Glyph]:
    """The symbols of a line, from left to right, of an image uint8 (h, w[, 3]); [] if nothing stands out.

    Raises ValueError if there are more than MOST: then the image is no line of symbols.
    """
    pieces = pieces_of(ink_of(image))
    groups = joined(pieces)
    if len(groups) > MOST:
        raise ValueError(
            f"a line has at most {MOST} symbols; {len(groups):,} pieces were found. Crop the image to one line."
        )
    glyphs = sorted((glyph_of(group) for group in groups), key=lambda glyph: glyph.box.x + glyph.box.width / 2)
    return with_superscripts(glyphs)


def ink_of(image: np.ndarray) -> np.ndarray:
    """Where the ink is, uint8 (h, w), 1 for ink."""
    grey = to_mode(image, "grey")
    return binarize.ink_mask(grey, binarize.background_of(grey))


def pieces_of(mask: np.ndarray) -> list[Box]:
    """The connected pieces of ink, without specks."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    boxes = [Box(*map(int, row[:4])) for row in stats[1:]]
    areas = stats[1:, cv2.CC_STAT_AREA]
    if count < 2:
        return []
    high = float(np.median([box.height for box in boxes if box.height >= 0.3 * max(box.height for box in boxes)]))
    least = max(2.0, SPECK * high)
    return [
        box
        for box, area in zip(boxes, areas, strict=True)
        if max(box.width, box.height) >= least and area >= 0.3 * least * min(box.width, box.height)
    ]


def joined(pieces: list[Box]) -> list[list[Box]]:
    """The pieces in groups that are one symbol each: those that belong together directly, or by others."""
    groups: list[list[Box]] = []
    for piece in sorted(pieces):
        near = [group for group in groups if any(belong(piece, other, pieces) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([piece, *(other for group in near for other in group)])
    return groups


def belong(piece: Box, other: Box, pieces: list[Box]) -> bool:
    """Whether two pieces are strokes of one symbol: they cross, or lie above each other, near and like = i ÷ do."""
    if piece == other:
        return True
    overlap = min(piece.right, other.right) - max(piece.x, other.x)
    if overlap < OVERLAP * min(piece.width, other.width):
        return False
    gap = max(piece.y, other.y) - min(piece.bottom, other.bottom)
    if gap <= 0:
        return True
    if gap > NEAR * max(piece.width, other.width):
        return False
    return (piece.is_bar and other.is_bar) or is_dot_of(piece, other) or is_dot_of(other, piece)


def is_dot_of(dot: Box, stroke: Box) -> bool:
    """Whether a piece is the dot above an upright stroke, or above or below a bar."""
    small = max(dot.width, dot.height) <= 0.5 * max(stroke.width, stroke.height)
    round_ = 0.4 <= dot.width / dot.height <= 2.5
    return small and round_ and (stroke.is_bar or dot.bottom <= stroke.y)


def glyph_of(group: list[Box]) -> Glyph:
    """A symbol of its pieces."""
    box = group[0]
    for piece in group[1:]:
        box = box.joined(piece)
    return Glyph(box, tuple(sorted(group, key=lambda piece: piece.y)))


def with_superscripts(glyphs: list[Glyph]) -> list[Glyph]:
    """The symbols, those marked as raised that are small and end far above the foot of the one before."""
    marked: list[Glyph] = []
    base: Box | None = None
    for glyph in glyphs:
        box = glyph.box
        raised = (
            base is not None
            and not base.is_bar
            and not box.is_bar
            and not shape_symbol(glyph)
            and box.y <= base.y + HIGH_UP * base.height
            and box.height <= SMALLER * base.height
            and box.height >= DOT * base.height
            and box.bottom <= base.y + RAISED * base.height
        )
        marked.append(glyph._replace(raised=raised))
        if not raised:
            base = box
    return marked


def shape_symbol(glyph: Glyph) -> str:
    """The symbol that the pieces alone show: = for two bars above each other, ÷ for a bar between dots; else ""."""
    bars = [piece for piece in glyph.pieces if piece.is_bar]
    if len(glyph.pieces) == 2 and len(bars) == 2:
        return "="
    if len(glyph.pieces) == 3 and len(bars) == 1 and glyph.pieces[1].is_bar:
        return "÷"
    return ""
