"""The preprocessing that suits a dataset's images, found from the images alone."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine.core.datasets.dataset import Dataset
from engine.core.datasets.spread import spread_images
from engine.imaging import binarize
from engine.imaging.preprocess import Preprocessing, shrunk, to_mode
from engine.imaging.uneven import unevenness

MEASURED = 32  # images, spread over the dataset
LONGEST = 256  # pixels of a measured image
UNEVEN = 0.5  # variation of the background by the contrast of the ink, above which lightness alone misleads a net
FEW = 0.05  # share of the images that may look inverted by mistake
MOST_INK = 0.3  # share of an image; where more stands out from the background, it is a photograph rather than a text


class Suggestion(NamedTuple):
    """Preprocessing, and in a sentence why; the sentence is empty where the images stay as they are."""

    preprocessing: Preprocessing
    reason: str


def suggested(source: Dataset) -> Suggestion:
    """Measures some images, never those of a test part, and suggests preprocessing for all. Remembers its answer."""
    return suggested_in_state(source.name, source.state())


@lru_cache(maxsize=64)
def suggested_in_state(name: str, state: str) -> Suggestion:
    """The suggestion for a dataset in a state, which can be the key of a cache."""
    images = [shrunk(image, LONGEST) for image in sample(Dataset(name))]
    measured = [seen for seen in map(unevenness, images) if seen.contrast]
    if not measured:
        return Suggestion(Preprocessing(), "")
    relative = float(np.median([seen.variation / seen.contrast for seen in measured]))
    ink = float(np.median([seen.ink for seen in measured]))
    if relative >= UNEVEN and ink <= MOST_INK:
        return Suggestion(
            Preprocessing(background="remove"),
            f"The background varies from place to place by {relative:.0%} of the ink's contrast, so it is removed.",
        )
    return of_polarity(images) if Dataset(name).info.lengths[1] > 1 else Suggestion(Preprocessing(), "")


def of_polarity(images: Sequence[np.ndarray]) -> Suggestion:
    """The polarity that the images of texts, uint8 (h, w[, 3]), have, so that inverted ones are read as well.

    The images themselves stay as they are, unless light and dark ink are mixed. Where ink cannot be told from
    background, nothing is suggested.
    """
    grey = [to_mode(image, "grey") for image in images]
    backgrounds = [binarize.background_of(image) for image in grey]
    inks = [float(binarize.ink_mask(*pair).mean()) for pair in zip(grey, backgrounds, strict=True)]
    light = float(np.mean([background.light for background in backgrounds]))
    if np.median(inks) > MOST_INK:
        return Suggestion(Preprocessing(), "")
    if min(light, 1 - light) <= FEW:
        return Suggestion(Preprocessing(polarity="auto" if light > 0.5 else "light"), "")
    return Suggestion(
        Preprocessing(polarity="auto"), f"{1 - light:.0%} of the images have light ink, so these are inverted."
    )


def sample(source: Dataset) -> list[np.ndarray]:
    """Some images, uint8 (h, w[, 3]); those that cannot be decoded are skipped."""
    ids = source.part_ids("train" if source.split_report() is not None else "all")
    return [image for _, image in spread_images(source, ids, MEASURED)]
