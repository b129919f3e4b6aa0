"""Charts of what corruptions do to models."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from engine.core.charts.style import SERIES, base, named


def curves(tables: Mapping[str, pd.DataFrame]) -> go.Figure:
    """Accuracy with intervals, and mean confidence, over the severities of one corruption, for one or two models.

    tables: by model: severity, amount, unit, n, right, accuracy, low, high, confidence, as in a robustness card.
    """
    first = next(iter(tables.values()))
    ticks = [f"{amount:g}" if severity else "clean" for severity, amount in first[["severity", "amount"]].to_numpy()]
    figure = base(
        340,
        xaxis={"title": named(first["unit"].iloc[0]), "tickvals": first["severity"].tolist(), "ticktext": ticks},
        yaxis={"title": "read correctly (%)", "range": [-3, 103]},
    )
    for colour, (model, table) in zip(SERIES, tables.items(), strict=False):
        label = named(model)
        figure.add_scatter(
            x=table["severity"], y=100 * table["accuracy"], name=label, mode="lines+markers", line={"color": colour},
            customdata=table[["right", "n"]],
            error_y={
                "type": "data", "array": 100 * (table["high"] - table["accuracy"]),
                "arrayminus": 100 * (table["accuracy"] - table["low"]), "thickness": 1.5,
            },
            hovertemplate="%{y:.1f} % (%{customdata[0]:,} of %{customdata[1]:,})<extra>" + label + "</extra>",
        )  # fmt: skip
        figure.add_scatter(
            x=table["severity"], y=100 * table["confidence"], name=f"{label}: mean confidence", mode="lines",
            line={"color": colour, "dash": "dot"},
            hovertemplate="%{y:.1f} %<extra>mean confidence, " + label + "</extra>",
        )  # fmt: skip
    return figure


def positions(table: pd.DataFrame) -> go.Figure:
    """The share of symbols read correctly at each position, over all severities: position, accuracy, n."""
    figure = base(280, xaxis={"title": "position", "dtick": 1}, yaxis={"title": "symbols read correctly (%)"})
    figure.add_bar(
        x=table["position"], y=100 * table["accuracy"], marker={"color": SERIES[0]}, customdata=table["n"],
        hovertemplate="position %{x}: %{y:.1f} % of %{customdata:,}<extra></extra>",
    )  # fmt: skip
    return figure
