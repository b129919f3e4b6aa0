"""The power law estimates the images that a goal needs, and the uncertainty of the estimate."""

import numpy as np
import pytest

from engine.forecast.power_law import Point, fit


def points(exponent, read, sizes=(500, 1000, 2000)):
    """Runs whose errors follow images ** -exponent, 20 % at 500 images."""
    return [Point(size, read, round(read * 0.2 * (size / 500) ** -exponent)) for size in sizes]


def test_the_images_for_a_goal_lie_in_the_range():
    true = 500 * (0.2 / 0.01) ** (1 / 0.8)  # where the error has fallen to 1 %
    low, middle, high = fit(points(0.8, 20_000), seed=1).images(0.01)
    assert low < true < high and middle == pytest.approx(true, rel=0.1)


def test_fewer_validation_texts_make_the_range_wider():
    sure, unsure = (np.ptp(np.log(fit(points(0.8, read), seed=1).images(0.05))) for read in (20_000, 500))
    assert unsure > 3 * sure


def test_errors_that_do_not_fall_promise_nothing():
    assert fit(points(0.0, 20_000), seed=1).images(0.01)[1] == np.inf


def test_the_band_holds_the_runs():
    runs = points(0.5, 5_000)
    low, _, high = fit(runs, seed=1).error(np.array([run.images for run in runs]))
    errors = np.array([run.wrong / run.read for run in runs])
    assert (low <= errors).all() and (errors <= high).all()
