"""Charts of sweeps and forecasts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from engine.core.charts.style import BLUE, GREEN, GREY, ORANGE, SEQUENTIAL, TEXT, base, shown, whole_ticks

SCALE = [[0, SEQUENTIAL[3]], [1, SEQUENTIAL[-1]]]
TICKS = {"color": TEXT, "shadow": "none"}  # the default shadow blurs text on a dark page
HIDDEN = {"color": "rgba(0,0,0,0)", "size": 1}  # the ends of an axis are already among its ticks
WIDE = 10  # numbers that span this factor get a logarithmic axis


def best_so_far(trials: pd.DataFrame) -> go.Figure:
    """Exact match of each trial and the best so far, in the order of the trials; columns trial, exact_match."""
    rows = trials.dropna(subset=["exact_match"]).sort_values("trial")
    figure = base(280, xaxis={"title": "trial", **whole_ticks(len(rows))}, yaxis={"title": "exact match (%)"})
    marks = {
        "mode": "markers",
        "marker": {"color": GREY, "size": 7},
        "hovertemplate": "trial %{x}: %{y:.1f} %<extra></extra>",
    }
    figure.add_scatter(x=rows["trial"], y=100 * rows["exact_match"], name="trial", **marks)
    best = 100 * rows["exact_match"].cummax()
    figure.add_scatter(x=rows["trial"], y=best, name="best so far", line={"color": GREEN, "shape": "hv", "width": 2})
    return figure


def parallel(trials: pd.DataFrame, fields: Sequence[str]) -> go.Figure:
    """Each trial as a line through the values of its fields to its exact match; columns of `fields`, exact_match."""
    rows = trials.dropna(subset=["exact_match"])
    axes = [axis(rows[name], name) for name in fields]
    axes.append({"label": "exact match (%)", "values": 100 * rows["exact_match"]})
    figure = base(320)
    figure.update_layout(margin={"l": 70, "r": 50, "t": 60, "b": 20})
    line = {"color": 100 * rows["exact_match"], "colorscale": SCALE}
    figure.add_parcoords(dimensions=axes, line=line, labelfont={"color": TEXT}, tickfont=TICKS, rangefont=HIDDEN)
    return figure


def axis(values: pd.Series, name: str) -> dict[str, Any]:
    """One axis: linear or logarithmic for numbers, a labelled position for each other value."""
    label = name.replace("_", " ")
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        if not values.min() > 0 or values.max() < WIDE * values.min():
            return {"label": label, "values": values}
        ticks = sorted(set(values)) if values.nunique() <= 6 else np.geomspace(values.min(), values.max(), 5)
        logarithms = {"values": np.log10(values), "tickvals": np.log10(list(ticks))}
        return {"label": label, **logarithms, "ticktext": [f"{tick:.3g}" for tick in ticks]}
    kinds = sorted(set(values.map(str)))
    places = {"values": values.map(str).map(kinds.index), "tickvals": list(range(len(kinds)))}
    return {"label": label, **places, "ticktext": [shown(kind) for kind in kinds]}


def importance(shares: dict[str, float]) -> go.Figure:
    """The share of each field in the differences between trials."""
    ranked = sorted(shares.items(), key=lambda share: share[1])
    figure = base(
        80 + 36 * len(ranked), xaxis={"title": "share of the differences (%)", "range": [0, 100]}, showlegend=False
    )
    figure.add_bar(
        x=[100 * share for _, share in ranked], y=[name.replace("_", " ") for name, _ in ranked], orientation="h",
        marker_color=BLUE, hovertemplate="%{y}: %{x:.0f} %<extra></extra>",
    )  # fmt: skip
    return figure


def learning_law(points: pd.DataFrame, band: pd.DataFrame, goal: float) -> go.Figure:
    """Errors over images on logarithmic axes: the runs, the power law fitted to them, and the goal.

    points: images, error. band: images, low, middle, high (errors 0..1). goal: exact match to reach, 0..1.
    """
    figure = base(
        360, xaxis={"title": "training images", "type": "log"}, yaxis={"title": "texts read wrong (%)", "type": "log"}
    )
    edges = pd.concat([band["images"], band["images"][::-1]]), pd.concat([band["high"], band["low"][::-1]])
    figure.add_scatter(
        x=edges[0], y=100 * edges[1], fill="toself", line={"width": 0}, fillcolor=SEQUENTIAL[1],
        name="8 of 10 forecasts", hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(x=band["images"], y=100 * band["middle"], name="forecast", line={"color": BLUE, "width": 2})
    figure.add_scatter(
        x=points["images"],
        y=100 * points["error"],
        mode="markers",
        name="trained",
        marker={"color": ORANGE, "size": 10},
    )
    figure.add_hline(
        y=100 * (1 - goal),
        line={"color": GREEN, "dash": "dash", "width": 2},
        annotation_text="goal",
        annotation_font_color=TEXT,
    )
    return figure
