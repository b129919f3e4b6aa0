"""Explains the figures of a training in plain words: what is wrong, how it shows, and what to try."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.core.jobs.status import mend
from engine.core.storage.files import read_as, write_json
from engine.nets.recipes import recipe_of
from engine.train.data.material import Material
from engine.train.loop.course import last_tenth, reads, still_improving
from engine.train.spec import Resolved

Row = dict[str, Any]

PATIENT = 3  # epochs at the majority baseline before that becomes a finding
ALL_BLANK = 0.98  # share of places predicted as empty
WORSE = 1.1  # validation loss relative to its best; from here on it counts as rising
OVER_EPOCHS = 3  # epochs since the best one; after these a gap between training and validation is not chance
GAP = 0.05  # of exact match, training above validation
GOOD_SYMBOLS, POOR_TEXTS = 0.8, 0.7
FEW_IMAGES = 20  # of a symbol in the training part
MUCH_NOISE = 0.1  # of the pixels turned to salt and pepper
NAMED = 10  # symbols that a sentence lists


class Evidence(NamedTuple):
    """What a diagnosis is based on.

    rows: the epochs so far, as in history.csv. decoding: "slots" or "ctc". epochs: number of planned epochs.
    slots: places in a text. symbol_images: how many training images hold each symbol. smoothed_noise: largest share of
    salt-and-pepper pixels in generated images that augmentation warps. blank: share of places of the validation part
    that were last predicted as empty. never_predicted: symbols of the validation part that the net never predicted.
    """

    rows: Sequence[Row]
    decoding: str
    epochs: int
    slots: int
    symbol_images: dict[str, int]
    smoothed_noise: float = 0.0
    blank: float = 0.0
    never_predicted: str = ""


class Advice(NamedTuple):
    """One finding and what to try. serious: the training will not recover from it by itself."""

    finding: str
    remedy: str
    serious: bool


def advise(evidence: Evidence) -> list[Advice]:
    """All findings so far, serious ones first; [] if there are none."""
    has_validation = bool(evidence.rows) and "val_loss" in evidence.rows[-1]  # a final training has no validation part
    rules = BEFORE + AFTER if has_validation else BEFORE
    findings = [finding for rule in rules if (finding := rule(evidence)) is not None]
    return sorted(findings, key=lambda finding: not finding.serious)


def examine(rows: Sequence[Row], material: Material, spec: Resolved, class_counts: np.ndarray | None) -> Evidence:
    """Gathers the evidence of a training; class_counts: how often each class was predicted on the validation part."""
    codec, decoding = material.codec, recipe_of(spec.recipe).decoding
    symbol_images = (
        {}
        if spec.stream
        else {symbol: int((material.train.classes == k).any(axis=1).sum()) for k, symbol in enumerate(codec.alphabet)}
    )
    is_warped = any((spec.shift, spec.rotation, spec.shear, spec.scale))
    noise = float(max(material.source.info.spec.get("salt_pepper_noise", (0.0,)))) if is_warped else 0.0
    evidence = Evidence(rows, decoding, spec.epochs, codec.slots, symbol_images, noise)
    if class_counts is None:
        return evidence
    present = set(np.unique(material.validation.classes).tolist())
    never_predicted = "".join(symbol for k, symbol in enumerate(codec.alphabet) if k in present and not class_counts[k])
    blank = float(class_counts[-1] / class_counts.sum()) if codec.blank else 0.0
    return evidence._replace(blank=blank, never_predicted=never_predicted)


def write_advice(folder: Path, evidence: Evidence) -> None:
    """Stores the advice in a job's folder, where the page finds it."""
    write_json(folder / "advice.json", [item._asdict() for item in advise(evidence)])


def read_advice(folder: Path) -> list[Advice]:
    """The advice stored in a job's folder; [] if there is none yet."""
    path = folder / "advice.json"
    return read_as(path, list[Advice], mend(folder)) if path.exists() else []


def few_images(evidence: Evidence) -> Advice | None:
    """Finds symbols that few training images hold."""
    rare = [symbol for symbol, count in evidence.symbol_images.items() if count < FEW_IMAGES]
    if not rare:
        return None
    fewest = min(evidence.symbol_images[symbol] for symbol in rare)
    return Advice(
        f"Fewer than {FEW_IMAGES} training images hold {listed(rare)} (the rarest: {fewest}).",
        "Collect or generate more images with them, or turn class weights on. Otherwise expect mistakes there.",
        serious=False,
    )


def smoothed_noise(evidence: Evidence) -> Advice | None:
    """Finds noise that is part of the task but smoothed by rotation and scaling before the net sees it."""
    if evidence.smoothed_noise < MUCH_NOISE:
        return None
    return Advice(
        f"Up to {evidence.smoothed_noise:.0%} of the pixels of these images are salt and pepper. Augmentation by shift"
        ", rotation, shear and scale smooths them, so the net never sees the noise that it will meet later.",
        "Set shift, rotation, shear and scale to 0: generated images vary enough without them. The recipe "
        "slotnet-noisy copes better with noise.",
        serious=False,
    )


def at_baseline(evidence: Evidence) -> Advice | None:
    """Finds a net that is no better than always guessing each place's most frequent symbol."""
    stuck = next((count for count, row in enumerate(reversed(evidence.rows)) if reads(row)), len(evidence.rows))
    if stuck < PATIENT:
        return None
    remedy = (
        "CTC nets often stay here for many epochs before they start to read. Use more images or epochs, or the recipe "
        "slotnet, which learns much sooner where the symbols are."
        if evidence.decoding == "ctc"
        else "Try a learning rate three times lower, then three times higher. If neither helps, check on the page "
        "Explore that the labels match the images, and try more images or shorter texts."
    )
    return Advice(f"For {stuck} epochs the net has been no better than guessing.", remedy, serious=True)


def only_blank(evidence: Evidence) -> Advice | None:
    """Finds a net that predicts everything as empty: how CTC usually starts, and how it usually fails."""
    share = evidence.blank
    if share < ALL_BLANK:
        return None
    return Advice(
        f"The net predicts {share:.0%} of all places as empty.",
        "This is normal at the start with CTC. If it lasts longer than ten epochs, lower the learning rate, use more "
        "images, or the recipe slotnet.",
        serious=len(evidence.rows) >= 2 * PATIENT,
    )


def overfitting(evidence: Evidence) -> Advice | None:
    """Finds overfitting: validation gets worse while training still gets better."""
    losses = np.array([row["val_loss"] for row in evidence.rows])
    best, last = int(losses.argmin()), evidence.rows[-1]
    since = len(losses) - 1 - best
    better = last["loss"] < evidence.rows[best]["loss"]
    gap = last["exact_match"] - last["val_exact_match"]
    if since < OVER_EPOCHS or not better or losses[-1] < WORSE * losses[best] or gap < GAP:
        return None
    return Advice(
        f"Since epoch {best + 1} validation has got worse while training got better ({last['exact_match']:.0%} against "
        f"{last['val_exact_match']:.0%} exact match): the net is memorising its training images.",
        "More images help most (for generated datasets: new images in every epoch). Otherwise try more augmentation, "
        "dropout, or a smaller net. The best epoch is kept in any case; early stopping saves time.",
        serious=True,
    )


def good_symbols_poor_texts(evidence: Evidence) -> Advice | None:
    """Explains how most symbols can be right although most texts are wrong."""
    row = evidence.rows[-1]
    symbols, texts = row["val_symbol_accuracy"], row["val_exact_match"]
    if evidence.slots < 2 or symbols < GOOD_SYMBOLS or texts > POOR_TEXTS:
        return None
    return Advice(
        f"{symbols:.0%} of the symbols are right but only {texts:.0%} of the texts, since one wrong symbol spoils a "
        f"text ({symbols:.2f} to the power of {evidence.slots} is {symbols**evidence.slots:.0%}).",
        "See on the page Analyze which symbols are confused. A little more accuracy per symbol gives much more per "
        "text: try more epochs, more images, or a larger net.",
        serious=False,
    )


def never_predicted(evidence: Evidence) -> Advice | None:
    """Finds symbols that validation texts hold and the net never predicts."""
    never_predicted = evidence.never_predicted
    if not never_predicted or len(evidence.rows) < PATIENT:
        return None
    return Advice(
        f"The net never predicts {listed(never_predicted)}, although validation texts hold "
        f"{'it' if len(never_predicted) == 1 else 'them'}.",
        "Check that enough training images hold them and that they differ visibly from similar symbols. Class weights "
        "help with rare symbols.",
        serious=False,
    )


def still_rising(evidence: Evidence) -> Advice | None:
    """Finds a training that ended while it was still getting better."""
    rows = evidence.rows
    if len(rows) < evidence.epochs or not still_improving(rows, evidence.epochs):
        return None
    last, before = rows[-1], rows[-1 - (last_epochs := last_tenth(evidence.epochs))]
    gain = last["val_exact_match"] - before["val_exact_match"]
    return Advice(
        f"The last {last_epochs} epochs still gained {100 * gain:.1f} points of exact match, and the validation loss "
        f"went from {before['val_loss']:.3f} to {last['val_loss']:.3f}.",
        "Train again with twice the epochs, or continue from this model.",
        serious=False,
    )


def not_a_number(epoch: int, learning_rate: float) -> str:
    """The error sentence for a loss that is no longer a number."""
    return (
        f"the loss is no longer a number in epoch {epoch}; lower learning_rate (it is {learning_rate:g}, try "
        f"{learning_rate / 10:g}) or set clipnorm to 1, and train again."
    )


def listed(symbols: Sequence[str]) -> str:
    """The first ten symbols, joined for a sentence."""
    first = ", ".join(repr(symbol) for symbol in symbols[:NAMED])
    return first if len(symbols) <= NAMED else f"{first} and {len(symbols) - NAMED} more"


BEFORE: tuple[Callable[[Evidence], Advice | None], ...] = (few_images, smoothed_noise)
AFTER: tuple[Callable[[Evidence], Advice | None], ...] = (
    at_baseline,
    only_blank,
    overfitting,
    good_symbols_poor_texts,
    never_predicted,
    still_rising,
)
