"""Calibration error, its floor and interval, and the curves, on readers whose calibration is known."""

import numpy as np
import pytest

from engine.core.metrics import reliability


def test_a_reader_that_is_always_too_sure_by_a_tenth_has_an_error_of_a_tenth():
    confidence = np.repeat([0.6, 0.8], 500)
    correct = np.concatenate([np.arange(500) % 2 == 0, np.arange(500) % 10 < 7])
    assert reliability.calibration_error(confidence, correct) == pytest.approx(0.1, abs=0.02)
    error, low, high = reliability.error_interval(confidence, correct)
    assert low < error < high and high - low < 0.1
    table = reliability.reliability(confidence, correct)
    assert len(table) == reliability.BINS and table["n"].sum() == 1000
    assert (table["low"] <= table["right"]).all() and (table["right"] <= table["high"]).all()


def test_the_floor_is_what_a_perfect_reader_shows():
    rng = np.random.default_rng(2)
    confidence = rng.random(2000)
    errors = [reliability.calibration_error(confidence, rng.random(2000) < confidence) for _ in range(20)]
    assert reliability.error_floor(confidence) == pytest.approx(np.mean(errors), rel=0.15)


def test_risk_grows_from_the_surest_text_to_the_share_of_all_mistakes():
    confidence, correct = np.array([0.9, 0.2, 0.8, 0.4]), np.array([True, False, True, True])
    curve = reliability.risk_coverage(confidence, correct)
    assert curve["coverage"].tolist() == [0.25, 0.5, 0.75, 1] and curve["risk"].tolist() == [0, 0, 0, 0.25]


@pytest.mark.parametrize("count", [0, 1])
def test_no_text_and_one_text_have_figures_too(count):
    confidence, correct = np.full(count, 0.7), np.ones(count, bool)
    assert reliability.error_interval(confidence, correct)[0] == pytest.approx(0.3 * count)
    assert reliability.error_floor(confidence) >= 0
    assert len(reliability.reliability(confidence, correct)) == count
    assert len(reliability.risk_coverage(confidence, correct)) == count
