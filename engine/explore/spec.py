"""What looking at a dataset counts as few, and how many of its pictures it opens."""

from engine.spec import Spec, knob


class ExploreSpec(Spec):
    """Which dataset is looked at; all labels and columns are counted, of the pictures a sample is opened."""

    dataset: str = knob(..., "The dataset to look at; what cleaning left out is passed over.")
    few: int = knob(10, "A label or symbol with fewer images is called rare.", low=1, high=100_000, unit="images")
    sample: int = knob(
        2000, "Pictures that are opened for mean images and brightness.", low=1, high=100_000, unit="images"
    )
    seed: int = knob(1, "Start of the random choice; the same seed opens the same pictures.", low=0, high=2**31 - 1)
