"""The parameters of preparing: the preprocessing, and the dataset it is stored with."""

from collections.abc import Mapping
from typing import Any, ClassVar

from engine.imaging.preprocess import Preprocessing
from engine.spec import knob


class PrepareSpec(Preprocessing):
    """The preprocessing of every image of a dataset. Its stored images are not changed."""

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "auto": {"automatic": True},
        "none": {},
        "photographed-characters": {
            "polarity": "auto", "threshold": "otsu", "crop": True, "margin": 4, "width": 32, "height": 32
        },
        "scans": {"blur": "median", "polarity": "auto", "threshold": "otsu", "crop": True, "margin": 4},
    }  # fmt: skip

    dataset: str = knob(..., "The dataset whose images are preprocessed.", names="dataset")

    automatic: bool = knob(
        False,
        "Find the preprocessing from the images at each training, instead of storing one.",
        label="Find from the images",
    )

    @property
    def preprocessing(self) -> Preprocessing:
        """The preprocessing without the dataset."""
        return Preprocessing(**self.model_dump(exclude={"dataset", "automatic"}))
