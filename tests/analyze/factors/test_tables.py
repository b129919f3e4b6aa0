"""The view of factors from stored predictions: tables, sentences, and every input that explains nothing."""

import numpy as np
import pandas as pd
import pytest

from engine.analyze import predictions
from engine.analyze.factors import accuracy, readings
from engine.analyze.factors.readings import Readings
from engine.analyze.factors.regression import regress
from engine.analyze.factors.tables import factor_tables
from engine.analyze.factors.terms import parse
from engine.core.datasets.dataset import open_dataset
from tests.support.readings import COEFFICIENTS, write_readings


@pytest.fixture
def source(home):
    """A dataset of 3,000 texts with stored predictions that follow COEFFICIENTS."""
    write_readings("known", "net", 3000, symbols="0123456789")
    return open_dataset("known")


def test_symbols_are_explained_by_what_they_were_drawn_with(source):
    frame = predictions.load("net", "known", "all")
    rows = readings.symbols(readings.texts(frame, source))
    result = regress(rows, parse("noise,position", rows.names), "id")
    row = result.coefficients.set_index("term").loc["noise"]
    assert row["low"] < COEFFICIENTS["noise"] < row["high"]
    assert result.summary["n"] == 15_000 and result.summary["clusters"] == 3000
    assert "lowers the odds of a correct symbol" in result.sentences[0]


def test_a_view_has_all_tables_and_names_what_is_left_out(source):
    frame = predictions.load("net", "known", "all")
    result = factor_tables(frame, source, "noise,rotation,rotation^2,kind,length", "auto")
    rows = result.tables["coefficients"]
    assert list(rows)[:7] == ["term", "coefficient", "se", "z", "p", "low", "high"]
    assert len(rows) == 6, "two of three kinds are compared with the third"
    assert {term.partition("[")[0] for term in rows["term"]} == {"intercept", "noise", "rotation", "rotation^2", "kind"}
    assert any("length is left out: it never varies" in note for note in result.numbers["notes"])
    assert {"effects", "tests", "calibration", "correlation", "influence", "left_out"} <= set(result.tables)
    accuracies = result.tables["accuracy_noise"]["accuracy"]
    assert len(accuracies) == 6 and accuracies.is_monotonic_decreasing


def test_measured_properties_are_factors_and_measured_once(source):
    frame = predictions.load("net", "known", "all")
    result = factor_tables(frame, source, "image_contrast,image_entropy", "auto")
    assert {"image_contrast", "image_entropy"} <= set(result.tables["effects"]["factor"])
    before = (source.folder / "properties.parquet").stat().st_mtime_ns
    factor_tables(frame, source, "image_ink", "auto")
    assert (source.folder / "properties.parquet").stat().st_mtime_ns == before


def rows_of(**columns):
    frame = pd.DataFrame({"id": range(len(columns["right"])), **columns})
    return Readings("text", frame, [name for name in columns if name not in ("right", "text")])


@pytest.mark.parametrize(
    ("right", "factors", "sentence"),
    [
        ([True] * 40, "x", "All of the 40 texts were read correctly"),
        ([False] * 40, "x", "None of the 40 texts were read correctly"),
        ([True, False] * 20, "still", "none of still varies"),
        ([True, False] * 20, "", "at least one factor"),
        ([True, False] * 20, "x^4", "power of x must be 1, 2 or 3"),
        ([True, False] * 20, "gone", "factors must be among x, still, empty; got 'gone'"),
        ([True, False] * 20, "x,x", "x is there twice"),
        ([True, False] * 20, "empty", "no text has a value of every factor"),
    ],
)
def test_what_explains_nothing_is_a_sentence(right, factors, sentence):
    texts = [str(number) for number in range(40)]
    rows = rows_of(right=right, text=texts, x=np.arange(40.0), still=[1] * 40, empty=[np.nan] * 40)
    with pytest.raises(ValueError, match=sentence.replace("^", r"\^")):
        regress(rows, parse(factors, rows.names), "text")


def test_one_row_one_cluster_and_an_unknown_one_are_sentences():
    few = rows_of(right=[True, False], text=["a", "b"], x=[1.0, 2.0])
    with pytest.raises(ValueError, match="2 rows are too few for 2 terms"):
        regress(few, parse("x", few.names), "text")
    rows = rows_of(right=[True, False] * 9, text=["a"] * 18, x=np.arange(18.0))
    with pytest.raises(ValueError, match="all rows have the same text"):
        regress(rows, parse("x", rows.names), "text")
    with pytest.raises(ValueError, match="cluster must be id, text or another column"):
        regress(rows, parse("x", rows.names), "nobody")


def test_levels_are_compared_on_the_same_texts_only():
    # Ten texts, each read at three levels: all at level 0, six at 1, four at 2.
    rows = [(f"t{text}", level, text < (10, 6, 4)[level]) for text in range(10) for level in range(3)]
    frame = pd.DataFrame([*rows, ("extra", 0, True)], columns=["text", "noise", "right"])
    right = accuracy.blocks(frame, "noise", ["text"])
    assert right.shape == (10, 3)
    p, table = accuracy.between_levels(right)
    assert p == pytest.approx(
        np.exp(-14 / 3)
    )  # Q = 2 (3 (10² + 6² + 4²) - 20²) / (3 · 20 - 4 · 3² - 2 · 2² - 4) = 28/3
    assert table[["only", "other_only"]].values.tolist() == [[4, 0], [6, 0], [2, 0]]
    assert accuracy.degradation(right)[["kept", "lost", "gained"]].values.tolist() == [[10, 0, 0], [6, 4, 0], [4, 6, 0]]


def test_intervals_of_texts_that_repeat_are_clustered():
    alone = pd.DataFrame({"x": 1, "right": [True, False] * 50, "text": range(100)})
    together = alone.assign(text=[number // 10 for number in range(100)])
    assert accuracy.by_factors(alone, ["x"], "text")["low"][0] == pytest.approx(0.4038, abs=1e-4)  # Wilson, 50 of 100
    same = together.assign(right=together["text"] % 2 == 0)
    assert accuracy.by_factors(same, ["x"], "text")["low"][0] < 0.25


def test_an_effect_that_turns_along_the_way_is_not_called_nothing():
    x = np.linspace(-1, 1, 2000)
    right = np.random.default_rng(0).random(2000) < 1 / (1 + np.exp(-(2 - 4 * x**2)))
    rows = rows_of(right=right, text=[str(number) for number in range(2000)], x=x, same=np.arange(2000) % 2)
    sentences = regress(rows, parse("x,x^2,same", rows.names), "text").sentences
    assert any("more of x changes the share" in words and "not alike everywhere" in words for words in sentences)
    assert any("more of same shows no effect" in words for words in sentences)
