"""Charts of a model's accuracy."""

import pandas as pd
import plotly.graph_objects as go

from engine.core.charts.style import BLUE, GREEN, GREY, base, shown


def accuracy_bars(table: pd.DataFrame, column: str, title: str) -> go.Figure:
    """Accuracy with 95 % intervals per value of a column; table as from analyze.tables.accuracy_table."""
    names = table[column].map(shown)
    figure = base(320, xaxis={"title": title, "type": "category"}, yaxis={"title": "accuracy (%)", "range": [0, 101]})
    figure.add_bar(
        x=names,
        y=100 * table["accuracy"],
        marker_color=BLUE,
        error_y={
            "type": "data",
            "array": 100 * (table["high"] - table["accuracy"]),
            "arrayminus": 100 * (table["accuracy"] - table["low"]),
            "color": GREY,
            "thickness": 1,
        },
        customdata=table[["right", "n"]],
        hovertemplate="%{x}: %{y:.1f} % (%{customdata[0]} of %{customdata[1]})<extra></extra>",
    )
    return figure


def symbol_accuracy(table: pd.DataFrame) -> go.Figure:
    """Accuracy per true symbol, in the table's order."""
    return accuracy_bars(table, "symbol", "true symbol")


def position_accuracy(table: pd.DataFrame) -> go.Figure:
    """Accuracy per position in the text."""
    return accuracy_bars(table, "position", "position in the text")


def confusion_matrix(table: pd.DataFrame, percent: bool, cell: tuple[str, str] | None = None) -> go.Figure:
    """The confusion matrix: right predictions green, mistakes orange, empty cells transparent.

    table: columns true, read, count, row_share for every pair, as from analyze.tables.matrix. Transparent squares lie
    over the cells because clicks on a heat map report nothing; their customdata is [true, read, count]. cell: framed.
    """
    order = list(dict.fromkeys(table["true"]))
    names = [shown(symbol) for symbol in order]
    side = max(320, min(880, 120 + 24 * len(order)))
    figure = base(side, xaxis={"title": "read as"}, yaxis={"title": "true symbol"}, showlegend=False)
    values = table.assign(value=100 * table["row_share"] if percent else table["count"])
    on_diagonal = values["true"] == values["read"]
    for mask, scale in ((on_diagonal, [GREEN, GREEN]), (~on_diagonal, ["#fed7aa", "#c2410c"])):
        visible = values["value"].where(mask & (values["count"] > 0))
        square = values.assign(value=visible).pivot(index="true", columns="read", values="value").loc[order, order]
        figure.add_heatmap(
            z=square.to_numpy(), x=names, y=names, colorscale=[[0, scale[0]], [1, scale[1]]], showscale=False,
            xgap=1, ygap=1, hoverinfo="skip",
            texttemplate="%{z:.1f}" if percent and len(order) <= 20 else "%{z:.0f}",
            textfont={"size": 10, "color": "#1c1917"},
        )  # fmt: skip
    unit = "%{customdata[3]:.1f} % of the row" if percent else "%{customdata[2]} times"
    figure.add_scatter(
        x=values["read"].map(shown), y=values["true"].map(shown), mode="markers",
        marker={"symbol": "square", "size": max(8, (side - 120) // max(len(order), 1)), "opacity": 0},
        customdata=values.assign(share=100 * values["row_share"])[["true", "read", "count", "share"]],
        hovertemplate="true %{y}, read as %{x}: " + unit + "<extra></extra>",
    )  # fmt: skip
    if cell and set(cell) <= set(order):
        frame_cell(figure, order.index(cell[1]), order.index(cell[0]))
    ends = [-0.5, len(order) - 0.5]
    bare = {"type": "category", "dtick": 1, "tickangle": 0, "ticks": "", "showgrid": False, "zeroline": False}
    figure.update_xaxes(**bare, range=ends, side="top", constrain="domain")
    figure.update_yaxes(**bare, range=ends[::-1])
    return figure


def frame_cell(figure: go.Figure, column: int, row: int) -> None:
    """Draws a frame around one cell of a category grid."""
    figure.add_shape(
        type="rect", x0=column - 0.5, x1=column + 0.5, y0=row - 0.5, y1=row + 0.5, line={"color": BLUE, "width": 3}
    )
