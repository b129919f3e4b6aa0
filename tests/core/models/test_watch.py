"""The watch over arriving images: silent on images of the same kind, also many, and loud once they have changed."""

import numpy as np
import pandas as pd
import pytest

from engine.core.models.trust.watch import changed


def images(count, seed, **changes):
    """What is watched of images; `changes` are added to columns."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "confidence": 1 - rng.beta(0.2, 2, count), "noticed": rng.random(count) < 0.01, "width": 160.0,
            "height": rng.integers(50, 60, count), "ink": rng.normal(0.1, 0.02, count).clip(0.03),
        }
    )  # fmt: skip
    for name, change in changes.items():
        table[name] = table[name] + change
    return table.mask(rng.random(table.shape) < [0, 0, 0, 0, 0.01])


def test_images_of_the_same_kind_raise_no_alarm():
    usual = images(1000, 0)
    assert not [seed for seed in range(1, 200) if changed(usual, images(10 * seed, seed))]


@pytest.mark.parametrize(
    ("change", "word"),
    [({"ink": 0.05}, "amount of ink"), ({"width": 20.0}, "width"), ({"confidence": -0.3}, "confidence")],
)
def test_images_that_changed_raise_an_alarm_that_says_what_changed(change, word):
    assert word in changed(images(1000, 0), images(40, 1, **change))
    assert changed(images(1000, 0), images(9, 1, **change)) == ""


def test_a_column_that_is_not_watched_is_empty_on_one_side():
    assert changed(images(1000, 0).assign(width=np.nan), images(1000, 1)) == ""
