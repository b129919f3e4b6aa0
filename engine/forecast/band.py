"""The tables for the chart of a forecast: the error of each run, and the power law through them with its band."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from engine.forecast.power_law import Point, fit

AHEAD = 30  # the chart ends at this multiple of the largest run's images
PLACES = 60


def usable_runs(runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The runs of a forecast whose errors follow the law; forecasts of earlier versions took all."""
    return [run for run in runs if run.get("learned", True)]


def points_of(runs: Sequence[dict[str, Any]]) -> list[Point]:
    """The runs of a finished forecast (its job's result) as points of the law."""
    return [Point(int(run["images"]), int(run["read"]), int(run["wrong"])) for run in runs]


def band(runs: Sequence[dict[str, Any]], seed: int) -> pd.DataFrame:
    """The law from the smallest run to far beyond the largest: columns images, low, middle, high (errors, 0..1)."""
    points = points_of(runs)
    images = np.geomspace(points[0].images, AHEAD * points[-1].images, PLACES)
    low, middle, high = fit(points, seed).error(images)
    return pd.DataFrame({"images": images, "low": low, "middle": middle, "high": high})


def errors(runs: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """The error of each run: columns images, error (0..1).

    Zero has no place on a logarithmic axis, so a run without mistakes counts as half a mistake, as in the law.
    """
    rows = [(point.images, max(point.wrong, 0.5) / point.read) for point in points_of(runs)]
    return pd.DataFrame(rows, columns=["images", "error"])
