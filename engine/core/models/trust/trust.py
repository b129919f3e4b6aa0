"""How far the confidence of a model can be relied on: its temperature under a constraint, and what it may promise."""

from typing import NamedTuple

import pandas as pd

from engine.core.metrics.promise import Promise, promise
from engine.core.models.card import read_card
from engine.core.models.decoding.constraint import ANY, Constraint
from engine.core.models.trust.stored import Calibrated, read_calibration
from engine.core.models.trust.watch import changed


class Trust(NamedTuple):
    """temperature: at which confidence is computed. caution: why confidence is not calibrated, or "".

    promise: from which confidence on texts are accepted, None if nothing was promised. usual: the images that the
    promise was tested on, with the columns of `Calibrated.texts`.
    """

    temperature: float
    caution: str
    promise: Promise | None
    usual: pd.DataFrame | None

    def accepts(self, confidence: float, notice: str) -> bool | None:
        """Whether a text is accepted (or "not sure"); None without a promise.

        A text with a notice never is: its image is unlike those that the promise was tested on.
        """
        return None if self.promise is None else not notice and confidence > self.promise.threshold

    def suspended(self, arrived: pd.DataFrame) -> str:
        """Why the promise does not hold for these images, as a sentence; "" if it holds. See `watch.changed`."""
        return "" if self.promise is None or self.usual is None else changed(self.usual, arrived)


def trust_in(name: str, constraint: Constraint = ANY, rate: float = 0.0) -> Trust:
    """How far a model can be relied on under a constraint.

    rate: the largest share of mistakes to promise, 0 for no promise. Raises ValueError, with what is missing, if that
    cannot be promised; DamagedFileError.
    """
    own = read_calibration(name, constraint)
    if own is None:
        if rate:
            raise ValueError(f"nothing can be promised yet: {uncalibrated(name, constraint)}")
        return Trust(read_card(name).temperature, uncalibrated(name, constraint), None, None)
    return Trust(own.calibration.temperature, "", promised(own, rate) if rate else None, own.texts)


def promised(own: Calibrated, rate: float) -> Promise:
    """What a calibration allows to promise. Texts with a notice are never accepted, so they do not count.

    Raises ValueError if it cannot be promised.
    """
    texts = own.texts[~own.texts["noticed"]]
    return promise(texts["confidence"].to_numpy(float), texts["correct"].to_numpy(bool), rate)


def uncalibrated(name: str, constraint: Constraint) -> str:
    """Why the confidence of a model is not calibrated, and how to calibrate it."""
    if constraint and read_card(name).calibration:
        return (
            f"the confidence of {name!r} was calibrated without what is known about these texts; calibrate it with "
            "the same symbols, length, pattern or words."
        )
    return f"the confidence of {name!r} is not calibrated; calibrate it on labelled images that it did not learn from."
