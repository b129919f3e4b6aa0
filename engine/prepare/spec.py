"""The parameters of preparing: the steps, and the dataset they are stored with."""

from collections.abc import Mapping
from typing import Any, ClassVar

from engine.imaging.preprocess import Steps
from engine.spec import knob


class PrepareSpec(Steps):
    """Steps for every picture of a dataset; its stored pictures stay as they are."""

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "none": {},
        "photographed-characters": {
            "polarity": "auto", "threshold": "otsu", "crop": True, "margin": 4, "width": 32, "height": 32
        },
        "scans": {"blur": "median", "polarity": "auto", "threshold": "otsu", "crop": True, "margin": 4},
    }  # fmt: skip

    dataset: str = knob(..., "The dataset whose pictures are to be prepared.")

    @property
    def steps(self) -> Steps:
        """The steps alone."""
        return Steps(**self.model_dump(exclude={"dataset"}))
