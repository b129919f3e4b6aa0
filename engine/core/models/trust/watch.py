"""Watches whether the images that arrive are still like those of the calibration; if not, promises are suspended."""

import math

import numpy as np
import pandas as pd

WATCHED = {
    "confidence": "confidence",
    "noticed": "share of unusual images",
    "ink": "amount of ink",
    "width": "width",
    "height": "height",
}
ALARM = 0.001  # how often images of the same kind raise an alarm
SLACK = 0.05  # a difference between distributions that breaks no promise
FEWEST = 10  # images, before which nothing is said


def changed(usual: pd.DataFrame, arrived: pd.DataFrame) -> str:
    """Why promises are suspended, as a sentence; "" while the images are like those of the calibration.

    usual, arrived: a row for each image with the columns of WATCHED, as `Calibrated.texts` has them. Compares each
    distribution by the largest distance between them (Kolmogorov and Smirnov).
    """
    if len(arrived) < FEWEST or len(usual) < FEWEST:
        return ""
    watched = [name for name in WATCHED if usual[name].notna().any()]
    names = [WATCHED[name] for name in watched if is_apart(usual[name], arrived[name])]
    if not names:
        return ""
    listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return (
        f"Promise suspended: {listed} of these {len(arrived):,} images differ from those of the calibration. "
        "Calibrate on labelled images like these."
    )


def is_apart(usual: pd.Series, arrived: pd.Series) -> bool:
    """Whether two columns of numbers come from different distributions. NaN counts as smaller than every number."""
    first, second = (np.sort(column.astype(float).fillna(-math.inf).to_numpy()) for column in (usual, arrived))
    points = np.concatenate([first, second])
    shares = (np.searchsorted(values, points, "right") / len(values) for values in (first, second))
    distance = float(np.abs(np.subtract(*shares)).max())
    critical = math.sqrt(-math.log(ALARM / len(WATCHED) / 2) / 2 * (1 / len(first) + 1 / len(second)))
    return distance > critical + SLACK
