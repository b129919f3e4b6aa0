"""A chart shows what its table holds, and hostile labels stay text."""

import numpy as np
import pandas as pd

from engine.analyze.confusions import matrix
from engine.core.charts import analysis, datasets, style, training
from engine.core.metrics.alignment import aligned


def matrix_table():
    frame = pd.DataFrame({"id": [0, 1, 2], "text": ["<b>", "ab ", "ab"], "predicted": ["<b>", "aa ", "a"]})
    return matrix(aligned(frame))


def test_every_cell_of_the_matrix_can_be_clicked_and_knows_its_pair():
    table = matrix_table()
    squares = analysis.confusion_matrix(table, "counts").data[-1]
    assert [tuple(cell[:2]) for cell in squares.customdata] == list(zip(table["true"], table["read"], strict=True))
    assert squares.mode == "markers"


def test_labels_never_become_markup_and_blanks_can_be_seen():
    figure = analysis.confusion_matrix(matrix_table(), "row percent", cell=("b", "a"))
    names = list(figure.data[-2].text)
    assert "&lt;" in names and "<" not in names
    assert style.NO_SYMBOL in names and "␣" in names
    assert len(figure.layout.shapes) == 1


def test_learning_curves_show_each_run_with_its_majority_baseline():
    columns = [name for pair in training.CURVES.values() for name in pair]
    history = pd.DataFrame({name: [0.5, 0.25] for name in columns}).assign(epoch=[1, 2])
    runs = {"one": history.assign(chance_text=0.1), "two": history}  # histories of early versions hold no baseline
    figure = training.learning_curve(runs, "exact match (%)")
    assert [trace.name for trace in figure.data] == ["one training", "one validation", "two training", "two validation"]
    assert [trace.line.dash for trace in figure.data] == ["dash", "solid"] * 2
    assert figure.layout.xaxis.dtick == 1 and figure.layout.xaxis.tickformat == "d"
    assert list(figure.data[0].y) == [50, 25]
    assert [line.y0 for line in figure.layout.shapes] == [10]
    both = {"one": runs["one"], "two": history.assign(chance_text=0.2)}
    assert [line.y0 for line in training.learning_curve(both, "exact match (%)").layout.shapes] == [10, 20]
    assert not training.learning_curve(runs, "loss").layout.shapes


def test_bars_mark_what_is_rare_and_tell_a_click_the_true_label():
    table = pd.DataFrame({"label": ["<b>", "&lt;", " "], "count": [9, 5, 1], "rare": [False, False, True]})
    bars = datasets.counts(table, "label", "label", "images").data[0]
    assert list(bars.x) == ["&lt;b>", "&amp;lt;", "␣"] and list(bars.y) == [9, 5, 1]
    assert [value for (value,) in bars.customdata] == ["<b>", "&lt;", " "]
    assert list(bars.marker.color) == [style.BLUE, style.BLUE, style.ORANGE]


def test_every_mean_image_stands_over_its_name():
    images = [np.full((20, 30), grey, np.uint8) for grey in range(25)]
    table = pd.DataFrame({"key": [f"<{i}" for i in range(25)], "images": range(25), "picture": images})
    figure = datasets.mean_images(table)
    names = figure.data[0]
    assert list(names.text)[24] == "&lt;24" and len(figure.layout.images) == 25
    for image, x, y in zip(figure.layout.images, names.x, names.y, strict=True):
        assert image.x == x and 0 < y - image.y < 0.5 and image.source.startswith("data:image/png;base64,")


def test_pairs_that_never_occur_are_left_clear():
    table = pd.DataFrame({"symbol": ["a", "b"] * 2, "position": [1, 1, 2, 2], "count": [3, 0, 1, 2]})
    squares = datasets.symbol_positions(table.assign(share=[1, 0, 1 / 3, 2 / 3])).data[0]
    assert np.isnan(squares.z[0][1]) and squares.z[1][1] > 66 and list(squares.x) == ["a", "b"]
