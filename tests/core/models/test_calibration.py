"""Confidence after calibration: of all texts, among those that are possible, and after a fit to a handful of texts."""

import numpy as np
import pytest

from engine.core.metrics.reliability import calibration_error, error_floor
from engine.core.models.calibration import fitted_temperature, tempered
from engine.core.models.decoding import constrained_ctc, ctc, slots
from engine.core.models.decoding.constraint import Constraint, possible_texts


def texts(count, smoothing, seed=1):
    """Probabilities (count, 3, 6) that were squeezed towards each other, and the classes drawn from what they were."""
    rng = np.random.default_rng(seed)
    true = rng.dirichlet(np.full(6, 0.08), (count, 3))
    classes = (rng.random((count, 3, 1)) > true.cumsum(axis=2)).sum(axis=2).clip(max=5)
    return tempered(true, smoothing), classes


def confidence_of(probabilities):
    return lambda temperature: tempered(probabilities, temperature).max(axis=2).prod(axis=1)


def test_one_temperature_makes_confidence_in_whole_texts_match_reality_on_other_texts():
    probabilities, classes = texts(4000, smoothing=2.5)
    correct = (probabilities.argmax(axis=2) == classes).all(axis=1)
    temperature = fitted_temperature(confidence_of(probabilities[:2000]), correct[:2000])
    assert temperature == pytest.approx(1 / 2.5, rel=0.1)
    before, after = (confidence_of(probabilities[2000:])(at) for at in (1.0, temperature))
    assert calibration_error(before, correct[2000:]) > 0.2
    assert calibration_error(after, correct[2000:]) < 2 * error_floor(after)


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_few_texts_without_a_mistake_make_no_model_certain(count):
    probabilities, _ = texts(count, smoothing=2.5)
    temperature = fitted_temperature(confidence_of(probabilities), np.ones(count, bool))
    assert 0.05 < temperature < 20
    assert temperature == 1 if not count else confidence_of(probabilities)(temperature).mean() < 1 - 0.3 / (count + 2)


def test_a_temperature_changes_no_text_and_confidence_stays_that_among_possible_texts():
    rng = np.random.default_rng(3)
    rows = rng.dirichlet(np.full(4, 0.4), (20, 3)).astype(np.float32)
    frames = rng.dirichlet(np.full(4, 0.4), (6, 5)).astype(np.float32)
    for constraint in (Constraint(pattern="LD?"), Constraint(words=("a1A", "AA1", "1"))):
        possible = possible_texts(constraint, "1aA", 3)
        plain, sharp = (slots.decode(tempered(rows, at), possible) for at in (1.0, 0.5))
        np.testing.assert_array_equal(plain.classes, sharp.classes)
        assert (sharp.confidence >= plain.confidence - 1e-5).mean() > 0.8
    possible = possible_texts(Constraint(pattern="LD?"), "1aA", 3)
    assert ctc.decode(frames, 3).texts == ctc.decode(frames, 3, temperature=0.5).texts
    plain, sharp = (constrained_ctc.decode(frames, possible, 16, at) for at in (1.0, 0.5))
    assert plain[0] == sharp[0] and not np.allclose(plain[1], sharp[1])
