"""What a training's figures say, in plain words: what is wrong, how one sees it, and what to try."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.core.storage.files import read_json, write_json
from engine.nets.recipes import recipe_of
from engine.train.data.material import Material
from engine.train.spec import Settled

Row = dict[str, Any]

PATIENT = 3  # epochs that a net may stay at chance before anybody speaks of it
ABOVE_CHANCE = 1.2  # times chance; less than this is guessing
ALL_BLANK = 0.98  # share of places read as empty
WORSE = 1.1  # validation loss against its best from which on it counts as rising
OVER_EPOCHS = 3  # epochs since the best one after which a gap between training and validation is no accident
GAP = 0.05  # of exact match, training above validation
GOOD_SYMBOLS, POOR_TEXTS = 0.8, 0.7
FEW_IMAGES = 20  # of a symbol in the training part
STILL_RISING = 0.01  # of exact match over the last tenth of the epochs
MUCH_GRAIN = 0.1  # of the pixels turned to salt and pepper
NAMED = 10  # symbols that a sentence lists


class Evidence(NamedTuple):
    """What the doctor looks at.

    rows: the epochs so far, as in history.csv. reads_by: how the net is read, by slots or by CTC. epochs: those
    planned. slots: places in a text. symbol_images: how many training images hold each symbol. smoothed_grain: largest
    share of salt-and-pepper pixels in drawn images that are moved while learning. blank: share of places of the
    validation part that were last read as empty. never_read: symbols of the validation part that were not.
    """

    rows: Sequence[Row]
    reads_by: str
    epochs: int
    slots: int
    symbol_images: dict[str, int]
    smoothed_grain: float = 0.0
    blank: float = 0.0
    never_read: str = ""


class Advice(NamedTuple):
    """One finding: what is seen, and what to try. serious: whether the training will not mend it by itself."""

    finding: str
    remedy: str
    serious: bool


def advice(evidence: Evidence) -> list[Advice]:
    """All that can be said by now, the serious first; [] when nothing is odd."""
    judged = bool(evidence.rows) and "val_loss" in evidence.rows[-1]  # a final training has nothing to be judged by
    rules = BEFORE + AFTER if judged else BEFORE
    found = [each for rule in rules if (each := rule(evidence)) is not None]
    return sorted(found, key=lambda each: not each.serious)


def examine(rows: Sequence[Row], material: Material, spec: Settled, answers: np.ndarray | None) -> Evidence:
    """Gathers the evidence of a training; answers: how often each class was given on the validation part, if it was."""
    codec, reads_by = material.codec, recipe_of(spec.recipe).decoding
    holding = (
        {}
        if spec.stream
        else {s: int((material.train.classes == k).any(axis=1).sum()) for k, s in enumerate(codec.alphabet)}
    )
    moved = any((spec.shift, spec.turn, spec.slant, spec.zoom))
    grain = float(max(material.source.info.spec.get("salt_pepper_noise", (0.0,)))) if moved else 0.0
    before = Evidence(rows, reads_by, spec.epochs, codec.slots, holding, grain)
    if answers is None:
        return before
    there = set(np.unique(material.validation.classes).tolist())
    silent = "".join(symbol for k, symbol in enumerate(codec.alphabet) if k in there and not answers[k])
    blank = float(answers[-1] / answers.sum()) if codec.blank else 0.0
    return before._replace(blank=blank, never_read=silent)


def write_advice(folder: Path, evidence: Evidence) -> None:
    """Stores the advice in a job's folder, for the page."""
    write_json(folder / "advice.json", [each._asdict() for each in advice(evidence)])


def read_advice(folder: Path) -> list[Advice]:
    """The advice stored in a job's folder; [] before there is any."""
    path = folder / "advice.json"
    return [Advice(**each) for each in read_json(path)] if path.exists() else []


def few_images(evidence: Evidence) -> Advice | None:
    """Symbols that hardly any training image holds."""
    few = [symbol for symbol, count in evidence.symbol_images.items() if count < FEW_IMAGES]
    if not few:
        return None
    least = min(evidence.symbol_images[symbol] for symbol in few)
    return Advice(
        f"Fewer than {FEW_IMAGES} training images hold {listed(few)} (the rarest: {least}).",
        "Collect or generate more images with them; until then expect mistakes there, or turn class weights on.",
        serious=False,
    )


def smoothed_grain(evidence: Evidence) -> Advice | None:
    """Noise that is part of the task, and that turning and zooming smooths before the net sees it."""
    if evidence.smoothed_grain < MUCH_GRAIN:
        return None
    return Advice(
        f"Up to {evidence.smoothed_grain:.0%} of the pixels of these images are salt and pepper; shifts, turns, slants "
        "and zooms smooth them, so that the net never learns from such noise as it will meet.",
        "Set shift, turn, slant and zoom to 0, since drawn images come in many shapes anyway; the recipe slotnet-noisy "
        "reads through noise better.",
        serious=False,
    )


def at_chance(evidence: Evidence) -> Advice | None:
    """No better than guessing each place's most frequent symbol."""
    stuck = 0
    for row in reversed(evidence.rows):
        if row["val_symbol_accuracy"] > ABOVE_CHANCE * row["chance_symbol"]:
            break
        stuck += 1
    if stuck < PATIENT:
        return None
    remedy = (
        "CTC nets often sit here for many epochs before they begin to read: give it more images or epochs, or take "
        "slotnet, which learns much sooner where the symbols are."
        if evidence.reads_by == "ctc"
        else "Try a learning rate three times lower, then three times higher; if neither helps, look whether the "
        "labels belong to the images (page Explore), and try more images or shorter texts."
    )
    return Advice(f"The net reads no better than guessing since {stuck} epochs.", remedy, serious=True)


def only_blank(evidence: Evidence) -> Advice | None:
    """Everything is read as empty, the usual beginning of CTC and its usual end when it goes wrong."""
    share = evidence.blank
    if share < ALL_BLANK:
        return None
    return Advice(
        f"The net reads {share:.0%} of all places as empty.",
        "This is how CTC begins; if it lasts longer than ten epochs, lower the learning rate, give it more images, or "
        "take slotnet.",
        serious=len(evidence.rows) >= 2 * PATIENT,
    )


def overfitting(evidence: Evidence) -> Advice | None:
    """Validation gets worse while training still gets better."""
    losses = np.array([row["val_loss"] for row in evidence.rows])
    best, last = int(losses.argmin()), evidence.rows[-1]
    since = len(losses) - 1 - best
    better = last["loss"] < evidence.rows[best]["loss"]
    gap = last["exact_match"] - last["val_exact_match"]
    if since < OVER_EPOCHS or not better or losses[-1] < WORSE * losses[best] or gap < GAP:
        return None
    return Advice(
        f"Since epoch {best + 1} validation gets worse while training gets better ({last['exact_match']:.0%} against "
        f"{last['val_exact_match']:.0%} exact match): the net learns these images by heart.",
        "More images help most (drawn ones: turn fresh images on); otherwise more augmentation, dropout, or a smaller "
        "net. The best epoch is kept in any case; patience stops earlier.",
        serious=True,
    )


def good_symbols_poor_texts(evidence: Evidence) -> Advice | None:
    """Most symbols right, yet most texts wrong, which surprises people."""
    row = evidence.rows[-1]
    symbols, texts = row["val_symbol_accuracy"], row["val_exact_match"]
    if evidence.slots < 2 or symbols < GOOD_SYMBOLS or texts > POOR_TEXTS:
        return None
    return Advice(
        f"{symbols:.0%} of the symbols are right but only {texts:.0%} of the texts, since one wrong symbol spoils a "
        f"text ({symbols:.2f} to the power of {evidence.slots} is {symbols**evidence.slots:.0%}).",
        "Look on the page Analyze which symbols are confused; a little more accuracy per symbol gives much more per "
        "text: more epochs, more images, or a larger net.",
        serious=False,
    )


def never_read(evidence: Evidence) -> Advice | None:
    """Symbols that validation texts hold and the net never gives."""
    silent = evidence.never_read
    if not silent or len(evidence.rows) < PATIENT:
        return None
    return Advice(
        f"The net never answers {listed(silent)}, though validation texts hold {'it' if len(silent) == 1 else 'them'}.",
        "Check that training images hold them often enough and that they can be told apart from their look-alikes; "
        "class weights give rare symbols more say.",
        serious=False,
    )


def still_rising(evidence: Evidence) -> Advice | None:
    """The training ended while it was still getting better."""
    rows, span = evidence.rows, max(2, evidence.epochs // 10)
    if len(rows) < evidence.epochs or len(rows) <= span:
        return None
    gain = rows[-1]["val_exact_match"] - rows[-1 - span]["val_exact_match"]
    if gain < STILL_RISING:
        return None
    return Advice(
        f"The last {span} epochs still brought {100 * gain:.1f} points of exact match.",
        "Train again with twice the epochs, or continue from this model.",
        serious=False,
    )


def not_a_number(epoch: int, learning_rate: float) -> str:
    """The sentence with which a training ends whose loss is no longer a number."""
    return (
        f"the loss is no longer a number in epoch {epoch}; lower learning_rate (it is {learning_rate:g}, try "
        f"{learning_rate / 10:g}) or set clipnorm to 1, and train again."
    )


def listed(symbols: Sequence[str]) -> str:
    """Symbols in a sentence, the first ten of them."""
    some = ", ".join(repr(symbol) for symbol in symbols[:NAMED])
    return some if len(symbols) <= NAMED else f"{some} and {len(symbols) - NAMED} more"


BEFORE: tuple[Callable[[Evidence], Advice | None], ...] = (few_images, smoothed_grain)
AFTER: tuple[Callable[[Evidence], Advice | None], ...] = (
    at_chance,
    only_blank,
    overfitting,
    good_symbols_poor_texts,
    never_read,
    still_rising,
)
