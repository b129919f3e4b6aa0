"""The parameters of composing texts from pictures of single symbols."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from engine.core.specs import shared_knobs
from engine.core.storage.paths import check_name
from engine.spec import Range, Span, Spec, WholeRange, knob

MNIST: dict[str, Any] = {"length": Span(4, 4), "scale": Span(0.9, 1.3), "rotation": Span(20, 20), "gap": Span(2, 6)}


class ComposeSpec(Spec):
    """Texts set from real pictures of single symbols; every range is drawn anew for each symbol or image."""

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "mnist-captcha": MNIST,
        "tidy": {"scale": Span(1, 1), "rotation": Span(0, 0), "gap": Span(4, 4)},
        "noisy": MNIST | {"gaussian_noise": Span(0, 0.3), "salt_pepper_noise": Span(0, 0.2), "least_contrast": 60},
        "hard": MNIST
        | {
            "length": Span(4, 6),
            "scale": Span(0.7, 1.4),
            "rotation": Span(35, 35),
            "gap": Span(0, 4),
            "least_contrast": 60,
            "dots": Span(10, 40),
            "curves": Span(1, 3),
            "lines": Span(0, 2),
            "blur": Span(0, 1),
            "gaussian_noise": Span(0, 0.2),
            "salt_pepper_noise": Span(0, 0.1),
        },
    }

    dataset: str = knob(..., "The dataset of single symbols, such as handwritten digits.")
    name: str = knob("composed", "Name of the new dataset.")
    count: int = knob(10000, "Images to compose.", low=1, high=10_000_000, unit="images")
    length: WholeRange = knob(Span(4, 4), "Symbols in a text.", low=1, high=20, unit="symbols")
    symbols: str = knob("", "The symbols that texts are made of; none: all that the dataset has.")
    seed: int = knob(0, "Same seed and settings, same images.", low=0, high=2**32 - 1)
    scale: Range = knob(Span(0.9, 1.3), "Size of a symbol against its picture.", low=0.2, high=5, group="Symbols")
    rotation: Range = shared_knobs.ROTATION(Span(20, 20), group="Symbols")
    shear: Range = shared_knobs.SHEAR(Span(0, 0), group="Symbols")
    stretch: Range = knob(
        Span(1, 1), "Width of a symbol against that of its picture, its height kept.", low=0.5, high=2, group="Symbols"
    )
    gap: WholeRange = knob(
        Span(2, 6), "Empty columns between two symbols' pictures.", low=0, high=100, unit="px", group="Symbols"
    )
    least_contrast: int = knob(
        0,
        "Difference of luminance between ink and paper that an image must reach before dots and noise; images with "
        "less are composed again of other pictures.",
        low=0,
        high=200,
        group="Symbols",
    )
    width: int = knob(160, "Width of the image.", low=16, high=2048, unit="px", group="Canvas")
    height: int = knob(60, "Height of the image.", low=16, high=1024, unit="px", group="Canvas")
    fit: Literal["pad", "stretch"] = knob(
        "pad", "How the line of symbols fills the image: with its aspect kept, or stretched.", group="Canvas"
    )
    mode: Literal["grey", "colour"] = knob("grey", "Images in colour or in shades of grey.", group="Canvas")
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
    workers: int = knob(0, "Processes that compose; 0 takes every core.", low=0, high=256, unit="processes")

    @property
    def makes(self) -> tuple[Literal["dataset"], str]:
        """The dataset that a job with this spec makes."""
        return "dataset", self.name

    @field_validator("name")
    @classmethod
    def usable_name(cls, name: str) -> str:
        """Refuses a name that cannot be a folder's."""
        return check_name(name, "dataset")
