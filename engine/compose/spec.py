"""The settings for composing texts from images of single symbols."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from engine.core.specs import shared_knobs
from engine.core.specs.field_types import NewName
from engine.spec import Range, Span, Spec, WholeRange, knob

MNIST: dict[str, Any] = {"length": Span(4, 4), "scale": Span(0.9, 1.3), "rotation": Span(20, 20), "gap": Span(2, 6)}


class ComposeSpec(Spec):
    """Texts composed from real images of single symbols. Each symbol or image draws a value from every range."""

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "mnist-captcha": MNIST,
        "tidy": {"scale": Span(1, 1), "rotation": Span(0, 0), "gap": Span(4, 4)},
        "noisy": MNIST | {"gaussian_noise": Span(0, 0.3), "salt_pepper_noise": Span(0, 0.2), "minimum_contrast": 60},
        "hard": MNIST
        | {
            "length": Span(4, 6),
            "scale": Span(0.7, 1.4),
            "rotation": Span(35, 35),
            "gap": Span(0, 4),
            "minimum_contrast": 60,
            "dots": Span(10, 40),
            "curves": Span(1, 3),
            "lines": Span(0, 2),
            "blur": Span(0, 1),
            "gaussian_noise": Span(0, 0.2),
            "salt_pepper_noise": Span(0, 0.1),
        },
    }

    dataset: str = knob(
        ...,
        "The dataset of single symbols to compose from, such as handwritten digits.",
        names="dataset",
        label="Dataset of single symbols",
    )
    name: NewName = knob("composed", "Name of the new dataset.")
    count: int = knob(
        10000, "Number of images to compose.", low=1, high=10_000_000, unit="images", label="Size of the dataset"
    )
    length: WholeRange = knob(
        Span(4, 4), "Number of symbols in a text.", low=1, high=20, unit="symbols", label="Text length"
    )
    symbols: str = knob("", "The symbols that texts are made of. Leave empty to use all symbols of the dataset.")
    seed: int = shared_knobs.IMAGE_SEED(0)
    scale: Range = knob(
        Span(0.9, 1.3),
        "Size of a symbol relative to its original image.",
        low=0.2,
        high=5,
        group="Symbols",
        label="Scale of symbols (1 = original size)",
    )
    rotation: Range = shared_knobs.ROTATION(Span(20, 20), group="Symbols")
    shear: Range = shared_knobs.SHEAR(Span(0, 0), group="Symbols")
    stretch: Range = knob(
        Span(1, 1),
        "Width of a symbol relative to its original image; the height stays the same.",
        low=0.5,
        high=2,
        group="Symbols",
        label="Horizontal stretch of symbols (1 = original width)",
    )
    gap: WholeRange = knob(
        Span(2, 6),
        "Width of the gap between the images of neighbouring symbols.",
        low=0,
        high=100,
        unit="px",
        group="Symbols",
        label="Gap between symbols",
    )
    minimum_contrast: int = knob(
        0,
        "Smallest allowed difference in luminance between ink and background, before dots and noise are "
        "added. Images below it are composed again from other symbol images.",
        low=0,
        high=200,
        group="Symbols",
        was=("least_contrast",),
        label="Minimum contrast (luminance)",
    )
    width: int = knob(160, "Width of the image.", low=16, high=2048, unit="px", group="Image", label="Image width")
    height: int = knob(60, "Height of the image.", low=16, high=1024, unit="px", group="Image", label="Image height")
    fit: Literal["pad", "stretch"] = knob(
        "pad",
        "How the row of symbols fills the image: pad keeps its aspect ratio, stretch does not.",
        group="Image",
        label="Fit to image size",
    )
    mode: Literal["grey", "colour"] = knob(
        "grey", "Compose colour or greyscale images.", group="Image", label="Colour mode"
    )
    dots: WholeRange = shared_knobs.DOTS(Span(0, 0))
    dot_width: WholeRange = shared_knobs.DOT_WIDTH(Span(3, 3))
    curves: WholeRange = shared_knobs.CURVES(Span(0, 0))
    curve_width: WholeRange = shared_knobs.CURVE_WIDTH(Span(1, 1))
    lines: WholeRange = shared_knobs.LINES(Span(0, 0))
    line_width: WholeRange = shared_knobs.LINE_WIDTH(Span(1, 1))
    grid: WholeRange = shared_knobs.GRID(Span(0, 0))
    blur: Range = shared_knobs.BLUR(Span(0, 0))
    gaussian_noise: Range = shared_knobs.GAUSSIAN_NOISE(Span(0, 0))
    salt_pepper_noise: Range = shared_knobs.SALT_PEPPER_NOISE(Span(0, 0))
    speckle_noise: Range = shared_knobs.SPECKLE_NOISE(Span(0, 0))
    jpeg_loss: WholeRange = shared_knobs.JPEG_LOSS(Span(0, 0))
    noise_channels: Literal["same", "each"] = shared_knobs.NOISE_CHANNELS("same")
    workers: int = knob(0, "Number of processes that compose. 0 uses every core.", low=0, high=256, unit="processes")

    @property
    def makes(self) -> tuple[Literal["dataset"], str]:
        """The dataset that a job with this spec makes."""
        return "dataset", self.name
