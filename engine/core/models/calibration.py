"""Calibrates confidence: one temperature for all texts, so that of those read at 0.9 nine in ten are right.

A net that was trained with label smoothing says 0.8 of texts that are nearly always right. The temperature is fitted to
whole texts that the net did not learn from: whether each was read correctly, against the confidence in it.
"""

from collections.abc import Callable

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

COLDEST, HOTTEST = 0.05, 20.0  # temperatures beyond these say only that there were too few texts
SMALLEST = 1e-30  # smaller probabilities are raised to this, so that their logarithms are finite
CERTAIN = 1 - 1e-9  # larger confidences are lowered to this, so that one mistake does not count for everything


class Calibration(BaseModel):
    """How a model's confidence was calibrated.

    temperature: see `tempered`. n, wrong: labelled texts that it was fitted to, and those of them that were read wrong.
    dataset, part: where they come from. before, after: the expected calibration error, 0..1, with the ends of its 95 %
    bootstrap interval, without and with the temperature; after is measured on texts left out of the fit. floor: the
    mean error that a perfectly calibrated reader would show on so many texts.
    """

    model_config = ConfigDict(extra="ignore")

    temperature: float = Field(gt=0)
    n: int = Field(ge=0)
    wrong: int = Field(ge=0)
    dataset: str
    part: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    floor: float


def tempered(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """A net's probabilities (..., classes) at a temperature above 0: each row to the power 1 / temperature, sum 1.

    Below 1 the most likely class gains, above 1 it loses; their order stays. The calibrated confidence in a text of
    slots is the product of the largest tempered probabilities of its slots.
    """
    if temperature == 1:
        return probabilities
    powers = np.log(np.maximum(probabilities, SMALLEST)) / temperature
    powers = np.exp(powers - powers.max(axis=-1, keepdims=True))
    return (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)


def fitted_temperature(confidence_at: Callable[[float], np.ndarray], correct: np.ndarray) -> float:
    """The temperature with the smallest log loss of whether texts were read correctly.

    confidence_at: the confidence (n) in each text at a temperature. correct: bool (n); 1 without texts. The targets are
    a little less than certain (Platt 1999), so that a few texts, or texts without a mistake, do not make the net sure.
    """
    from scipy.optimize import minimize_scalar  # loaded only where something is fitted

    right = int(correct.sum())
    wrong = len(correct) - right
    target = np.where(correct, (right + 1) / (right + 2), 1 / (wrong + 2))

    def loss(logarithm: float) -> float:
        confidence = np.clip(confidence_at(float(np.exp(logarithm))).astype(np.float64), SMALLEST, CERTAIN)
        return float(-(target * np.log(confidence) + (1 - target) * np.log1p(-confidence)).mean())

    if not len(correct):
        return 1.0
    ends = (np.log(COLDEST), np.log(HOTTEST))
    best = minimize_scalar(loss, bounds=ends, method="bounded", options={"xatol": 1e-3})
    return float(np.exp(best.x))
