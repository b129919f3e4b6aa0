"""The parameters of exploring: which dataset, what counts as rare, and how many images are opened."""

from engine.core.specs.shared_knobs import SEED
from engine.spec import Spec, knob


class ExploreSpec(Spec):
    """Which dataset to explore. All labels and columns are counted, and a sample of the images is opened."""

    dataset: str = knob(..., "The dataset to explore. Images that Clean excluded are not counted.", names="dataset")
    few: int = knob(
        10,
        "A label or symbol with fewer images is marked as rare.",
        low=1,
        high=100_000,
        unit="images",
        label="Rare below",
    )
    sample: int = knob(
        2000,
        "Number of images opened for mean images and brightness.",
        low=1,
        high=100_000,
        unit="images",
        label="Sample size",
    )
    seed: int = SEED(1, "The same seed opens the same images.")
