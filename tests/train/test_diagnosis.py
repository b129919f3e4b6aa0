"""Diagnosis: each problem is reported when its figures appear, and a good training gets no advice."""

import pytest

from engine.train.data.material import load
from engine.train.diagnosis import Evidence, advise, examine
from engine.train.spec import TrainSpec
from tests.train.conftest import generated, job_for

CHANCE = {"chance_symbol": 0.1, "chance_text": 0.0001}
STILL = {"shift": 0, "rotation": 0, "shear": 0, "scale": 0}
PLENTY = {"a": 500, "b": 500}


def epochs(count, **columns):
    """A history of so many epochs; a column is a value, or a function of the epoch from 0 on."""
    usual = {"loss": 0.1, "symbol_accuracy": 0.99, "exact_match": 0.97, "val_loss": 0.1, "val_symbol_accuracy": 0.99,
             "val_exact_match": 0.97, **CHANCE, **columns}  # fmt: skip
    return [
        {"epoch": i + 1, **{name: value(i) if callable(value) else value for name, value in usual.items()}}
        for i in range(count)
    ]


def said(rows, decoding="slots", images=PLENTY, **seen):
    """All advice as one text."""
    findings = advise(Evidence(rows, decoding, 20, 4, images, **seen))
    return " ".join(f"{item.finding} {item.remedy}" for item in findings)


def test_a_good_training_gets_no_advice():
    assert said(epochs(5)) == ""
    assert said([]) == ""


@pytest.mark.parametrize(
    "rows, words",
    [
        (epochs(4, val_symbol_accuracy=0.11, val_exact_match=0.0), "For 4 epochs the net has been no better"),
        (
            epochs(8, loss=lambda i: 1 / (i + 1), exact_match=1.0, val_exact_match=0.8,
                   val_loss=lambda i: 0.5 + 0.1 * abs(i - 2)),
            "Since epoch 3 validation has got worse",
        ),
        (epochs(3, val_symbol_accuracy=0.9, val_exact_match=0.62), "0.90 to the power of 4 is 66%"),
        (epochs(20, val_exact_match=lambda i: 0.5 + 0.02 * i), "The last 2 epochs still gained 4.0 points"),
    ],
)  # fmt: skip
def test_each_problem_is_reported(rows, words):
    assert words in said(rows)


def test_what_the_net_predicts_is_checked():
    assert "never predicts 'q', 'O'" in said(epochs(3), never_predicted="qO")
    assert "predicts 100% of all places as empty" in said(epochs(2), blank=1.0)


def test_a_plateau_of_ctc_gets_other_advice_than_a_wrong_rate():
    rows = epochs(3, val_symbol_accuracy=0.1)
    assert "CTC nets often stay here" in said(rows, decoding="ctc")
    assert "learning rate three times lower" in said(rows)


def test_rare_symbols_are_reported_before_the_first_epoch():
    assert "Fewer than 20 training images hold 'z' (the rarest: 3)" in said([], images={"a": 400, "z": 3})


@pytest.mark.parametrize("noise, settings, reported", [("0-0.4", {}, True), ("0", {}, False), ("0-0.4", STILL, False)])
def test_noise_that_augmentation_smooths_is_reported_before_the_first_epoch(home, noise, settings, reported):
    generated("noisy", salt_pepper_noise=noise)
    spec = TrainSpec(dataset="noisy", name="reader", **settings)
    material = load(spec, job_for(spec))
    findings = advise(examine([], material, spec.resolved(len(material.train.classes)), None))
    assert any("Up to 40% of the pixels" in item.finding for item in findings) == reported


def test_serious_advice_comes_first():
    rows = epochs(8, loss=lambda i: 1 / (i + 1), exact_match=1.0, val_exact_match=0.6, val_symbol_accuracy=0.9,
                  val_loss=lambda i: 0.5 + 0.1 * i)  # fmt: skip
    findings = advise(Evidence(rows, "slots", 20, 4, PLENTY))
    assert [item.serious for item in findings] == [True, False]
