"""Fits the temperature of a model to texts whose labels are known, and measures what it changes."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from engine.core.metrics.reliability import error_floor, error_interval
from engine.core.models.calibration import Calibration, fitted_temperature, tempered
from engine.core.models.card import Card
from engine.core.models.decoding import constrained_ctc, ctc
from engine.core.models.decoding.constraint import Automaton, Possible
from engine.core.models.familiarity import Arrival
from engine.core.models.predictor import decode
from engine.core.models.trust.reading import Read
from engine.core.models.trust.stored import Calibrated

FOLDS = 5  # of the texts; each is left out of one fit
MOST = 10_000  # texts that a calibration uses
LINES = 300  # texts with a search of their own that a fit looks at
COMPARISONS = 10**8  # of texts with words that a fit makes at most at one temperature
ConfidenceAt = Callable[[np.ndarray, float], np.ndarray]


def calibrate(card: Card, read: Read, possible: Possible | None, dataset: str, part: str) -> Calibrated:
    """Calibrates a model's confidence in the texts of a part of a dataset that it did not learn from."""
    correct = np.array(read.texts, object) == np.array(read.labels, object)
    confidence_at = confidence_function(card, read.probabilities, possible)
    everything = np.arange(len(correct))
    fitting = evenly(everything, affordable(card, possible))
    temperature = fit(confidence_at, fitting, correct)
    raw, confidence = confidence_at(everything, 1.0), confidence_at(everything, temperature)
    calibration = Calibration(
        temperature=temperature,
        n=len(correct),
        wrong=int((~correct).sum()),
        dataset=dataset,
        part=part,
        before=error_interval(raw, correct),
        after=error_interval(left_out(confidence_at, fitting, correct), correct),
        floor=error_floor(confidence),
    )
    texts = table(read.arrivals, card.preparation.crop)
    texts["raw"], texts["confidence"], texts["correct"] = raw.astype(np.float32), confidence.astype(np.float32), correct
    return Calibrated(calibration, texts)


def evenly(rows: np.ndarray, most: int) -> np.ndarray:
    """At most so many of the rows, spread evenly."""
    return rows[:: max(1, -(-len(rows) // most))]


def affordable(card: Card, possible: Possible | None) -> int:
    """How many texts a fit can look at in reasonable time."""
    if isinstance(possible, np.ndarray):
        return max(LINES, COMPARISONS // len(possible)) if card.decoding == "slots" else LINES
    return LINES if possible is not None and card.decoding == "ctc" else MOST


def fit(confidence_at: ConfidenceAt, rows: np.ndarray, correct: np.ndarray) -> float:
    """The temperature that fits these rows best."""
    return fitted_temperature(lambda temperature: confidence_at(rows, temperature), correct[rows])


def left_out(confidence_at: ConfidenceAt, fitting: np.ndarray, correct: np.ndarray) -> np.ndarray:
    """The confidence in each text at the temperature that was fitted without its fold."""
    fold = np.arange(len(correct)) * 7919 % len(correct) % FOLDS if len(correct) else np.empty(0, int)
    confidence = np.empty(len(correct))
    for number in range(FOLDS):
        rows = np.flatnonzero(fold == number)
        if len(rows):
            confidence[rows] = confidence_at(rows, fit(confidence_at, fitting[fold[fitting] != number], correct))
    return confidence


def confidence_function(card: Card, probabilities: np.ndarray, possible: Possible | None) -> ConfidenceAt:
    """A function that gives the confidence in the texts of some rows at a temperature."""
    if card.decoding == "slots" or isinstance(possible, np.ndarray):
        return lambda rows, temperature: decode(
            probabilities[rows], None, card, possible, 1, temperature
        ).confidence.astype(np.float64)
    texts = (
        ctc.texts_of(probabilities, 1) if possible is None else constrained_ctc.decode(probabilities, possible, 1)[0]
    )

    def of_lines(rows: np.ndarray, temperature: float) -> np.ndarray:
        frames, chosen = tempered(probabilities[rows], temperature), [texts[row] for row in rows]
        if isinstance(possible, Automaton):
            return constrained_ctc.confidence(frames, chosen, possible)
        return np.exp(ctc.log_likelihood(frames, chosen))

    return of_lines


def table(arrivals: Sequence[Arrival], crops: bool) -> pd.DataFrame:
    """What is watched of the images of a calibration; sizes are not, for a model that crops."""
    columns = {
        "noticed": [bool(arrival.notice) for arrival in arrivals],
        "width": [np.nan if crops else arrival.width for arrival in arrivals],
        "height": [np.nan if crops else arrival.height for arrival in arrivals],
        "ink": [arrival.ink for arrival in arrivals],
    }
    return pd.DataFrame(columns).astype({"noticed": bool})
