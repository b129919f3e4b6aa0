"""What settings of the generator must agree on, beyond each one's own bounds: one check for each thing to go wrong.

Each takes a `engine.generate.spec.GenerateSpec`, which imports this, and raises ValueError with a sentence.
"""

import unicodedata
from typing import Any

from engine.spec import knobs

MOST_IMAGES = 10_000_000
MOST_PIXELS = 2_000_000  # of one image
LEAST_ROOM = 4  # pixels of width a symbol needs to remain a shape at all
PACKAGE_KNOBS = {
    "symbols",
    "repetition",
    "different",
    "often",
    "often_times",
    "length",
    "count",
    "name",
    "seed",
    "width",
    "height",
    "fonts",
    "mode",
    "renderer",
    "workers",
}


def symbols_are_drawable(symbols: str) -> str:
    """Returns the symbols; refuses none at all, what leaves no ink of its own, and a symbol that occurs twice."""
    if not symbols:
        raise ValueError("must hold at least one symbol")
    for symbol in symbols:
        if symbol.isspace() or unicodedata.category(symbol)[0] in "CMZ":
            kind = unicodedata.name(symbol, f"U+{ord(symbol):04X}").lower()
            raise ValueError(f"must be made of visible symbols that stand alone, without {kind}")
    twice = "".join(sorted({symbol for symbol in symbols if symbols.count(symbol) > 1}))
    if twice:
        raise ValueError(f"must hold each symbol once, but holds {twice} more than once")
    return symbols


def text_fits(spec: Any) -> None:
    """Refuses text that would be cut or squeezed beyond reading."""
    if spec.font_size.high > spec.height.low:
        raise ValueError(
            f"font_size must not exceed the height of the image; got {spec.font_size.high:g} px for a height of "
            f"{spec.height.low:g} px: lower font_size or raise height."
        )
    if spec.length.high * LEAST_ROOM > spec.width.low:
        raise ValueError(
            f"width must leave {LEAST_ROOM} px for each symbol; got {spec.width.low:g} px for {spec.length.high:g} "
            "symbols: shorten length or raise width."
        )


def symbols_run_to_the_right(spec: Any) -> None:
    """Refuses texts in scripts that are written from right to left, because a label's first symbol stands left."""
    leftward = sorted({symbol for symbol in spec.symbols if unicodedata.bidirectional(symbol) in ("R", "AL")})
    if leftward and spec.length.high > 1:
        raise ValueError(
            f"texts are set from left to right, but {', '.join(leftward[:5])} run from right to left; leave them out, "
            "or set length to 1 to draw them one by one."
        )


def size_is_bounded(spec: Any) -> None:
    """Refuses an image whose width and height are within their bounds, but not both at once."""
    if spec.width.high * spec.height.high > MOST_PIXELS:
        raise ValueError(
            f"an image has at most {MOST_PIXELS:,} pixels; got {spec.width.high:g} x {spec.height.high:g}: lower "
            "width or height."
        )


def texts_are_enough(spec: Any) -> None:
    """Refuses to draw more different texts than there are, and texts without repetition longer than the symbols."""
    if not spec.repetition and spec.length.high > len(spec.symbols):
        raise ValueError(
            f"without repetition a text has at most as many symbols as there are ({len(spec.symbols)}); got a "
            f"length of {spec.length.high:g}: shorten length or allow repetition."
        )
    if spec.different and spec.count > spec.texts:
        raise ValueError(
            f"there are only {spec.texts:,} different texts of these symbols and lengths; got a count of "
            f"{spec.count:,}: lower count, lengthen the texts, or let texts occur more than once."
        )


def often_is_possible(spec: Any) -> None:
    """Refuses to show symbols more often that texts do not have, or where texts leave no choice."""
    others = [symbol for symbol in spec.often if symbol not in spec.symbols]
    if others:
        raise ValueError(f"often must name some of the symbols; got {', '.join(others)}, which texts do not have.")
    if spec.often and (spec.different or not spec.repetition):
        raise ValueError(
            f"often needs texts in which symbols and texts may occur again; got {spec.often!r}: turn repetition on and "
            "different off, or leave often empty."
        )


def experiment_is_sensible(spec: Any) -> None:
    """Refuses levels that no condition can be made of, and more images than one dataset takes."""
    conditions = spec.conditions
    if spec.images > MOST_IMAGES:
        raise ValueError(
            f"a dataset has at most {MOST_IMAGES:,} images; got {spec.count:,} texts under {len(conditions)} "
            "conditions: lower count."
        )


def paper_is_named(spec: Any) -> None:
    """Refuses a paper cut from a picture that was not named."""
    if spec.paper_kind == "picture" and not spec.paper_picture:
        raise ValueError("paper_kind picture needs paper_picture, an image file; got none.")


def recipe_is_repeatable(spec: Any) -> None:
    """Refuses a recipe whose images would be others each time."""
    if spec.renderer == "package" and spec.store == "recipe":
        raise ValueError(
            "a recipe must draw the same images again, and the captcha package takes no seed; set store to images, or "
            "renderer to glyphlab."
        )


def package_has_knobs(spec: Any) -> None:
    """Refuses settings that the captcha package could not follow."""
    if spec.renderer != "package":
        return
    others = [each for each in knobs(type(spec)) if each.name not in PACKAGE_KNOBS]
    changed = [each.name for each in others if getattr(spec, each.name) != each.default]
    if changed:
        raise ValueError(
            f"the captcha package has no knob for {', '.join(changed)}; leave it at its default, or set renderer to "
            "glyphlab."
        )


ALL = (
    text_fits,
    symbols_run_to_the_right,
    size_is_bounded,
    texts_are_enough,
    often_is_possible,
    experiment_is_sensible,
    paper_is_named,
    recipe_is_repeatable,
    package_has_knobs,
)
