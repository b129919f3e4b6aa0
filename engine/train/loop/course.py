"""The course of a training, from its epochs so far: when the rate begins to fall, when it starts anew, when it ends.

The rate follows progress: it stays high until the net begins to read. Where the number of epochs is left open, a
training ends soon after validation is all right or flat, and goes on while it still improves.
"""

from collections.abc import Sequence
from math import ceil, cos, pi
from typing import Any, NamedTuple

from engine.train.spec import Resolved

Row = dict[str, Any]

SLIGHTLY, CLEARLY = 0.2, 1.0  # above guessing, as shares of the smaller of its right and its wrong answers
LESS_LOSS = 0.98  # of the loss of guessing
SMALL_LEARNING = 200  # steps; a net that had fewer is not stuck, it has hardly begun
FEWEST_WAITING = 4  # epochs; in a shorter training the rate falls in any case
STUCK = 0.35  # share of the epochs at the baseline after which a training starts anew
LOWER_RATE = 1 / 3  # of the second start
FLAT, COOLING = 0.12, 0.1  # shares of the epochs: without progress before a training ends, and of its last cooling
FEWEST_FLAT, FEWEST_COOLING = 6, 2
SURE = 0.8  # of the loss before; while it falls faster, a net that reads every validation text still becomes surer
PROGRESS = 0.98  # of the smallest validation loss; a larger fall is progress
STILL_RISING = 0.01  # of exact match over the last tenth of the epochs
STILL_FALLING = 0.95  # of the validation loss over the same epochs
AFTER_TAKE_OFF = 0.7  # share of the epochs that remain at least once the net reads
FURTHER, MOST = 0.5, 2.5  # epochs that a training goes on at a time, and at most in all, as shares of the planned
AGAIN = 0.3  # of the highest rate, with which a training goes on


class Stage(NamedTuple):
    """A stretch of the training, in epochs of its start: the rate falls from `begin` to `end`.

    level: the share of the highest rate at its beginning. why: the sentence that says why it ends then.
    """

    begin: float
    end: int
    level: float = 1.0
    why: str = ""


def reads(row: Row) -> bool:
    """Whether a net reads better than guessing, in an epoch with validation."""
    guessing = row["chance_symbol"]
    above = (row["val_symbol_accuracy"] - guessing) / max(min(guessing, 1 - guessing), 1e-9)
    return above > CLEARLY or (above > SLIGHTLY and row["val_loss"] < LESS_LOSS * row.get("chance_loss", float("inf")))


def latest_start(rows: Sequence[Row]) -> list[Row]:
    """The epochs since the training started, or started anew."""
    return [row for row in rows if row.get("start", 0) == rows[-1].get("start", 0)] if rows else []


def is_stuck(rows: Sequence[Row], per_epoch: int, spec: Resolved) -> bool:
    """Whether a training is to start anew, which it does once: it has been at the baseline for too long."""
    if not rows or "val_loss" not in rows[-1] or rows[-1].get("start", 0) or spec.frozen_epochs:
        return False
    enough = max(ceil(STUCK * spec.epochs), ceil(SMALL_LEARNING / per_epoch))
    return len(rows) >= enough and len(rows) < spec.epochs and not any(map(reads, rows))


def reads_nothing(rows: Sequence[Row], per_epoch: int) -> bool:
    """Whether a finished training never read better than guessing, although it had the steps to learn."""
    if not rows or "val_loss" not in rows[-1] or len(rows) * per_epoch < SMALL_LEARNING:
        return False
    best = max(row["val_exact_match"] for row in rows)
    return not any(map(reads, rows)) and best <= 2 * rows[-1]["chance_text"]


def stage_of(rows: Sequence[Row], spec: Resolved) -> Stage:
    """The stage that a training is in after the epochs of its latest start."""
    stage = first_stage(rows, spec)
    if spec.ending != "progress":
        return stage
    while True:
        if (ended := early_end(rows, stage, spec)) is not None:
            return ended
        longest = len(rows) < stage.end or stage.end >= MOST * spec.epochs
        if longest or not still_improving(rows[: stage.end], spec.epochs):
            return stage
        end = stage.end + max(1, round(FURTHER * spec.epochs))
        stage = Stage(stage.end, end, AGAIN, f"validation still improves, so the training goes on to epoch {end}")


def first_stage(rows: Sequence[Row], spec: Resolved) -> Stage:
    """The planned epochs; the rate falls from the epoch on in which the net began to read."""
    if spec.final or spec.epochs < FEWEST_WAITING:
        return Stage(0, spec.epochs)
    take_off = next((index for index, row in enumerate(rows, start=1) if reads(row)), None)
    if take_off is None:
        return Stage(min(len(rows) + 1, spec.epochs), spec.epochs)
    late = take_off + round(AFTER_TAKE_OFF * spec.epochs) if spec.ending == "progress" else 0
    return Stage(take_off if take_off > 1 else 0, max(spec.epochs, late))


def early_end(rows: Sequence[Row], stage: Stage, spec: Resolved) -> Stage | None:
    """The last stage of a training that has nothing more to gain; None while it has."""
    window = max(FEWEST_FLAT, round(FLAT * spec.epochs))
    cooling = max(FEWEST_COOLING, round(COOLING * spec.epochs)) if spec.schedule == "cosine" else 0
    for done in range(max(window, int(stage.begin)), len(rows) + 1):
        if not reads(rows[done - 1]) or done + cooling >= stage.end:
            continue
        why = all_right(rows[:done], window) or flat(rows[:done], window)
        if why:
            end = done + cooling
            return Stage(done, end, share(done, stage, spec), f"{why}, so the training ends with epoch {end}")
    return None


def all_right(rows: Sequence[Row], window: int) -> str:
    """The words for a validation part of which every text was right for `window` epochs, and surely; "" otherwise."""
    last = rows[-window:]
    is_right = all(row["val_exact_match"] == 1 for row in last)
    return "every validation text is right" if is_right and last[-1]["val_loss"] >= SURE * last[0]["val_loss"] else ""


def flat(rows: Sequence[Row], window: int) -> str:
    """The words for a validation part on which neither loss nor exact match has improved for `window` epochs."""
    before, last = rows[:-window], rows[-window:]
    if not before:
        return ""
    more = max(row["val_exact_match"] for row in last) > max(row["val_exact_match"] for row in before)
    less = min(row["val_loss"] for row in last) < PROGRESS * min(row["val_loss"] for row in before)
    return "" if more or less else "validation has stopped improving"


def still_improving(rows: Sequence[Row], epochs: int) -> bool:
    """Whether exact match rose or the loss fell clearly over the last tenth of the epochs, and may do so further."""
    last = last_tenth(epochs)
    if len(rows) <= last or all_right(rows, 2):
        return False
    before, now = rows[-1 - last], rows[-1]
    rises = now["val_exact_match"] - before["val_exact_match"] >= STILL_RISING
    return bool(rises or now["val_loss"] < STILL_FALLING * before["val_loss"])


def last_tenth(epochs: int) -> int:
    """The number of epochs over which the end of a training is judged."""
    return max(2, epochs // 10)


def share(place: float, stage: Stage, spec: Resolved) -> float:
    """The share of the highest rate at a place, in epochs: half a cosine down over the stage.

    Cosine: Loshchilov & Hutter 2017. The first stage does not fall while the rate warms up.
    """
    begin = max(stage.begin, spec.warm_up * spec.epochs)
    if place <= begin:
        return stage.level
    remaining = 0.5 * (1 + cos(pi * min(1.0, (place - begin) / max(stage.end - begin, 1e-9))))
    return spec.minimum_rate + max(stage.level - spec.minimum_rate, 0) * remaining
