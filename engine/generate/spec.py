"""What can be chosen when images are generated; form, command line and docs are derived from this."""

import unicodedata
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import field_validator, model_validator

from engine import storage
from engine.generate import design, texts
from engine.generate.plan import Plan, make_plan
from engine.generate.presets import PRESETS
from engine.spec import Range, Span, Spec, WholeRange, knob, knobs

MOST_IMAGES = 10_000_000
MOST_PIXELS = 2_000_000  # of one image
LEAST_ROOM = 4  # pixels of width a symbol needs to remain a shape at all
PACKAGE_KNOBS = {
    "symbols",
    "repetition",
    "different",
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

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = PRESETS

    symbols: str = knob("0123456789", "The symbols that texts are made of.", group="Text")
    symbols_file: str = knob(
        "",
        "A text file whose one line holds the symbols; it is read once and takes the place of symbols.",
        group="Text",
    )
    repetition: bool = knob(True, "Whether a symbol may occur more than once in a text.", group="Text")
    different: bool = knob(False, "Every text occurs once.", group="Text")
    length: WholeRange = knob(Span(4, 4), "Symbols in a text.", low=1, high=20, unit="symbols", group="Text")
    count: int = knob(
        10000,
        "Images to draw; in an experiment of the kinds each and grid: texts.",
        low=1,
        high=10_000_000,
        unit="images",
        group="Run",
    )
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
        (), "Font files (.ttf, .otf), or names of fonts on this system; none: DroidSansMono.", group="Glyphs"
    )
    font_for: Literal["symbol", "text"] = knob(
        "symbol", "With several fonts: one picked for each symbol, or one for the whole text.", group="Glyphs"
    )
    align: Literal["left", "centre"] = knob(
        "left", "Where a text stands that is narrower than the image.", group="Glyphs"
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
    shear: Range = knob(
        Span(0, 0), "Largest slant of a symbol to either side, as a share of its height.", low=0, high=1, group="Glyphs"
    )
    baseline_jitter: Range = knob(
        Span(0, 0),
        "Largest shift of a symbol up or down, as a share of the image's height.",
        low=0,
        high=0.5,
        group="Glyphs",
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
    ink_for: Literal["text", "symbol"] = knob(
        "text", "One ink for the text, or one for each symbol; the column is that of dots and curves.", group="Colours"
    )
    least_contrast: int = knob(
        0,
        "Difference of luminance that ink on paper must reach; images with less are drawn again.",
        low=0,
        high=200,
        group="Colours",
    )
    paper_kind: Literal["plain", "gradient", "texture", "picture"] = knob(
        "plain", "One colour, from one to another, soft patches of two, or a part of paper_picture.", group="Colours"
    )
    paper_picture: str = knob("", "For picture: the image file that the paper is cut from.", group="Colours")
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
    curve_width: WholeRange = knob(Span(1, 1), "Width of a curve.", low=1, high=20, unit="px", group="Noise")
    lines: WholeRange = knob(
        Span(0, 0), "Straight lines in the colour of the ink.", low=0, high=50, unit="lines", group="Noise"
    )
    line_width: WholeRange = knob(Span(1, 1), "Width of a straight line.", low=1, high=20, unit="px", group="Noise")
    grid: WholeRange = knob(
        Span(0, 0), "Distance between the lines of a grid; 0 for none.", low=0, high=500, unit="px", group="Noise"
    )
    waves: Range = knob(
        Span(0, 0), "How far the text swings to and fro in waves.", low=0, high=20, unit="px", group="Noise"
    )
    wave_length: Range = knob(Span(40, 40), "Length of the waves.", low=4, high=500, unit="px", group="Noise")
    blur: Range = knob(
        Span(0, 0), "Standard deviation of a Gaussian that softens the image.", low=0, high=10, unit="px", group="Noise"
    )
    gaussian_noise: Range = knob(
        Span(0, 0),
        "Standard deviation of normal noise on every pixel, as a share of the range from black to white.",
        low=0,
        high=1,
        group="Noise",
    )
    salt_pepper_noise: Range = knob(Span(0, 0), "Share of pixels turned black or white.", low=0, high=1, group="Noise")
    speckle_noise: Range = knob(
        Span(0, 0), "Standard deviation of noise that each pixel is multiplied by.", low=0, high=1, group="Noise"
    )
    jpeg_loss: WholeRange = knob(
        Span(0, 0), "Artefacts of JPEG: 100 minus its quality; 0 for none.", low=0, high=99, group="Noise"
    )
    noise_channels: Literal["same", "each"] = knob(
        "same", "Noise the same for red, green and blue, or each its own.", group="Noise"
    )
    uncut: bool = knob(False, "Draw an image again where a symbol is cut at an edge.", group="Glyphs")
    experiment: Literal["none", "each", "grid", "balanced"] = knob(
        "none",
        "Levels tried on the same texts, one knob at a time (each) or in every combination (grid), or shared evenly "
        "among different texts (balanced).",
        group="Experiment",
    )
    levels: tuple[str, ...] = knob((), "A knob with its levels, such as gaussian_noise=0,0.1,0.2.", group="Experiment")
    store: Literal["images", "recipe"] = knob(
        "images",
        "What is kept: every image, or only these settings as a recipe, whose images are drawn whenever they are "
        "needed; training on a recipe sees new ones in every epoch.",
        group="Run",
    )
    workers: int = knob(0, "Processes that draw; 0 takes every core.", low=0, high=256, unit="processes", group="Run")

    @property
    def makes(self) -> tuple[Literal["dataset"], str]:
        """The dataset that a job with this spec makes."""
        return "dataset", self.name

    @cached_property
    def plan(self) -> Plan:
        """What is the same for every image; FileNotFoundError or ValueError for a font that is nowhere."""
        return make_plan(self)

    @cached_property
    def conditions(self) -> "tuple[tuple[str, GenerateSpec], ...]":
        """The name and the spec of each condition of the experiment; () where there is none."""
        return design.conditions(self)

    @property
    def paired(self) -> bool:
        """Whether each text is drawn under every condition."""
        return self.experiment in ("each", "grid")

    @property
    def images(self) -> int:
        """How many images there will be."""
        return self.count * len(self.conditions) if self.paired else self.count

    @cached_property
    def texts(self) -> int:
        """How many different texts there are."""
        return texts.all_possible(len(self.symbols), self.length, self.repetition)

    @model_validator(mode="before")
    @classmethod
    def read_symbols(cls, values: Any) -> Any:
        """Puts what a file of symbols holds in its place, so that the spec does not depend on the file."""
        if isinstance(values, dict) and values.get("symbols_file"):
            return values | {"symbols": texts.symbols_in(str(values["symbols_file"])), "symbols_file": ""}
        return values

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
        if self.width.high * self.height.high > MOST_PIXELS:
            raise ValueError(
                f"an image has at most {MOST_PIXELS:,} pixels; got {self.width.high:g} x {self.height.high:g}: lower "
                "width or height."
            )
        return self

    @model_validator(mode="after")
    def enough_texts(self) -> "GenerateSpec":
        """Refuses to draw more different texts than there are, and texts without repetition longer than the symbols."""
        if not self.repetition and self.length.high > len(self.symbols):
            raise ValueError(
                f"without repetition a text has at most as many symbols as there are ({len(self.symbols)}); got a "
                f"length of {self.length.high:g}: shorten length or allow repetition."
            )
        if self.different and self.count > self.texts:
            raise ValueError(
                f"there are only {self.texts:,} different texts of these symbols and lengths; got a count of "
                f"{self.count:,}: lower count, lengthen the texts, or let texts occur more than once."
            )
        return self

    @model_validator(mode="after")
    def sensible_experiment(self) -> "GenerateSpec":
        """Refuses levels that no condition can be made of, and more images than one dataset takes."""
        conditions = self.conditions
        if self.images > MOST_IMAGES:
            raise ValueError(
                f"a dataset has at most {MOST_IMAGES:,} images; got {self.count:,} texts under {len(conditions)} "
                "conditions: lower count."
            )
        return self

    @model_validator(mode="after")
    def paper_is_there(self) -> "GenerateSpec":
        """Refuses a paper cut from a picture that was not named."""
        if self.paper_kind == "picture" and not self.paper_picture:
            raise ValueError("paper_kind picture needs paper_picture, the path of an image file; got none.")
        return self

    @model_validator(mode="after")
    def package_has_knob(self) -> "GenerateSpec":
        """Refuses settings that the captcha package could not follow."""
        if self.renderer == "package" and self.store == "recipe":
            raise ValueError(
                "a recipe must draw the same images again, and the captcha package takes no seed; set store to images, "
                "or renderer to glyphlab."
            )
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
