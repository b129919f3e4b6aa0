"""A chart shows what its table holds, and hostile labels stay text."""

import pandas as pd

from engine import charts
from engine.analyze import tables


def matrix_table():
    frame = pd.DataFrame({"id": [0, 1, 2], "text": ["<b>", "ab ", "ab"], "predicted": ["<b>", "aa ", "a"]})
    return tables.matrix(frame)


def test_every_cell_of_the_matrix_can_be_clicked_and_knows_its_pair():
    table = matrix_table()
    squares = charts.confusion_matrix(table, percent=False).data[-1]
    assert [tuple(cell[:2]) for cell in squares.customdata] == list(zip(table["true"], table["read"], strict=True))
    assert squares.mode == "markers"


def test_labels_never_become_markup_and_blanks_can_be_seen():
    figure = charts.confusion_matrix(matrix_table(), percent=True, cell=("b", "a"))
    names = list(figure.data[0].x)
    assert "&lt;" in names and "<" not in names
    assert charts.NO_SYMBOL in names and "␣" in names
    assert len(figure.layout.shapes) == 1


def test_learning_curves_show_each_run_with_the_line_of_chance():
    columns = [name for pair in charts.CURVES.values() for name in pair]
    history = pd.DataFrame({name: [0.5, 0.25] for name in columns}).assign(epoch=[1, 2])
    figure = charts.learning_curve({"one": history, "two": history}, "exact match (%)", chance=0.1)
    assert [trace.name for trace in figure.data] == ["one training", "one validation", "two training", "two validation"]
    assert list(figure.data[0].y) == [50, 25]
    assert figure.layout.shapes[0].y0 == 10
