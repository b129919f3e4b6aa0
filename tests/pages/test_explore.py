"""Overview, empty and filled: charts with their sentences, and images to leaf through."""

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from tests.support.screens import captions


def texts(app):
    return " ".join(
        paragraph.value.replace("\\", "").replace("\u2060", "") for paragraph in [*app.markdown, *app.caption]
    )


def shown_ids(app):
    return [int(caption.split(" ·")[0]) for caption in captions(app)]


def test_each_chart_has_its_sentence_and_the_sheet_is_paged(visit, tiny):
    app = visit("Explore", dataset=tiny)
    assert {metric.label: metric.value for metric in app.metric}["images"] == "40"
    first = shown_ids(app)
    assert len(first) == 24
    app.get("pagination")[0].set_value(2).run()
    assert len(shown_ids(app)) == 16 and not set(first) & set(shown_ids(app))


@pytest.mark.parametrize(
    ("view", "charts", "sentence"),
    [
        ("Labels and symbols", 4, "Every text has 2 symbols."),
        ("Sizes", 1, "All images are 160 × 60 pixels."),
        ("Appearance", 2, "A sharp mean"),
        ("Columns", 0, "explains nothing"),
    ],
)
def test_only_the_open_view_is_drawn(visit, tiny, view, charts, sentence):
    app = visit("Explore", dataset=tiny, view=view)
    assert len(app.get("plotly_chart")) == charts and sentence in texts(app) and not shown_ids(app)


def test_the_link_names_the_symbol_whose_pictures_are_shown(visit, home):
    rng = np.random.default_rng(3)
    from_arrays("odd", list(rng.integers(0, 256, (6, 9, 9), np.uint8)), ["<b>", "$x$", "x", "*", "x", "&lt;"])
    app = visit("Explore", dataset="odd", show="x")
    assert sorted(shown_ids(app)) == [1, 2, 4]
    assert sorted(shown_ids(visit("Explore", dataset="odd", show="<b>"))) == [0]
    (warning,) = visit("Explore", dataset="odd", show="q").warning
    assert "q" in warning.value.split(",")[0].split("'")[1]
