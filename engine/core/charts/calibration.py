"""Charts of confidence: how well it matches reality, and what share of mistakes goes with what share of texts."""

import pandas as pd
import plotly.graph_objects as go

from engine.core.charts.style import BLUE, GREEN, GREY, ORANGE, TEXT, base

PERCENT = {"range": [0, 102], "ticksuffix": " %"}


def reliability(before: pd.DataFrame, after: pd.DataFrame) -> go.Figure:
    """The share of right texts over the confidence in them, in percent, before and after calibration.

    before, after: tables of `engine.core.metrics.reliability.reliability`.
    """
    figure = base(
        340, xaxis={"title": "confidence", **PERCENT}, yaxis={"title": "read correctly", **PERCENT}, hovermode="closest"
    )
    figure.add_scatter(
        x=[0, 100], y=[0, 100], mode="lines", line={"color": GREY, "dash": "dash"}, name="perfect", hoverinfo="skip"
    )
    for table, name, colour in ((before, "before", ORANGE), (after, "calibrated", BLUE)):
        figure.add_scatter(
            x=100 * table["confidence"],
            y=100 * table["right"],
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 1},
            error_y={
                "array": 100 * (table["high"] - table["right"]),
                "arrayminus": 100 * (table["right"] - table["low"]),
                "color": colour,
                "width": 2,
            },
            customdata=table["n"],
            hovertemplate="confidence %{x:.1f} %: %{y:.1f} % of %{customdata:,} texts<extra></extra>",
        )
    return figure


def risk_coverage(curve: pd.DataFrame, rate: float | None, accepted: float | None) -> go.Figure:
    """The share of mistakes among the accepted texts over the share accepted, in percent.

    curve: a table of `engine.core.metrics.reliability.risk_coverage`. rate: the share of mistakes to promise, accepted:
    the share of texts accepted under that promise, None where there is none.
    """
    highest = max(100 * float(curve["risk"].max()), 100 * (rate or 0)) * 1.1 or 1
    figure = base(
        340,
        xaxis={"title": "texts accepted, the surest first", **PERCENT},
        yaxis={"title": "mistakes among them", "range": [0, highest], "ticksuffix": " %"},
        showlegend=False,
    )
    figure.add_scatter(
        x=100 * curve["coverage"],
        y=100 * curve["risk"],
        mode="lines",
        line={"color": BLUE, "width": 2},
        customdata=curve["threshold"],
        hovertemplate="%{x:.1f} % accepted: %{y:.2f} % mistakes, confidence above %{customdata:.4f}<extra></extra>",
    )
    if rate:
        line = {"color": GREEN, "dash": "dash", "width": 2}
        figure.add_hline(y=100 * rate, line=line, annotation_text="promise", annotation_font_color=TEXT)
    if accepted is not None:
        figure.add_vline(x=100 * accepted, line={"color": GREEN, "width": 2})
    return figure
