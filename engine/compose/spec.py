"""The parameters of composing texts from pictures of single symbols."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from engine import storage
from engine.spec import Range, Span, Spec, WholeRange, knob


class ComposeSpec(Spec):
    """Texts set from real pictures of single symbols; every range is drawn anew for each symbol or image."""

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "mnist-captcha": {"length": Span(4, 4), "scale": Span(0.9, 1.3), "rotation": Span(20, 20), "gap": Span(2, 6)}
    }

    dataset: str = knob(..., "The dataset of single symbols, such as handwritten digits.")
    name: str = knob("composed", "Name of the new dataset.")
    count: int = knob(10000, "Images to compose.", low=1, high=10_000_000, unit="images")
    length: WholeRange = knob(Span(4, 4), "Symbols in a text.", low=1, high=20, unit="symbols")
    symbols: str = knob("", "The symbols that texts are made of; none: all that the dataset has.")
    seed: int = knob(0, "Same seed and settings, same images.", low=0, high=2**32 - 1)
    scale: Range = knob(Span(0.9, 1.3), "Size of a symbol against its picture.", low=0.2, high=5, group="Symbols")
    rotation: Range = knob(
        Span(20, 20), "Largest turn of a symbol to either side.", low=0, high=180, unit="degrees", group="Symbols"
    )
    gap: WholeRange = knob(
        Span(2, 6), "Empty columns between two symbols' pictures.", low=0, high=100, unit="px", group="Symbols"
    )
    width: int = knob(160, "Width of the image.", low=16, high=2048, unit="px", group="Canvas")
    height: int = knob(60, "Height of the image.", low=16, high=1024, unit="px", group="Canvas")
    fit: Literal["pad", "stretch"] = knob(
        "pad", "How the line of symbols fills the image: with its aspect kept, or stretched.", group="Canvas"
    )
    mode: Literal["grey", "colour"] = knob("grey", "Images in colour or in shades of grey.", group="Canvas")
    workers: int = knob(0, "Processes that compose; 0 takes every core.", low=0, high=256, unit="processes")

    @property
    def makes(self) -> tuple[Literal["dataset"], str]:
        """The dataset that a job with this spec makes."""
        return "dataset", self.name

    @field_validator("name")
    @classmethod
    def usable_name(cls, name: str) -> str:
        """Refuses a name that cannot be a folder's."""
        return storage.check_name(name, "dataset")
