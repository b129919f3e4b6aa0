"""A promise is kept on texts to come, and refused where there are too few texts or too many mistakes."""

import numpy as np
import pytest

from engine.core.metrics.promise import DELTA, largest_share, needed, promise


def reader(count, seed, skill=0.05):
    """Confidence and correctness of texts, 95 % of them right, whose confidence is calibrated."""
    rng = np.random.default_rng(seed)
    confidence = 1 - rng.beta(0.1, 0.1 * (1 / skill - 1), count)
    return confidence, rng.random(count) < confidence


def test_the_numbers_of_texts_without_a_mistake_that_a_promise_needs():
    assert [needed(rate) for rate in (0.005, 0.01, 0.02)] == [598, 299, 149]
    for count in (298, 299):
        assert (largest_share(0, count, DELTA) <= 0.01) == (count >= needed(0.01))


def test_promises_are_kept_and_most_texts_accepted():
    confidence, correct = reader(200_000, 0)
    kept, accepted = [], []
    for seed in range(60):
        threshold = promise(*reader(2000, 100 + seed), 0.01).threshold
        above = confidence > threshold
        kept.append(1 - correct[above].mean() <= 0.01)
        accepted.append(above.mean())
    assert np.mean(kept) >= 1 - DELTA and np.mean(accepted) > 0.6


def test_accepted_and_wrong_are_what_lies_above_the_threshold_also_where_confidences_are_equal():
    confidence, correct = reader(3000, 5)
    confidence = confidence.round(2)
    given = promise(confidence, correct, 0.02)
    above = confidence > given.threshold
    assert (given.accepted, given.wrong) == (above.sum(), (~correct[above]).sum()) and 0 < given.accepted < 3000


def test_without_a_mistake_all_texts_are_accepted_as_soon_as_there_are_enough():
    confidence = np.random.default_rng(1).random(299)
    assert promise(confidence, np.ones(299, bool), 0.01).accepted == 299
    with pytest.raises(ValueError, match=r"needs at least 299 labelled texts .* there are 298"):
        promise(confidence[1:], np.ones(298, bool), 0.01)
    with pytest.raises(ValueError, match="299 of 299 texts were read wrong"):
        promise(confidence, np.zeros(299, bool), 0.01)
    with pytest.raises(ValueError, match="there are 0"):
        promise(confidence[:0], np.ones(0, bool), 0.01)
