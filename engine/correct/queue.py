"""Which texts to correct first: the most unsure, and among those the ones most unlike what was chosen before."""

from collections.abc import Sequence

import cv2
import numpy as np

from engine.imaging.decode import UnreadableError, decode
from engine.imaging.preprocess import to_mode

AHEAD = 8  # times as many unsure texts as are needed are looked at
SIDE = (24, 12)  # width and height of the images that are compared, in pixels


def in_order(doubt: np.ndarray, images: Sequence[bytes | None], count: int) -> list[int]:
    """The rows of the queue, at most `count`, most useful first.

    doubt: float (n), larger for texts that are more likely wrong. images: the image files of the rows that
    `most_doubtful` names, in its order; None for one that is gone, which is left out.
    """
    rows = most_doubtful(doubt, count)
    features = [features_of(image) for image in images]
    usable = [place for place, feature in enumerate(features) if feature is not None]
    if not usable:
        return []
    points = np.stack([feature for feature in features if feature is not None])
    return [int(rows[usable[place]]) for place in spread(doubt[rows[usable]], points, count)]


def most_doubtful(doubt: np.ndarray, count: int) -> np.ndarray:
    """The rows among which a queue of this length is chosen."""
    return np.argsort(-doubt, kind="stable")[: AHEAD * count]


def spread(doubt: np.ndarray, points: np.ndarray, count: int) -> list[int]:
    """Chooses places one after the other: the product of doubt and distance to those chosen is largest.

    doubt: float (n), points: float (n, features).
    """
    weight = doubt - doubt.min() + 0.1 * max(float(np.ptp(doubt)), 1e-6)
    distance = np.full(len(points), np.inf)
    chosen: list[int] = []
    for _ in range(min(count, len(points))):
        place = (
            int(np.argmax(np.where(np.isinf(distance), weight, weight * distance))) if chosen else int(weight.argmax())
        )
        chosen.append(place)
        distance = np.minimum(distance, np.linalg.norm(points - points[place], axis=1))
        weight[place] = -1.0
    return chosen


def features_of(image: bytes | None) -> np.ndarray | None:
    """A small grey image of unit contrast, float (pixels), by which images are compared; None if it is unreadable."""
    try:
        pixels = to_mode(decode(image or b""), "grey")
    except UnreadableError:
        return None
    small = cv2.resize(pixels, SIDE, interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
    return (small - small.mean()) / (small.std() + 1.0)
