"""How often the 95 % intervals of a regression hold the coefficients with which its readings were drawn.

Run: .venv/bin/python -m benchmarks.coefficients [--draws N]
Draws N data sets (500 unless given) of 120 clusters of 4 readings, on their own and with an effect that a cluster
shares, fits each with errors clustered and with plain ones, and counts the intervals that hold the truth.
Ends with one JSON line: for independent and clustered readings the share of clustered and of plain intervals, in
percent, over the intercept and two coefficients; each should be 93 to 97.
"""

import argparse
import json

import numpy as np
import pandas as pd
from scipy.stats import norm

from engine.analyze.factors.logit import Design, fit
from engine.analyze.factors.terms import columns_of, matrix_of, parse
from tests.support.regression import drawn

CLUSTERS, SIZE = 120, 4


def intervals(frame: pd.DataFrame, clustered: bool) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the intervals of intercept, x and z."""
    columns = tuple(columns_of(parse("x,z", ["x", "z"]), frame))
    clusters = frame["cluster"].to_numpy() if clustered else np.arange(len(frame))
    result = fit(Design(columns, matrix_of(columns, frame), frame["right"].to_numpy(float), clusters))
    if result is None:
        raise SystemExit("a draw has no finite estimate.")
    half = norm.ppf(0.975) * result.errors
    ends = result.coefficients - half, result.coefficients + half
    return (result.low, result.high) if clustered else ends


def coverage(draws: int, shared: float, clustered: bool) -> float:
    """The percentage of intervals that hold the truth."""
    inside = []
    for seed in range(draws):
        frame, truth = drawn(CLUSTERS, SIZE, seed, shared)
        low, high = intervals(frame, clustered)
        inside.append((low <= truth) & (truth <= high))
    return round(100 * float(np.mean(inside)), 1)


def main() -> None:
    """Counts, and prints the shares."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--draws", type=int, default=500)
    draws = arguments.parse_args().draws
    result = {
        name: {way: coverage(draws, shared, way == "clustered") for way in ("clustered", "plain")}
        for name, shared in (("independent", 0.0), ("clustered", 1.0))
    }
    for name, shares in result.items():
        print(f"{name} readings: clustered intervals {shares['clustered']} %, plain ones {shares['plain']} %")
    print(json.dumps({"draws": draws, **result}))


if __name__ == "__main__":
    main()
