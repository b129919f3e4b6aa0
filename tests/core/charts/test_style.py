"""Every colour of every chart comes from the theme, and its text can be read on light and dark pages."""

import re
import tomllib
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from engine.core.charts import analysis, datasets, factors, search, style, training
from tests.support.commands import PROJECT

THEMES = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text())["theme"]
LISTS = {"chartCategoricalColors": 1, "chartSequentialColors": 11, "chartDivergingColors": 21}
READABLE, VISIBLE = 4.5, 3.0  # contrasts of text and of graphics (WCAG 2.2, 1.4.3 and 1.4.11)
CAPTION = 0.6  # opacity of a caption, which Streamlit sets
PAGE = ("backgroundColor", "secondaryBackgroundColor")


def colours(theme: str) -> dict[str, str]:
    """The names of style.PALETTE as colours of a theme, as the browser replaces them."""
    return {
        f"#{first + place:06}": colour
        for name, first in LISTS.items()
        for place, colour in enumerate(THEMES[theme][name])
    }


def channels(colour: str) -> np.ndarray:
    """Red, green and blue, 0..1."""
    return np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])


def contrast(first: np.ndarray, second: np.ndarray) -> float:
    """The contrast ratio of two colours (WCAG 2.2)."""
    linear = [np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) for rgb in (first, second)]
    dark, light = sorted(float(rgb @ (0.2126, 0.7152, 0.0722)) for rgb in linear)
    return (light + 0.05) / (dark + 0.05)


def table(**columns: list) -> pd.DataFrame:
    return pd.DataFrame(columns)


@cache
def charts() -> dict[str, go.Figure]:
    """Every chart, with all that it can show."""
    scores = table(symbol=["a", "b"], position=[1, 2], n=[9, 9], right=[8, 9], accuracy=[0.9, 1], low=[0.7, 0.8])
    scores = scores.assign(high=[0.95, 1.0])
    terms = table(term=["intercept", "x"], odds_ratio=[1, 2], odds_low=[1, 1], odds_high=[1, 3], p=[1, 0.1])
    line = table(value=[0, 1], share=[0.2, 0.4], low=[0.1, 0.3], high=[0.3, 0.5])
    cells = [(true, read, 3, 0.5) for true, read in product("ab", repeat=2)]
    matrix = pd.DataFrame(cells, columns=["true", "read", "count", "row_share"])
    columns = [name for pair in training.CURVES.values() for name in pair]
    history = pd.DataFrame({name: [0.5, 0.25] for name in columns}).assign(epoch=[1, 2], chance_text=0.1)
    counts = table(symbol=["a", "b"], part=["train", "test"], count=[3, 4], rare=[True, False])
    trials = table(trial=[1, 2], exact_match=[0.5, 0.6], batch=[8, 64], mode=["a", "b"])
    band = table(images=[10, 100], low=[0.1, 0.01], middle=[0.2, 0.02], high=[0.3, 0.04])
    image = np.zeros((4, 4), np.uint8)
    return {
        "symbols": analysis.symbol_errors(scores),
        "positions": analysis.position_errors(scores.assign(baseline=0.5)),
        "matrix": analysis.confusion_matrix(matrix, "both", ("a", "b")),
        "losses": analysis.loss_bars(scores.assign(loss=[0.1, 0.2])),
        "factor": factors.accuracy(scores, ["symbol"]),
        "factors": factors.accuracy(scores.assign(accuracy=0.9), ["symbol", "position"]),
        "odds": factors.odds(terms),
        "curve": factors.fitted(line, scores.assign(centre=[0.1, 0.9]), "x"),
        "calibration": factors.calibration(table(n=[9, 9], right=[1, 5], predicted=[0.1, 0.6])),
        "correlation": factors.correlation(table(x=[1, 0.5], y=[0.5, 1])),
        "one run": training.learning_curve({"one": history}, "exact match (%)", {"one": 2}),
        "runs": training.learning_curve({"one": history, "two": history}, "exact match (%)"),
        "parts": datasets.split_counts(counts),
        "symbol counts": datasets.symbol_counts(counts),
        "counts": datasets.counts(counts, "symbol", "symbol", "times"),
        "numbers": datasets.number_bars(table(length=[4, 5], count=[1, 2]), "length", "length", "texts"),
        "sizes": datasets.image_sizes(table(width=[9, 10], height=[9, 12], count=[1, 5])),
        "places": datasets.symbol_positions(table(symbol=["a", "b"], position=[1, 1], count=[1, 2], share=[0.3, 0.7])),
        "means": datasets.mean_images(table(key=["a"], images=[3], picture=[image])),
        "greys": datasets.grey_levels(table(level=[0, 255], brightness=[1, 2], contrast=[2, 1])),
        "best": search.best_so_far(trials),
        "parallel": search.parallel(trials, ["batch", "mode"]),
        "importance": search.importance({"batch": 0.4, "mode": 0.6}),
        "law": search.learning_law(table(images=[10, 20], error=[0.2, 0.1]), band, 0.9),
    }


@pytest.mark.parametrize("name", charts())
def test_a_chart_takes_every_colour_from_the_theme(name):
    figure = charts()[name].to_plotly_json()
    figure["layout"].pop("template", None)
    named = set(re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\([^)]*\)", re.sub(r"data:image[^']*", "", str(figure))))
    assert named - {style.CLEAR} <= set(style.PALETTE), f"{named} are not all of the theme"
    assert style.TEXT in named


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_and_graphics_seen(theme):
    colour = {name: channels(value) for name, value in colours(theme).items()}
    assert set(colour) == set(style.PALETTE)
    for page in (channels(THEMES[theme][name]) for name in PAGE):
        for name in ("textColor", "grayTextColor", "redTextColor"):
            text = channels(THEMES[theme][name])
            assert contrast(CAPTION * text + (1 - CAPTION) * page, page) >= READABLE, f"captions, {name}"
        assert min(contrast(colour[name], page) for name in (style.TEXT, style.GREY)) >= READABLE
    page = channels(THEMES[theme]["backgroundColor"])
    assert min(contrast(colour[name], page) for name in style.SERIES) >= READABLE
    assert contrast(colour[style.SEQUENTIAL[-1]], page) >= VISIBLE
    for few, many in (style.MISTAKES, style.RIGHT):
        for share in np.linspace(0, 1, 11):
            cell = (1 - share) * colour[few] + share * colour[many]
            assert contrast(colour[style.TEXT], cell) >= READABLE, "numbers in cells"


@pytest.mark.parametrize(("highest", "step"), [(1, 1), (9, 1), (11, 2), (40, 5), (95, 10), (150, 20), (3000, 500)])
def test_ticks_are_whole_numbers(highest, step):
    assert style.whole_ticks(highest)["dtick"] == step
