"""The preprocessing that suits a dataset's images, found from the images alone."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine.core.datasets.dataset import Dataset
from engine.core.datasets.spread import spread_images
from engine.imaging.preprocess import Preprocessing, shrunk
from engine.imaging.uneven import Unevenness, unevenness

MEASURED = 32  # images, spread over the dataset
LONGEST = 256  # pixels of a measured image
UNEVEN = 0.5  # variation of the background by the contrast of the ink, above which lightness alone misleads a net
MOST_INK = 0.3  # share of an image; where more stands out from the background, it is a photograph rather than a text


class Suggestion(NamedTuple):
    """Preprocessing, and in a sentence why; the sentence is empty where the images are used as they are."""

    preprocessing: Preprocessing
    reason: str


def suggested(source: Dataset) -> Suggestion:
    """Measures some images, never those of a test part, and suggests preprocessing for all. Remembers its answer."""
    return suggested_in_state(source.name, source.state())


@lru_cache(maxsize=64)
def suggested_in_state(name: str, state: str) -> Suggestion:
    """The suggestion for a dataset in a state, which can be the key of a cache."""
    measured = [image for image in measures(Dataset(name)) if image.contrast]
    if not measured:
        return Suggestion(Preprocessing(), "")
    relative = float(np.median([image.variation / image.contrast for image in measured]))
    ink = float(np.median([image.ink for image in measured]))
    if relative < UNEVEN or ink > MOST_INK:
        return Suggestion(Preprocessing(), "")
    return Suggestion(
        Preprocessing(background="remove"),
        f"The background varies from place to place by {relative:.0%} of the contrast of the ink, so it is removed.",
    )


def measures(source: Dataset) -> list[Unevenness]:
    """The unevenness of some images; those that cannot be decoded are skipped."""
    ids = source.part_ids("train" if source.split_report() is not None else "all")
    return [unevenness(shrunk(image, LONGEST)) for _, image in spread_images(source, ids, MEASURED)]
