"""The doctor: each illness is named when its figures are there, and a healthy training is left in peace."""

import pytest

from engine.train.data.material import load
from engine.train.diagnosis import Evidence, advice, examine
from engine.train.spec import TrainSpec
from tests.train.conftest import job_for, made

CHANCE = {"chance_symbol": 0.1, "chance_text": 0.0001}
STILL = {"shift": 0, "turn": 0, "slant": 0, "zoom": 0}
PLENTY = {"a": 500, "b": 500}


def epochs(count, **columns):
    """A history of so many epochs; a column is a value, or a function of the epoch from 0 on."""
    usual = {"loss": 0.1, "symbol_accuracy": 0.99, "exact_match": 0.97, "val_loss": 0.1, "val_symbol_accuracy": 0.99,
             "val_exact_match": 0.97, **CHANCE, **columns}  # fmt: skip
    return [
        {"epoch": i + 1, **{name: value(i) if callable(value) else value for name, value in usual.items()}}
        for i in range(count)
    ]


def said(rows, reads_by="slots", images=PLENTY, **seen):
    """All that the doctor says, as one text."""
    found = advice(Evidence(rows, reads_by, 20, 4, images, **seen))
    return " ".join(f"{each.finding} {each.remedy}" for each in found)


def test_a_healthy_training_is_left_in_peace():
    assert said(epochs(5)) == ""
    assert said([]) == ""


@pytest.mark.parametrize(
    "rows, words",
    [
        (epochs(4, val_symbol_accuracy=0.11, val_exact_match=0.0), "no better than guessing since 4 epochs"),
        (
            epochs(8, loss=lambda i: 1 / (i + 1), exact_match=1.0, val_exact_match=0.8,
                   val_loss=lambda i: 0.5 + 0.1 * abs(i - 2)),
            "Since epoch 3 validation gets worse",
        ),
        (epochs(3, val_symbol_accuracy=0.9, val_exact_match=0.62), "0.90 to the power of 4 is 66%"),
        (epochs(20, val_exact_match=lambda i: 0.5 + 0.02 * i), "The last 2 epochs still brought 4.0 points"),
    ],
)  # fmt: skip
def test_each_illness_is_named(rows, words):
    assert words in said(rows)


def test_what_the_net_answers_is_looked_at():
    assert "never answers 'q', 'O'" in said(epochs(3), never_read="qO")
    assert "100% of all places as empty" in said(epochs(2), blank=1.0)


def test_a_plateau_of_ctc_is_explained_otherwise_than_a_wrong_rate():
    rows = epochs(3, val_symbol_accuracy=0.1)
    assert "CTC nets often sit here" in said(rows, reads_by="ctc")
    assert "learning rate three times lower" in said(rows)


def test_rare_symbols_are_named_before_the_first_epoch():
    assert "Fewer than 20 training images hold 'z' (the rarest: 3)" in said([], images={"a": 400, "z": 3})


@pytest.mark.parametrize("grain, settings, named", [("0-0.4", {}, True), ("0", {}, False), ("0-0.4", STILL, False)])
def test_noise_that_learning_smooths_is_named_before_the_first_epoch(home, grain, settings, named):
    made("grainy", salt_pepper_noise=grain)
    spec = TrainSpec(dataset="grainy", name="reader", **settings)
    material = load(spec, job_for(spec))
    found = advice(examine([], material, spec.resolved(len(material.train.classes)), None))
    assert any("Up to 40% of the pixels" in each.finding for each in found) == named


def test_what_will_not_mend_itself_comes_first():
    rows = epochs(8, loss=lambda i: 1 / (i + 1), exact_match=1.0, val_exact_match=0.6, val_symbol_accuracy=0.9,
                  val_loss=lambda i: 0.5 + 0.1 * i)  # fmt: skip
    found = advice(Evidence(rows, "slots", 20, 4, PLENTY))
    assert [each.serious for each in found] == [True, False]
