"""Checks that the generator's settings fit together, beyond the bounds of each one.

Each takes an `engine.generate.spec.GenerateSpec`, which imports this module, and raises ValueError with a sentence.
"""

import unicodedata
from typing import Any

from engine.spec import knobs

MOST_IMAGES = 10_000_000
MOST_PIXELS = 2_000_000  # of one image
MINIMUM_SYMBOL_WIDTH = 4  # pixels below which a symbol has no recognisable shape
PACKAGE_KNOBS = {
    "symbols",
    "repetition",
    "unique",
    "emphasised",
    "emphasis",
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
    """Returns the symbols; refuses an empty text, symbols without ink of their own, and repeated symbols."""
    if not symbols:
        raise ValueError("must hold at least one symbol")
    for symbol in symbols:
        if symbol.isspace() or unicodedata.category(symbol)[0] in "CMZ":
            kind = unicodedata.name(symbol, f"U+{ord(symbol):04X}").lower()
            raise ValueError(f"must consist of visible symbols that stand alone, without {kind}")
    repeated = "".join(sorted({symbol for symbol in symbols if symbols.count(symbol) > 1}))
    if repeated:
        raise ValueError(f"must hold each symbol once, but holds {repeated} more than once")
    return symbols


def text_fits(spec: Any) -> None:
    """Refuses text that would be cut off or squeezed until unreadable."""
    if spec.font_size.high > spec.height.low:
        raise ValueError(
            f"font_size must not exceed the height of the image; got {spec.font_size.high:g} px for a height of "
            f"{spec.height.low:g} px: lower font_size or raise height."
        )
    if spec.length.high * MINIMUM_SYMBOL_WIDTH > spec.width.low:
        raise ValueError(
            f"width must leave {MINIMUM_SYMBOL_WIDTH} px for each symbol; got {spec.width.low:g} px for "
            f"{spec.length.high:g} symbols: shorten length or raise width."
        )


def symbols_run_to_the_right(spec: Any) -> None:
    """Refuses texts in right-to-left scripts, because a label's first symbol is the leftmost one."""
    leftward = sorted({symbol for symbol in spec.symbols if unicodedata.bidirectional(symbol) in ("R", "AL")})
    if leftward and spec.length.high > 1:
        raise ValueError(
            f"texts are drawn from left to right, but {', '.join(leftward[:5])} run from right to left; leave them "
            "out, or set length to 1 to draw them one by one."
        )


def size_is_bounded(spec: Any) -> None:
    """Refuses an image whose width and height are within their bounds, but give too many pixels together."""
    if spec.width.high * spec.height.high > MOST_PIXELS:
        raise ValueError(
            f"an image may have at most {MOST_PIXELS:,} pixels; got {spec.width.high:g} x {spec.height.high:g}: lower "
            "width or height."
        )


def texts_are_enough(spec: Any) -> None:
    """Refuses more unique texts than there are, and texts without repetition that are longer than the alphabet."""
    if not spec.repetition and spec.length.high > len(spec.symbols):
        raise ValueError(
            f"without repetition a text can have at most {len(spec.symbols)} symbols, as many as there are; got a "
            f"length of {spec.length.high:g}: shorten length or allow repetition."
        )
    if spec.unique and spec.count > spec.texts:
        raise ValueError(
            f"these symbols and lengths allow only {spec.texts:,} unique texts; got a count of {spec.count:,}: lower "
            "count, lengthen the texts, or turn unique off."
        )


def emphasis_is_possible(spec: Any) -> None:
    """Refuses to emphasise symbols that texts do not contain, or where texts leave no choice."""
    unknown = [symbol for symbol in spec.emphasised if symbol not in spec.symbols]
    if unknown:
        raise ValueError(f"emphasised must name some of the symbols; got {', '.join(unknown)}, which no text contains.")
    if spec.emphasised and (spec.unique or not spec.repetition):
        raise ValueError(
            f"emphasised needs symbols and texts that may repeat; got {spec.emphasised!r}: turn repetition on and "
            "unique off, or leave emphasised empty."
        )


def experiment_is_possible(spec: Any) -> None:
    """Refuses invalid levels, and more images than one dataset can hold."""
    conditions = spec.conditions
    if spec.images > MOST_IMAGES:
        raise ValueError(
            f"a dataset may have at most {MOST_IMAGES:,} images; got {spec.count:,} texts under {len(conditions)} "
            "conditions: lower count."
        )


def background_is_named(spec: Any) -> None:
    """Refuses a background image that was not named."""
    if spec.paper_kind == "picture" and not spec.paper_picture:
        raise ValueError("paper_kind picture needs paper_picture, the background image; got none: give an image file.")


def on_the_fly_is_repeatable(spec: Any) -> None:
    """Refuses to draw images on the fly that would differ each time."""
    if spec.renderer == "package" and spec.store == "on-the-fly":
        raise ValueError(
            "images drawn on the fly must be the same each time, but the captcha package takes no seed; set store to "
            "images, or renderer to glyphlab."
        )


def package_has_knobs(spec: Any) -> None:
    """Refuses settings that the captcha package does not have."""
    if spec.renderer != "package":
        return
    unsupported = [knob for knob in knobs(type(spec)) if knob.name not in PACKAGE_KNOBS]
    changed = [knob.name for knob in unsupported if getattr(spec, knob.name) != knob.default]
    if changed:
        raise ValueError(
            f"the captcha package has no setting for {', '.join(changed)}; leave it at its default, or set renderer to "
            "glyphlab."
        )


ALL = (
    text_fits,
    symbols_run_to_the_right,
    size_is_bounded,
    texts_are_enough,
    emphasis_is_possible,
    experiment_is_possible,
    background_is_named,
    on_the_fly_is_repeatable,
    package_has_knobs,
)
