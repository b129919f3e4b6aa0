"""Charts of factors: accuracy against what an image is like, coefficients, fitted curves and correlations."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from engine.core.charts.style import BLUE, FONT, GREY, SEQUENTIAL, SERIES, TEXT, base, named

MOST_LINES = len(SERIES)
MOST_TERMS = 40
WIDTH = 0.6  # of the dots of one value, side by side
LONGEST_TERM = 32
HIGH = 0.8  # accuracies above it are drawn as errors, which then differ more


def as_errors(table: pd.DataFrame) -> bool:
    """Whether accuracies are all so high that their errors show more."""
    return bool(len(table)) and float(table["accuracy"].min()) > HIGH


def accuracy(table: pd.DataFrame, names: list[str]) -> go.Figure:
    """Accuracy, or errors where it is high, with intervals and counts, against one factor, side by side for a second.

    table: the factors `names` (one or two), n, right, accuracy, low, high, as from analyze.factors.accuracy.by_factors.
    The customdata of a dot ends with the number of its row.
    """
    errors = as_errors(table)
    values = {value: place for place, value in enumerate(dict.fromkeys(table[names[0]]))}
    ticks = {"tickvals": list(values.values()), "ticktext": [named(value) for value in values]}
    title = {"title": "errors (%)" if errors else "read correctly (%)"}
    figure = base(340, xaxis={"title": named(names[0]), **ticks}, yaxis=title)
    numbered = table.assign(number=range(len(table)), place=table[names[0]].map(values).astype(float))
    lines = [("", numbered)] if len(names) == 1 else list(numbered.groupby(names[1], sort=False, observed=True))
    lines = lines[:MOST_LINES]
    for at, (level, rows) in enumerate(lines):
        shift = WIDTH * ((at + 0.5) / len(lines) - 0.5)
        add_dots(figure, rows.assign(place=rows["place"] + shift), named(level), SERIES[at], errors)
    if len(names) > 1:
        figure.update_layout(legend_title={"text": named(names[1]), "font": FONT})
    return figure


def add_dots(figure: go.Figure, rows: pd.DataFrame, level: str, colour: str, errors: bool) -> None:
    """Adds the dots of one level of the second factor, with their intervals."""
    share, low, high = rows["accuracy"], rows["low"], rows["high"]
    if errors:
        share, low, high = 1 - share, 1 - high, 1 - low
    figure.add_scatter(
        x=rows["place"], y=100 * share, name=level or None, mode="markers", marker={"color": colour, "size": 9},
        showlegend=bool(level), customdata=rows[["right", "n", "number"]],
        error_y={
            "type": "data", "array": 100 * (high - share), "arrayminus": 100 * (share - low), "color": colour,
            "thickness": 1.5,
        },
        hovertemplate="%{y:.2f} % (%{customdata[0]:,} of %{customdata[1]:,} right)<extra>" + level + "</extra>",
    )  # fmt: skip


def odds(table: pd.DataFrame) -> go.Figure:
    """Odds ratios with intervals, one line a term: term, odds_ratio, odds_low, odds_high, p; without the intercept."""
    rows = table.iloc[1 : MOST_TERMS + 1][::-1]
    figure = base(
        120 + 24 * len(rows), xaxis={"title": "odds ratio of one unit", "type": "log"},
        yaxis={"type": "category", "automargin": True},
    )  # fmt: skip
    figure.add_scatter(
        x=rows["odds_ratio"], y=rows["term"].map(lambda term: named(cut_long(term))), mode="markers",
        marker={"color": BLUE, "size": 9},
        error_x={
            "type": "data", "array": rows["odds_high"] - rows["odds_ratio"],
            "arrayminus": rows["odds_ratio"] - rows["odds_low"], "color": GREY, "thickness": 1.5,
        },
        customdata=rows[["odds_low", "odds_high", "p"]],
        hovertemplate="%{y}: %{x:.3g} (%{customdata[0]:.3g} to %{customdata[1]:.3g}), p = %{customdata[2]:.2g}"
        "<extra></extra>",
    )  # fmt: skip
    figure.add_vline(x=1, line={"color": GREY, "dash": "dash", "width": 1.5})
    return figure


def fitted(curve: pd.DataFrame, points: pd.DataFrame, name: str) -> go.Figure:
    """The fitted share over a factor with its band, the others held fixed, and the shares of groups as dots.

    curve: value, share, low, high. points: centre, n, right, accuracy, low, high.
    """
    figure = base(320, xaxis={"title": named(name)}, yaxis={"title": "read correctly (%)", "rangemode": "tozero"})
    figure.add_scatter(
        x=[*curve["value"], *curve["value"][::-1]], y=[*(100 * curve["low"]), *(100 * curve["high"][::-1])],
        fill="toself", line={"width": 0}, fillcolor=SEQUENTIAL[1], name="95 % band", hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=curve["value"], y=100 * curve["share"], mode="lines", line={"color": BLUE, "width": 2}, name="fitted",
        hovertemplate="%{x:.4g}: %{y:.1f} %<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=points["centre"], y=100 * points["accuracy"], mode="markers", marker={"color": TEXT, "size": 7},
        name="measured, others as they are", customdata=points[["right", "n"]],
        error_y={
            "type": "data", "array": 100 * (points["high"] - points["accuracy"]),
            "arrayminus": 100 * (points["accuracy"] - points["low"]), "color": GREY, "thickness": 1.5,
        },
        hovertemplate="%{x:.4g}: %{y:.1f} % (%{customdata[0]:,} of %{customdata[1]:,})<extra></extra>",
    )  # fmt: skip
    return figure


def calibration(table: pd.DataFrame) -> go.Figure:
    """The share read correctly in each tenth of the predicted shares: predicted, right, n."""
    figure = base(300, xaxis={"title": "predicted (%)"}, yaxis={"title": "read correctly (%)"}, showlegend=False)
    share = 100 * table["right"] / table["n"]
    ends = [0, 100 * float(max(table["predicted"].max(), (table["right"] / table["n"]).max()))]
    figure.add_scatter(x=ends, y=ends, mode="lines", line={"color": GREY, "dash": "dash"}, hoverinfo="skip")
    figure.add_scatter(
        x=100 * table["predicted"], y=share, mode="markers", marker={"color": BLUE, "size": 9}, customdata=table[["n"]],
        hovertemplate="predicted %{x:.1f} %, read %{y:.1f} % of %{customdata[0]:,}<extra></extra>",
    )  # fmt: skip
    return figure


def correlation(table: pd.DataFrame) -> go.Figure:
    """The correlations of a regression's columns as a heat map; table square, named by terms."""
    names = [named(cut_long(name)) for name in table.columns]
    figure = base(max(280, min(700, 120 + 26 * len(names))), xaxis={"type": "category"}, yaxis={"type": "category"})
    values = table.to_numpy(float)[::-1]
    figure.add_heatmap(
        x=names, y=names[::-1], z=np.abs(values), zmin=0, zmax=1, showscale=False, xgap=1, ygap=1,
        colorscale=[[0, SEQUENTIAL[0]], [1, SEQUENTIAL[-4]]], customdata=values,
        hovertemplate="%{y} and %{x}: %{customdata:.2f}<extra></extra>",
    )  # fmt: skip
    return figure


def cut_long(term: str) -> str:
    """A term shortened for an axis."""
    return term if len(term) <= LONGEST_TERM else f"{term[: LONGEST_TERM - 1]}…"
