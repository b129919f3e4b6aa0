"""The parameters of a robustness card."""

from engine.core.specs.field_types import Part
from engine.core.specs.shared_knobs import SEED
from engine.spec import Spec, knob


class RobustnessSpec(Spec):
    """Which model reads which images, corrupted in 16 ways of 5 severities each."""

    model: str = knob(..., "The model that reads the corrupted images.", names="model")
    dataset: str = knob(..., "The dataset whose images are corrupted.", names="dataset")
    part: Part = knob("test", "Which part of the dataset to corrupt.")
    most: int = knob(
        1000,
        "At most so many images, spread evenly over the part.",
        low=1,
        high=1_000_000,
        unit="images",
        label="Images",
    )
    seed: int = SEED(1, "Seed of the random numbers of the corruptions.")
    workers: int = knob(
        0, "Processes that read images. 0 uses every core where that pays.", low=0, high=256, unit="processes"
    )
