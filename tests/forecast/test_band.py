"""The tables for the chart of a forecast follow a known law and contain every run."""

import numpy as np
import pytest

from engine.forecast.band import AHEAD, band, errors

# Errors of 8 / sqrt(images), measured on many texts.
RUNS = [
    {"images": n, "epochs": 6, "exact_match": 0.5, "read": 1_000_000, "wrong": round(8e6 / n**0.5), "seconds": 1.0}
    for n in (250, 500, 1000)
]


def test_the_band_follows_the_law_far_beyond_the_largest_run():
    table = band(RUNS, seed=1)
    assert table["images"].iloc[[0, -1]].tolist() == pytest.approx([250, 1000 * AHEAD])
    np.testing.assert_allclose(table["middle"], 8 / np.sqrt(table["images"]), rtol=0.02)
    assert (table["low"] < table["middle"]).all() and (table["middle"] < table["high"]).all()
    spread = table["high"] / table["low"]
    assert spread.iloc[-1] > spread.iloc[20]  # less uncertain where there are runs than beyond them


def test_every_run_has_a_place_on_a_logarithmic_axis():
    table = errors([*RUNS[:1], {"images": 2000, "read": 500, "wrong": 0}])
    assert table["images"].tolist() == [250, 2000] and table["error"].tolist() == pytest.approx([0.505964, 0.001])
