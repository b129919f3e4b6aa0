"""What can be chosen when images are generated; form, command line and docs are derived from this."""

import unicodedata
from typing import Literal

from pydantic import field_validator, model_validator

from engine import storage
from engine.spec import Range, Span, Spec, WholeRange, knob, knobs

LEAST_ROOM = 4  # pixels of width a symbol needs to remain a shape at all
PACKAGE_KNOBS = {
    "symbols",
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


class GenerateSpec(Spec):
    """Labelled images of short texts; every range is drawn anew for each image, and what was drawn is a column."""

    symbols: str = knob("0123456789", "The symbols that texts are made of.", group="Text")
    length: WholeRange = knob(Span(4, 4), "Symbols in a text.", low=1, high=20, unit="symbols", group="Text")
    count: int = knob(10000, "Images to draw.", low=1, high=10_000_000, unit="images", group="Run")
    name: str = knob("captchas", "Name of the new dataset.", group="Run")
    seed: int = knob(0, "Same seed and settings, same images.", low=0, high=2**32 - 1, group="Run")
    width: WholeRange = knob(Span(160, 160), "Width of the image.", low=16, high=2048, unit="px", group="Canvas")
    height: WholeRange = knob(Span(60, 60), "Height of the image.", low=16, high=1024, unit="px", group="Canvas")
    smooth: bool = knob(True, "Mix each pixel with its neighbours at the end.", group="Canvas")
    renderer: Literal["glyphlab", "package"] = knob(
        "glyphlab",
        "Who draws: Glyphlab, or the captcha package itself as a reference, which cannot be seeded and has few knobs.",
        group="Canvas",
    )
    fonts: tuple[str, ...] = knob(
        (), "Font files (.ttf, .otf), one picked for each symbol; none: DroidSansMono.", group="Glyphs"
    )
    font_size: WholeRange = knob(
        Span(42, 56),
        "Size of each symbol, drawn anew for every symbol; the column is their mean.",
        low=8,
        high=500,
        unit="px",
        group="Glyphs",
    )
    size_steps: int = knob(
        3, "How many different sizes there are, spread evenly over font_size.", low=1, high=500, group="Glyphs"
    )
    rotation: Range = knob(
        Span(30, 30), "Largest turn of a symbol to either side.", low=0, high=180, unit="degrees", group="Glyphs"
    )
    warp_x: Range = knob(
        Span(0, 0.2),
        "Largest sideways shift of a symbol's corners, as a share of its width.",
        low=0,
        high=0.5,
        group="Glyphs",
    )
    warp_y: Range = knob(
        Span(0, 0.1),
        "Largest upward or downward shift of a symbol's corners, as a share of its height.",
        low=0,
        high=0.5,
        group="Glyphs",
    )
    spacing: Range = knob(
        Span(0.5, 0.5), "Share of symbols with an empty place before them.", low=0, high=1, group="Glyphs"
    )
    overlap: Range = knob(
        Span(0.25, 0.25),
        "Largest step back over the symbol before, as a share of the mean room of a symbol.",
        low=0,
        high=0.9,
        group="Glyphs",
    )
    mode: Literal["colour", "grey"] = knob("colour", "Images in colour or in shades of grey.", group="Colours")
    ink: WholeRange = knob(
        Span(10, 200),
        "Lightness of the ink, drawn for red, green and blue; the column is the luminance.",
        low=0,
        high=255,
        group="Colours",
    )
    paper: WholeRange = knob(
        Span(238, 255),
        "Lightness of the paper, drawn for red, green and blue; the column is the luminance.",
        low=0,
        high=255,
        group="Colours",
    )
    cover: Literal["luminance", "solid"] = knob(
        "luminance",
        "How ink covers paper: solid, or by its luminance as in the captcha package, where dark ink is faint.",
        group="Colours",
    )
    dots: WholeRange = knob(
        Span(30, 30), "Dots in the colour of the ink.", low=0, high=2000, unit="dots", group="Noise"
    )
    dot_width: WholeRange = knob(Span(3, 3), "Width of a dot.", low=1, high=20, unit="px", group="Noise")
    curves: WholeRange = knob(
        Span(1, 1), "Thin arcs in the colour of the ink.", low=0, high=50, unit="curves", group="Noise"
    )
    gaussian_noise: Range = knob(
        Span(0, 0),
        "Standard deviation of normal noise on every pixel, as a share of the range from black to white.",
        low=0,
        high=1,
        group="Noise",
    )
    salt_pepper_noise: Range = knob(Span(0, 0), "Share of pixels turned black or white.", low=0, high=1, group="Noise")
    noise_channels: Literal["same", "each"] = knob(
        "same", "Noise the same for red, green and blue, or each its own.", group="Noise"
    )
    workers: int = knob(0, "Processes that draw; 0 takes every core.", low=0, high=256, unit="processes", group="Run")

    @property
    def makes(self) -> tuple[Literal["dataset"], str]:
        """The dataset that a job with this spec makes."""
        return "dataset", self.name

    @field_validator("name")
    @classmethod
    def usable_name(cls, name: str) -> str:
        """Refuses a name that cannot be a folder's."""
        return storage.check_name(name, "dataset")

    @field_validator("symbols")
    @classmethod
    def drawable_symbols(cls, symbols: str) -> str:
        """Refuses an empty alphabet, what leaves no ink of its own, and a symbol that occurs twice."""
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

    @model_validator(mode="after")
    def text_fits(self) -> "GenerateSpec":
        """Refuses text that would be cut or squeezed beyond reading."""
        if self.font_size.high > self.height.low:
            raise ValueError(
                f"font_size must not exceed the height of the image; got {self.font_size.high:g} px for a height of "
                f"{self.height.low:g} px: lower font_size or raise height."
            )
        if self.length.high * LEAST_ROOM > self.width.low:
            raise ValueError(
                f"width must leave {LEAST_ROOM} px for each symbol; got {self.width.low:g} px for {self.length.high:g} "
                "symbols: shorten length or raise width."
            )
        return self

    @model_validator(mode="after")
    def package_has_knob(self) -> "GenerateSpec":
        """Refuses settings that the captcha package could not follow."""
        if self.renderer == "package":
            changed = [
                each.name
                for each in knobs(type(self))
                if each.name not in PACKAGE_KNOBS and getattr(self, each.name) != each.default
            ]
            if changed:
                raise ValueError(
                    f"the captcha package has no knob for {', '.join(changed)}; leave it at its default, or set "
                    "renderer to glyphlab."
                )
        return self
