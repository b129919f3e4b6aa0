"""The settings of the generator. The form, the command line and the docs are derived from them."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import field_validator, model_validator

from engine.core.specs import shared_knobs
from engine.core.specs.field_types import FileOrName, NewName, possible_path
from engine.core.synthesis import assets
from engine.generate import checks, design
from engine.generate.plan import Plan, make_plan
from engine.generate.presets import PRESETS
from engine.generate.texts import all_possible
from engine.spec import Range, Span, Spec, WholeRange, knob


class GenerateSpec(Spec):
    """Labelled images of short texts. Each image draws a value from every range, and the values become columns."""

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = PRESETS

    symbols: str = knob("0123456789", "The symbols that texts are made of.", group="Text")
    symbols_file: str = knob(
        "",
        "A text file with all symbols on one line, or the name of one kept in the workspace. It replaces "
        "symbols and is read once.",
        group="Text",
        label="File with the symbols",
        names="file",
    )
    repetition: bool = knob(
        True, "A symbol may occur more than once in a text.", group="Text", label="Symbols may repeat"
    )
    unique: bool = knob(
        False,
        "Every text occurs only once in the dataset.",
        group="Text",
        label="No repeated texts",
        was=("different",),
    )
    emphasised: str = knob(
        "",
        "Symbols that occur more often than the others, such as O and 0, which a net confuses.",
        group="Text",
        label="Frequent symbols",
        was=("often",),
    )
    emphasis: int = knob(
        4,
        "How many times as often the frequent symbols occur as the others.",
        low=2,
        high=100,
        unit="times as often",
        group="Text",
        label="Frequent symbols occur",
        was=("often_times",),
    )
    length: WholeRange = knob(
        Span(4, 4), "Number of symbols in a text.", low=1, high=20, unit="symbols", group="Text", label="Text length"
    )
    count: int = knob(
        10000,
        "Number of images to draw. In an experiment of kind each or grid: number of texts.",
        low=1,
        high=checks.MOST_IMAGES,
        unit="images",
        group="Dataset",
        label="Size of the dataset",
    )
    name: NewName = knob("captchas", "Name of the new dataset.", group="Dataset")
    seed: int = shared_knobs.IMAGE_SEED(0, group="Dataset")
    width: WholeRange = knob(
        Span(160, 160), "Width of the image.", low=16, high=2048, unit="px", group="Image", label="Image width"
    )
    height: WholeRange = knob(
        Span(60, 60), "Height of the image.", low=16, high=1024, unit="px", group="Image", label="Image height"
    )
    smooth: bool = knob(
        True,
        "Mix each pixel with its neighbours in a final step, as the captcha package does.",
        group="Image",
        label="Smooth the image",
    )
    renderer: Literal["glyphlab", "package"] = knob(
        "glyphlab",
        "glyphlab draws the images itself. package uses the captcha package as a reference; it takes no seed "
        "and has few settings.",
        group="Image",
    )
    fonts: tuple[FileOrName, ...] = knob(
        (),
        "A font file (.ttf, .otf), or the name of a font kept in the workspace or installed on this system. "
        "Without any, DroidSansMono is used.",
        group="Fonts and sizes",
        item="font",
        names="file",
    )
    font_for: Literal["symbol", "text"] = knob(
        "symbol",
        "If there are several fonts: pick one for each symbol, or one for the whole text.",
        group="Fonts and sizes",
        label="One font per",
    )
    align: Literal["left", "centre"] = knob(
        "left", "Where to put a text that is narrower than the image.", group="Position of symbols", label="Alignment"
    )
    font_size: WholeRange = knob(
        Span(42, 56),
        "Font size, drawn separately for each symbol. The column holds the mean of a text.",
        low=8,
        high=500,
        unit="px",
        group="Fonts and sizes",
    )
    size_steps: int = knob(
        0,
        "Number of distinct font sizes, spread evenly over font_size. 0 uses the two ends of font_size and "
        "middle_size.",
        low=0,
        high=500,
        group="Fonts and sizes",
        label="Number of font sizes",
    )
    middle_size: int = knob(
        50,
        "If size_steps is 0: a third font size between the two ends of font_size. If it lies outside, their middle is "
        "used.",
        low=8,
        high=500,
        unit="px",
        group="Fonts and sizes",
        label="Middle font size",
    )
    rotation: Range = shared_knobs.ROTATION(Span(30, 30), group="Shape of symbols")
    shear: Range = shared_knobs.SHEAR(Span(0, 0), group="Shape of symbols")
    baseline_jitter: Range = knob(
        Span(0, 0),
        "Largest shift of a symbol up or down, as a share of the image's height.",
        low=0,
        high=0.5,
        group="Position of symbols",
        label="Vertical shift of symbols (share of the height)",
    )
    warp_x: Range = knob(
        Span(0, 0.2),
        "Largest sideways shift of a symbol's corners, as a share of its width, drawn separately for each "
        "symbol. The column holds the mean of a text.",
        low=0,
        high=0.5,
        group="Shape of symbols",
        label="Horizontal warp (share of the width)",
    )
    warp_y: Range = knob(
        Span(0, 0.1),
        "Largest vertical shift of a symbol's corners, as a share of its height, drawn separately for each "
        "symbol. The column holds the mean of a text.",
        low=0,
        high=0.5,
        group="Shape of symbols",
        label="Vertical warp (share of the height)",
    )
    outline: WholeRange = knob(
        Span(0, 0),
        "Width of the outline that is drawn in place of the whole symbol. 0 draws the whole symbol.",
        low=0,
        high=4,
        unit="px",
        group="Shape of symbols",
        label="Outline of symbols",
    )
    spacing: Range = knob(
        Span(0.5, 0.5),
        "Share of symbols that have a gap before them.",
        low=0,
        high=1,
        group="Position of symbols",
        label="Gaps between symbols (share of symbols)",
    )
    overlap: Range = knob(
        Span(0.25, 0.25),
        "How far a symbol may move back over the one before, at most, as a share of a symbol's mean width.",
        low=0,
        high=0.9,
        group="Position of symbols",
        label="Overlap of symbols (share of the width)",
    )
    tracking: WholeRange = knob(
        Span(0, 0),
        "Extra distance after each symbol, for letters that stand far apart.",
        low=0,
        high=200,
        unit="px",
        group="Position of symbols",
        label="Extra letter spacing",
    )
    mode: Literal["colour", "grey"] = knob(
        "colour", "Draw colour or greyscale images.", group="Colours and background", label="Colour mode"
    )
    ink: WholeRange = knob(
        Span(10, 200),
        "Lightness of the ink, drawn separately for red, green and blue. The column holds the luminance.",
        low=0,
        high=255,
        group="Colours and background",
        label="Ink lightness",
    )
    paper: WholeRange = knob(
        Span(238, 255),
        "Lightness of the background, drawn separately for red, green and blue. The column holds the luminance.",
        low=0,
        high=255,
        group="Colours and background",
        label="Background lightness",
    )
    ink_for: Literal["text", "symbol"] = knob(
        "text",
        "Use one ink colour for the whole text, or one for each symbol. The column holds the colour of dots "
        "and curves.",
        group="Colours and background",
        label="One ink colour per",
    )
    stroke_ink: Literal["text", "stroke"] = knob(
        "text",
        "Draw curves and straight lines in the ink colour of the text, or each in a colour of its own.",
        group="Colours and background",
        label="Ink of curves and lines",
    )
    minimum_contrast: int = knob(
        0,
        "Smallest allowed difference in luminance between ink and background. Images below it are drawn again.",
        low=0,
        high=200,
        group="Colours and background",
        was=("least_contrast",),
        label="Minimum contrast (luminance)",
    )
    paper_kind: Literal["plain", "gradient", "texture", "picture"] = knob(
        "plain",
        "plain has one colour, gradient runs from one colour to another, texture has soft patches of two "
        "colours, picture is a crop of paper_picture.",
        group="Colours and background",
        label="Background",
    )
    paper_picture: FileOrName = knob(
        "",
        "With a picture background: the image file from which backgrounds are cropped, or the name of one kept in "
        "the workspace.",
        group="Colours and background",
        label="Background image",
        names="file",
    )
    fill: Literal["luminance", "solid"] = knob(
        "luminance",
        "solid covers the background completely. luminance covers it by the ink's lightness, as the captcha "
        "package does, so dark ink is faint.",
        group="Colours and background",
        label="How ink covers the background",
        was=("cover",),
    )
    dots: WholeRange = shared_knobs.DOTS(Span(30, 30))
    dot_width: WholeRange = shared_knobs.DOT_WIDTH(Span(3, 3))
    curves: WholeRange = shared_knobs.CURVES(Span(1, 1))
    curve_width: WholeRange = shared_knobs.CURVE_WIDTH(Span(1, 1))
    lines: WholeRange = shared_knobs.LINES(Span(0, 0))
    line_width: WholeRange = shared_knobs.LINE_WIDTH(Span(1, 1))
    grid: WholeRange = shared_knobs.GRID(Span(0, 0))
    waves: Range = knob(
        Span(0, 0),
        "How far waves displace the text.",
        low=0,
        high=20,
        unit="px",
        group="Shape of symbols",
        label="Wave height",
    )
    wave_length: Range = knob(
        Span(40, 40), "Distance from one wave crest to the next.", low=4, high=500, unit="px", group="Shape of symbols"
    )
    blur: Range = shared_knobs.BLUR(Span(0, 0))
    gaussian_noise: Range = shared_knobs.GAUSSIAN_NOISE(Span(0, 0))
    salt_pepper_noise: Range = shared_knobs.SALT_PEPPER_NOISE(Span(0, 0))
    speckle_noise: Range = shared_knobs.SPECKLE_NOISE(Span(0, 0))
    jpeg_loss: WholeRange = shared_knobs.JPEG_LOSS(Span(0, 0))
    noise_channels: Literal["same", "each"] = shared_knobs.NOISE_CHANNELS("same")
    uncut: bool = knob(
        False,
        "Draw an image again if a symbol crosses its edge.",
        group="Position of symbols",
        label="Keep inside the image",
    )
    experiment: Literal["none", "each", "grid", "balanced"] = knob(
        "none",
        "How levels are combined: one knob at a time (each) or every combination (grid), always on the same "
        "texts; or shared evenly among the texts (balanced).",
        group="Experiment",
    )
    levels: tuple[str, ...] = knob(
        (),
        "A knob with the levels to try, such as gaussian_noise=0,0.1,0.2.",
        group="Experiment",
        label="Levels of the experiment",
    )
    store: Literal["images", "on-the-fly"] = knob(
        "images",
        "Store every image, or only the settings. Without stored images, each one is drawn on the fly and "
        "every epoch of training sees new ones.",
        group="Dataset",
        were={"recipe": "on-the-fly"},
        label="What to store",
    )
    workers: int = knob(
        0, "Number of processes that draw. 0 uses every core.", low=0, high=256, unit="processes", group="Dataset"
    )

    @property
    def makes(self) -> tuple[Literal["dataset"], str]:
        """The dataset that a job with this spec makes."""
        return "dataset", self.name

    @cached_property
    def plan(self) -> Plan:
        """What all images have in common. Raises FileNotFoundError or ValueError for a font that cannot be found."""
        return make_plan(self)

    @cached_property
    def paper_file(self) -> Path:
        """The path of the image from which backgrounds are cropped."""
        return assets.background(self.paper_picture)

    @cached_property
    def conditions(self) -> "tuple[tuple[str, GenerateSpec], ...]":
        """Name and spec of each condition of the experiment; () without an experiment."""
        return design.conditions(self)

    @property
    def paired(self) -> bool:
        """Whether each text is drawn under every condition."""
        return self.experiment in ("each", "grid")

    @property
    def images(self) -> int:
        """The number of images in the dataset."""
        return self.count * len(self.conditions) if self.paired else self.count

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The font sizes in pixels from which each symbol takes one."""
        low, high = map(int, self.font_size)
        if self.size_steps == 0 and low < self.middle_size < high:
            return low, self.middle_size, high
        steps = self.size_steps or 3
        shares = [step / (steps - 1) for step in range(steps)] if steps > 1 else [0.5]
        return tuple(round(low + share * (high - low)) for share in shares)

    @property
    def weighted_symbols(self) -> str:
        """The symbols, with those of `emphasised` repeated `emphasis` times."""
        return self.symbols + self.emphasised * (self.emphasis - 1)

    @cached_property
    def texts(self) -> int:
        """The number of possible texts."""
        return all_possible(len(self.symbols), self.length, self.repetition)

    @model_validator(mode="before")
    @classmethod
    def read_symbols(cls, values: Any) -> Any:
        """Replaces a file of symbols by its contents, so that the spec does not depend on the file."""
        if isinstance(values, dict) and values.get("symbols_file"):
            return values | {"symbols": assets.symbols(possible_path(str(values["symbols_file"]))), "symbols_file": ""}
        return values

    @field_validator("symbols")
    @classmethod
    def drawable_symbols(cls, symbols: str) -> str:
        """Refuses symbols that cannot be drawn."""
        return checks.symbols_are_drawable(symbols)

    @model_validator(mode="after")
    def agree(self) -> "GenerateSpec":
        """Refuses settings that contradict each other."""
        for check in checks.ALL:
            check(self)
        return self
