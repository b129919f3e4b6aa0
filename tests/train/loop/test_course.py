"""The course of a training follows its progress: no cooling before the net reads, a second start, an end when flat."""

import pytest

from engine.train.loop.course import is_stuck, latest_start, reads, reads_nothing, stage_of
from engine.train.loop.schedule import rate
from engine.train.spec import TrainSpec

GUESS = {"chance_symbol": 0.1, "chance_text": 0.001, "chance_loss": 2.3}
STEPS = 20  # an epoch


def spec(**values):
    return TrainSpec(dataset="d", name="m", **values).resolved(1600)  # 50 epochs


def epochs(accuracies, losses=None, start=0):
    """Epochs with these validation accuracies (texts like symbols, but none by guessing) and losses."""
    losses = losses or [3 * (1 - accuracy) for accuracy in accuracies]
    return [
        {
            "val_symbol_accuracy": accuracy, "val_exact_match": accuracy if accuracy > 0.2 else 0, "val_loss": loss,
            "start": start, **GUESS,
        }
        for accuracy, loss in zip(accuracies, losses, strict=True)
    ]  # fmt: skip


def rising(count, top=0.9):
    return [top * (i + 1) / count for i in range(count)]


def share_of_rate(rows, values=None):
    given = spec(**(values or {}))
    return rate(len(rows) * STEPS, STEPS, given, rows, stage_of(rows, given)) / given.learning_rate


def test_the_rate_does_not_fall_before_the_net_reads():
    guessing = epochs([0.1] * 30)
    assert [share_of_rate(guessing[:count]) for count in (5, 15, 30)] == [1, 1, 1]
    reading = [*guessing, *epochs(rising(15))]
    assert stage_of(reading, spec()).begin == 34 and stage_of(reading, spec()).end == 69  # as many as it needs
    assert 0.4 < share_of_rate(reading) < 0.95 and 0.1 < share_of_rate(reading, {"epochs": 50}) < 0.3


def test_a_few_right_by_luck_are_no_reading():
    assert not reads(epochs([0.13], [2.31])[0]) and reads(epochs([0.13], [2.1])[0]) and reads(epochs([0.4], [9])[0])
    old = {name: value for name, value in epochs([0.13])[0].items() if name != "chance_loss"}
    assert reads(old)  # histories of earlier versions
    nearly_all = {"chance_symbol": 0.9, "val_symbol_accuracy": 0.95, "val_loss": 0.1}
    assert reads(nearly_all) and not reads({**nearly_all, "val_symbol_accuracy": 0.91})


def test_a_training_that_guesses_for_long_starts_anew_once():
    stuck = epochs([0.1] * 18)
    assert is_stuck(stuck, STEPS, spec()) and not is_stuck(stuck[:17], STEPS, spec())
    assert not is_stuck(epochs([0.1] * 17) + epochs([0.5]), STEPS, spec())
    assert not is_stuck(stuck, 1, spec())  # it has hardly begun
    again = stuck + epochs([0.1] * 40, start=1)
    assert not is_stuck(again, STEPS, spec()) and len(latest_start(again)) == 40
    assert reads_nothing(again, STEPS) and not reads_nothing(again + epochs([0.5], start=1), STEPS)
    assert not reads_nothing(stuck, 1)
    assert not is_stuck([{"loss": 1}] * 40, STEPS, spec()) and not reads_nothing([{"loss": 1}] * 40, STEPS)


@pytest.mark.parametrize(
    "rows, last, words",
    [
        (epochs(rising(10, 0.97) + [1.0] * 6), 21, "every validation text is right"),
        (epochs(rising(10) + [0.9] * 6), 21, "validation has stopped improving"),
        (epochs(rising(16)), 50, ""),
        (epochs([0.5] * 16, [1 - 0.05 * i for i in range(16)]), 50, ""),  # the loss still falls
        (epochs([0.1] * 16), 50, ""),
        (epochs(rising(50)), 75, "validation still improves"),
        (epochs(rising(75)), 77, "validation still improves"),
        (epochs(rising(150)), 144, "validation still improves"),
    ],
)
def test_a_training_ends_once_it_gains_nothing_and_goes_on_while_it_does(rows, last, words):
    stage = stage_of(rows, spec())
    assert stage.end == last and words in stage.why
    assert stage_of(rows, spec(epochs=50)).end == 50  # a number that was given is kept
    assert stage_of(rows, spec(ending="progress", epochs=50)) == stage


def test_before_it_ends_the_rate_cools():
    rows = epochs(rising(10) + [0.9] * 6)
    rates = [share_of_rate(rows + epochs([0.9] * more)) for more in range(5)]
    assert rates[0] > 0.7 and rates == sorted(rates, reverse=True) and rates[-1] < 0.15
    assert share_of_rate(epochs(rising(50))) == pytest.approx(0.3, abs=0.01)  # and rises again to go on


def test_without_validation_the_course_is_the_planned_one():
    final = spec(final=True)
    assert stage_of([{"loss": 1}] * 20, final) == stage_of([], final) and final.ending == "epochs"
