"""The robustness card of a model: read once, stored, and followed by its tables."""

import json

import numpy as np
import pandas as pd
import pytest

from engine.core.datasets.dataset import open_dataset
from engine.core.models.predictions import read_predictions
from engine.datasets.manage import rename
from engine.robustness.card import card_of, half_lost, relative_error
from engine.robustness.corruptions import CONDITIONS, CORRUPTIONS
from engine.robustness.stored import read_readings, stored_path
from tests.support.commands import engine


def readings(wrong):
    """Readings of 10 texts under every condition, of which `wrong`(corruption, severity) are read wrongly."""
    rows = [
        (number, name, severity, "ab", "ab" if number >= wrong(name, severity) else "ax", 0.9)
        for name, severity in CONDITIONS
        for number in range(10)
    ]
    table = pd.DataFrame(rows, columns=["id", "corruption", "severity", "text", "predicted", "confidence"])
    return table.assign(correct=table["text"] == table["predicted"])


def test_a_card_counts_what_corruptions_break():
    card = card_of(readings(lambda name, severity: 2 * severity if name == "JPEG" else 0))
    assert card.summary["corruption"].iloc[0] == "JPEG" and card.summary["error"].iloc[0] == pytest.approx(0.6)
    assert card.summary["error"].iloc[1:].eq(0).all() and card.summary["lost"].iloc[1:].isna().all()
    third, second = CORRUPTIONS["JPEG"].amounts[2], CORRUPTIONS["JPEG"].amounts[1]
    assert card.summary["lost"].iloc[0] == pytest.approx((second + third) / 2)
    assert not card.summary["follows"].iloc[0]  # its confidence stays
    of_jpeg = card.positions[card.positions["corruption"] == "JPEG"].set_index("position")["accuracy"]
    assert of_jpeg.to_dict() == {1: 1.0, 2: pytest.approx(0.4)}
    assert card.symbols["symbol"].tolist() == ["a", "b"]
    assert card.flips["share"].tolist() == [0, 0]


def test_errors_relative_to_another_model():
    weak, strong = (card_of(readings(lambda name, severity, wrong=wrong: wrong if severity else 0)) for wrong in (4, 2))
    assert relative_error(weak, strong) == pytest.approx(2)
    assert np.isnan(relative_error(weak, card_of(readings(lambda name, severity: 0))))


@pytest.mark.parametrize(
    ("accuracy", "lost"),
    [([1, 0.8, 0.6, 0.4, 0.2, 0], 2.5), ([1, 0.4, 0, 0, 0, 0], 1), ([1] * 6, np.nan), ([0] * 6, np.nan)],
)
def test_where_half_is_lost(accuracy, lost):
    at = half_lost(np.array(accuracy, float), np.array([np.nan, 1, 2, 3, 4, 5]))
    assert at == pytest.approx(lost, nan_ok=True)


def test_a_model_reads_corrupted_images_and_what_it_read_follows_the_dataset(trained):
    command = "robustness --model reader --dataset digits --most 12 --workers 1 --json"
    result = json.loads(engine(trained, command))
    assert result["images"] == 12 and len(result["curves"]) == 16 * 6 and result["part"] == "test"
    source = open_dataset("digits")
    table = read_readings("reader", source)
    clean = table[table["corruption"] == "clean"].set_index("id")["predicted"]
    assert clean.equals(read_predictions("reader", source).set_index("id")["predicted"].loc[clean.index])
    rename("digits", "numbers")
    assert len(read_readings("reader", open_dataset("numbers"))) == len(table)
    stored_path("reader", "numbers").write_bytes(b"PAR1")
    with pytest.raises(ValueError, match="make the robustness card again"):
        read_readings("reader", open_dataset("numbers"))
