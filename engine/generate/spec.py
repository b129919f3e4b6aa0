"""What can be chosen when images are generated; form, command line and docs are derived from this."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import field_validator, model_validator

from engine.core.specs import shared_knobs
from engine.core.storage.paths import check_name
from engine.core.synthesis import assets
from engine.generate import checks, design
from engine.generate.plan import Plan, make_plan
from engine.generate.presets import PRESETS
from engine.generate.texts import all_possible
from engine.spec import Range, Span, Spec, WholeRange, knob


class GenerateSpec(Spec):
    """Labelled images of short texts; every range is drawn anew for each image, and what was drawn is a column."""

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = PRESETS

    symbols: str = knob("0123456789", "The symbols that texts are made of.", group="Text")
    symbols_file: str = knob(
        "",
        "A text file whose one line holds the symbols, or the name of one kept in the workspace; it is read once and "
        "takes the place of symbols.",
        group="Text",
    )
    repetition: bool = knob(True, "Whether a symbol may occur more than once in a text.", group="Text")
    different: bool = knob(False, "Every text occurs once.", group="Text")
    often: str = knob(
        "", "Symbols that texts show more often than the others, such as O and 0, which a net confuses.", group="Text"
    )
    often_times: int = knob(4, "How many times as often.", low=2, high=100, group="Text")
    length: WholeRange = knob(Span(4, 4), "Symbols in a text.", low=1, high=20, unit="symbols", group="Text")
    count: int = knob(
        10000,
        "Images to draw; in an experiment of the kinds each and grid: texts.",
        low=1,
        high=checks.MOST_IMAGES,
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
        (),
        "A font file (.ttf, .otf), or the name of a font kept in the workspace or found on this system; none: "
        "DroidSansMono.",
        group="Glyphs",
        one="font",
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
        0,
        "How many different sizes there are, spread evenly over font_size; 0: its two ends and middle_size.",
        low=0,
        high=500,
        group="Glyphs",
    )
    middle_size: int = knob(
        50,
        "With 0 steps: the third size, where it lies between the ends of font_size; elsewhere their middle.",
        low=8,
        high=500,
        unit="px",
        group="Glyphs",
    )
    rotation: Range = shared_knobs.ROTATION(Span(30, 30), group="Glyphs")
    shear: Range = shared_knobs.SHEAR(Span(0, 0), group="Glyphs")
    baseline_jitter: Range = knob(
        Span(0, 0),
        "Largest shift of a symbol up or down, as a share of the image's height.",
        low=0,
        high=0.5,
        group="Glyphs",
    )
    warp_x: Range = knob(
        Span(0, 0.2),
        "Largest sideways shift of a symbol's corners, as a share of its width, drawn anew for every symbol; the "
        "column is their mean.",
        low=0,
        high=0.5,
        group="Glyphs",
    )
    warp_y: Range = knob(
        Span(0, 0.1),
        "Largest upward or downward shift of a symbol's corners, as a share of its height, drawn anew for every "
        "symbol; the column is their mean.",
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
    paper_picture: str = knob(
        "",
        "For picture: the image file that the paper is cut from, or the name of one kept in the workspace.",
        group="Colours",
    )
    cover: Literal["luminance", "solid"] = knob(
        "luminance",
        "How ink covers paper: solid, or by its luminance as in the captcha package, where dark ink is faint.",
        group="Colours",
    )
    dots: WholeRange = shared_knobs.DOTS(Span(30, 30))
    dot_width: WholeRange = shared_knobs.DOT_WIDTH(Span(3, 3))
    curves: WholeRange = shared_knobs.CURVES(Span(1, 1))
    curve_width: WholeRange = shared_knobs.CURVE_WIDTH(Span(1, 1))
    lines: WholeRange = shared_knobs.LINES(Span(0, 0))
    line_width: WholeRange = shared_knobs.LINE_WIDTH(Span(1, 1))
    grid: WholeRange = shared_knobs.GRID(Span(0, 0))
    waves: Range = knob(
        Span(0, 0), "How far the text swings to and fro in waves.", low=0, high=20, unit="px", group="Noise"
    )
    wave_length: Range = knob(Span(40, 40), "Length of the waves.", low=4, high=500, unit="px", group="Noise")
    blur: Range = shared_knobs.BLUR(Span(0, 0))
    gaussian_noise: Range = shared_knobs.GAUSSIAN_NOISE(Span(0, 0))
    salt_pepper_noise: Range = shared_knobs.SALT_PEPPER_NOISE(Span(0, 0))
    speckle_noise: Range = shared_knobs.SPECKLE_NOISE(Span(0, 0))
    jpeg_loss: WholeRange = shared_knobs.JPEG_LOSS(Span(0, 0))
    noise_channels: Literal["same", "each"] = shared_knobs.NOISE_CHANNELS("same")
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
    def paper_file(self) -> Path:
        """Where the picture lies that the paper is cut from."""
        return assets.picture(self.paper_picture)

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
    def sizes(self) -> tuple[int, ...]:
        """The font sizes in pixels, of which each symbol takes one."""
        low, high = map(int, self.font_size)
        if self.size_steps == 0 and low < self.middle_size < high:
            return low, self.middle_size, high
        steps = self.size_steps or 3
        places = [step / (steps - 1) for step in range(steps)] if steps > 1 else [0.5]
        return tuple(round(low + place * (high - low)) for place in places)

    @property
    def weighted_symbols(self) -> str:
        """The symbols, those of `often` as many times as they count."""
        return self.symbols + self.often * (self.often_times - 1)

    @cached_property
    def texts(self) -> int:
        """How many different texts there are."""
        return all_possible(len(self.symbols), self.length, self.repetition)

    @model_validator(mode="before")
    @classmethod
    def read_symbols(cls, values: Any) -> Any:
        """Puts what a file of symbols holds in its place, so that the spec does not depend on the file."""
        if isinstance(values, dict) and values.get("symbols_file"):
            return values | {"symbols": assets.symbols(str(values["symbols_file"])), "symbols_file": ""}
        return values

    @field_validator("name")
    @classmethod
    def usable_name(cls, name: str) -> str:
        """Refuses a name that cannot be a folder's."""
        return check_name(name, "dataset")

    @field_validator("symbols")
    @classmethod
    def drawable_symbols(cls, symbols: str) -> str:
        """Refuses symbols that no text can be made of."""
        return checks.symbols_are_drawable(symbols)

    @model_validator(mode="after")
    def agree(self) -> "GenerateSpec":
        """Refuses settings that do not fit together."""
        for check in checks.ALL:
            check(self)
        return self
