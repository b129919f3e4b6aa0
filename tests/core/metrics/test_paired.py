"""Comparisons on the same images against statsmodels, published tables and simulation."""

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import cochrans_q
from statsmodels.stats.multitest import multipletests

from engine.core.metrics.intervals import clustered, wilson
from engine.core.metrics.paired import cochran, holm, mcnemar, needed, paired, verdict


def pair(only, other_only, both, neither=0):
    first = np.repeat([True, False, True, False], [only, other_only, both, neither])
    return first, np.repeat([False, True, True, False], [only, other_only, both, neither])


def test_mcnemar_is_the_sign_test_of_what_only_one_reads():
    assert mcnemar(0, 5) == pytest.approx(2 / 2**5) and mcnemar(0, 0) == 1
    assert mcnemar(61, 37) == pytest.approx(0.0199, abs=1e-3)


def test_cochran_and_holm_agree_with_statsmodels():
    right = np.random.default_rng(0).random((40, 4)) < [0.9, 0.8, 0.7, 0.5]
    assert cochran(right) == pytest.approx(cochrans_q(right.astype(int)).pvalue)
    assert cochran(np.ones((5, 3), bool)) == 1
    p = [0.01, 0.04, 0.03, 0.005]
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    assert holm([0.04, np.nan])[0] == pytest.approx(0.04) and np.isnan(holm([0.04, np.nan])[1])


def test_the_bootstrap_interval_is_as_wide_as_theory_has_it():
    result = paired(*pair(61, 37, 1902))
    error = np.sqrt((98 - 24**2 / 2000) / 2000**2)
    assert result.difference == pytest.approx(24 / 2000)
    assert (result.low, result.high) == pytest.approx((0.012 - 1.96 * error, 0.012 + 1.96 * error), abs=6e-4)


def test_a_verdict_is_given_only_where_the_images_can_show_it():
    sure, unsure = paired(*pair(80, 30, 1890)), paired(*pair(20, 14, 966))
    assert verdict("A", "B", sure, 6) == (
        "A reads 2.5 points more than B (1.5 to 3.5; 80 against 30 texts; holds after correction for 6 pairs)."
    )
    assert verdict("B", "A", paired(*pair(30, 80, 1890))).startswith("A reads 2.5 points more than B (1.5 to 3.5;")
    assert "cannot show" in verdict("A", "B", unsure) and f"About {unsure.needed:,} images would." in verdict(
        "A", "B", unsure
    )
    assert "would" not in verdict("A", "B", paired(*pair(5, 5, 90)))


def test_the_images_needed_show_the_difference_in_eight_of_ten_samples():
    count, rng = needed(0.03, 0.015), np.random.default_rng(0)
    draws = rng.multinomial(count, [0.03, 0.015, 0.955], 300)
    power = np.mean([mcnemar(only, other) < 0.05 for only, other, _ in draws])
    assert 0.72 < power < 0.88


def test_a_clustered_interval_is_wilsons_for_single_rows_and_wider_where_rows_fail_together():
    right = np.repeat([True, False], [90, 10])
    alone, together = clustered(right, np.arange(100)), clustered(right, np.repeat(np.arange(10), 10))
    assert np.array(alone) == pytest.approx(np.array(wilson(90, 100)), abs=0.006)
    assert together.low < alone.low - 0.1
    # Ten clusters of ten, one of them all wrong: 10/9 · (9 · 1² + 9²) / 100² = 0.01, so 0.9 · 0.1 / 0.01 = 9 rows.
    assert np.array(together) == pytest.approx(np.array(wilson(8.1, 9, 2.2622)), abs=1e-4)
    assert tuple(clustered(right, np.zeros(100))) == (0, 1)
    assert clustered(np.ones(50, bool), np.arange(50)).high == 1
