"""Calibrating as a job: reads labelled images that a model did not learn from, and fits its temperature to them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.calibrate.spec import CalibrateSpec
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.jobs.job import Job
from engine.core.metrics.intervals import wilson
from engine.core.models.card import Card, change_card, model_folder, read_card
from engine.core.models.decoding.constraint import Constraint, Possible, allowed, in_words
from engine.core.models.lineage import learned_from, learned_from_split
from engine.core.models.predictor import Predictor, possible_for
from engine.core.models.trust.fit import MOST, calibrate, evenly
from engine.core.models.trust.reading import read_labelled
from engine.core.models.trust.stored import Calibrated, write_calibration
from engine.core.models.trust.trust import promised
from engine.core.specs.known_texts import words_of

RATES = (0.005, 0.01, 0.02, 0.05)  # shares of mistakes that a result speaks of
MOST_WORDS = 1000  # that a card holds


def run(spec: CalibrateSpec, job: Job) -> dict[str, Any]:
    """Calibrates the model, stores the calibration with it, and reports the error before and after.

    Raises ValueError or FileNotFoundError, with a sentence, when the model learned from the images, or there are none,
    or the constraint allows no text.
    """
    card, source = read_card(spec.model), open_dataset(spec.dataset)
    constraint = spec.constraint._replace(words=words_of(spec.words))
    if spec.keep:
        check_size(constraint)
    possible = possible_for(card, constraint)
    check(spec, card, source)
    ids = usable(source, source.part_ids(spec.part), card, possible, constraint)
    predictor = Predictor(spec.model)

    def progress(count: int) -> None:
        job.check_stop()
        job.progress(count, len(ids), "images")

    read = read_labelled(card, predictor.outputs, source, ids, possible, progress)
    calibrated = calibrate(card, read, possible, spec.dataset, spec.part)
    publish(spec, card, constraint, calibrated)
    job.progress(len(ids), len(ids), "images")
    return {"model": spec.model, "constraint": constraint.key, **summary(calibrated)}


def check(spec: CalibrateSpec, card: Card, source: Dataset) -> None:
    """Raises ValueError if the part is empty, or the model learned from its images."""
    if not len(source.part_ids(spec.part)):
        raise ValueError(f"the {spec.part} part of {spec.dataset!r} is empty; split it with a larger share.")
    unsafe = spec.part == "all" if learned_from_split(card, source) else learned_from(card, source)
    if unsafe or (card.final and learned_from(card, source)):
        raise ValueError(
            f"{spec.model!r} learned from images of {spec.dataset!r}, and on those it makes fewer mistakes than on "
            "others. Calibrate on the validation or test part of the split that it learned from, or on other images."
        )


def usable(
    source: Dataset, ids: np.ndarray, card: Card, possible: Possible | None, constraint: Constraint
) -> np.ndarray:
    """At most MOST of these images, spread evenly over those whose label the constraint allows.

    Raises ValueError if it allows none: then it does not describe these texts.
    """
    if possible is not None:
        ids = ids[allowed(possible, source.frame(["text"], ids)["text"].to_list(), card.alphabet, card.slots)]
    if not len(ids):
        raise ValueError(
            f"no text of {source.name!r} fits {in_words(constraint)}; calibrate on texts like those that will be read."
        )
    return evenly(ids, MOST)


def check_size(constraint: Constraint) -> None:
    """Raises ValueError if there is nothing to keep in the card, or too much."""
    if not constraint:
        raise ValueError("keep needs something that is known about the texts: symbols, length, pattern or words.")
    if len(constraint.words) > MOST_WORDS:
        raise ValueError(
            f"a model keeps at most {MOST_WORDS:,} words; the list has {len(constraint.words):,}. Give the list each "
            "time instead."
        )


def publish(spec: CalibrateSpec, card: Card, constraint: Constraint, calibrated: Calibrated) -> None:
    """Stores a calibration with the model, and in its card where it is about the texts that the model reads."""
    write_calibration(model_folder(spec.model), constraint, calibrated)
    if spec.keep or constraint == card.constraint:
        change_card(spec.model, calibration=calibrated.calibration, constraint=constraint)


def summary(calibrated: Calibrated) -> dict[str, Any]:
    """A calibration in figures: n, right, temperature, errors with their intervals, and what may be promised."""
    about = calibrated.calibration
    ends = wilson(about.n - about.wrong, about.n)
    return {
        **about.model_dump(include={"dataset", "part", "n", "wrong", "temperature"}),
        "exact_match": (about.n - about.wrong) / about.n,
        "exact_match_low": float(ends.low),
        "exact_match_high": float(ends.high),
        **named("ece_before", about.before),
        **named("ece_after", about.after),
        "ece_floor": about.floor,
        "promises": {f"{rate:g}": promise_in_words(calibrated, rate) for rate in RATES},
    }


def named(name: str, error: Sequence[float]) -> dict[str, float]:
    """An error with its interval, as three figures."""
    return dict(zip((name, f"{name}_low", f"{name}_high"), error, strict=True))


def promise_in_words(calibrated: Calibrated, rate: float) -> str:
    """What share of the texts is accepted under a promise, or why it cannot be given."""
    try:
        kept = promised(calibrated, rate)
    except ValueError as reason:
        return str(reason)
    accepted = kept.accepted / calibrated.calibration.n
    return f"{accepted:.1%} of the texts are accepted, those with a confidence above {max(kept.threshold, 0):.4f}"
