"""Charts of a model's accuracy."""

from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from engine.core.charts.style import BLUE, GREY, MISTAKES, RIGHT, TEXT, base, shown
from engine.core.metrics.alignment import ANY

Show = Literal["counts", "row percent", "both"]
MOST_LARGE = 20  # symbols of a matrix whose cells have room for more than a number
MOST_BARS = 40  # that can be told apart on half a page


def error_bars(table: pd.DataFrame, column: str, title: str) -> go.Figure:
    """Errors with 95 % intervals per value of a column, as dots; table as from analyze.scores.accuracy_table.

    Accuracies near 100 % look all alike; their errors differ, on an axis that follows them. An optional column
    `baseline`, the accuracy of always guessing the most frequent symbol, is in the hover.
    """
    table = table.head(MOST_BARS)
    hover = "%{x}: %{y:.2f} % wrong (%{customdata[0]:,} of %{customdata[1]:,}), accuracy %{customdata[2]:.2f} %"
    columns = [table["n"] - table["right"], table["n"], 100 * table["accuracy"]]
    if "baseline" in table:
        columns.append(100 * table["baseline"])
        hover += "<br>always guessing the most frequent symbol: accuracy %{customdata[3]:.1f} %"
    highest = max(0.5, 100 * (1 - table["low"].min()))
    figure = base(
        320, xaxis={"title": title, "type": "category"}, yaxis={"title": "errors (%)", "range": [0, 1.05 * highest]}
    )
    figure.add_scatter(
        x=table[column].map(shown),
        y=100 * (1 - table["accuracy"]),
        mode="markers",
        marker={"color": BLUE, "size": 9},
        error_y={
            "type": "data",
            "array": 100 * (table["accuracy"] - table["low"]),
            "arrayminus": 100 * (table["high"] - table["accuracy"]),
            "color": GREY,
            "thickness": 1.5,
        },
        customdata=np.stack(columns, axis=1),
        hovertemplate=hover + "<extra></extra>",
    )
    return figure


def symbol_errors(table: pd.DataFrame) -> go.Figure:
    """Errors per true symbol, in the table's order, with the mean over symbols as a line."""
    figure = error_bars(table, "symbol", "true symbol, most errors first")
    mean = 100 * (1 - table["accuracy"].mean())
    figure.add_hline(
        y=mean, line={"color": GREY, "dash": "dash", "width": 1.5}, annotation_text=f"mean over symbols {mean:.2g} %",
        annotation_font_color=TEXT, annotation_position="top right",
    )  # fmt: skip
    return figure


def position_errors(table: pd.DataFrame) -> go.Figure:
    """Errors per position in the text."""
    return error_bars(table, "position", "position in the text")


def loss_bars(table: pd.DataFrame) -> go.Figure:
    """Mean loss per true symbol, in the table's order: symbol, loss, n."""
    table = table.head(MOST_BARS)
    figure = base(
        320, xaxis={"title": "true symbol", "type": "category"}, yaxis={"title": "loss", "rangemode": "tozero"}
    )
    figure.add_scatter(
        x=table["symbol"].map(shown), y=table["loss"], mode="markers", marker={"color": BLUE, "size": 9},
        customdata=table[["n"]], hovertemplate="%{x}: loss %{y:.3f} over %{customdata[0]:,} symbols<extra></extra>",
    )  # fmt: skip
    return figure


def confusion_matrix(table: pd.DataFrame, show: Show = "counts", cell: tuple[str, str] | None = None) -> go.Figure:
    """The confusion matrix: right predictions green, mistakes orange, empty cells transparent; colours are logarithmic.

    table: columns true, read, count, row_share for every pair, as from analyze.confusions.matrix. Transparent squares
    lie over cells and headers because clicks on a heat map report nothing; their customdata is [true, read, ...], with
    ANY for the other symbols of a header's row or column. cell: framed.
    """
    order = list(dict.fromkeys(table["true"]))
    both = show == "both" and len(order) <= MOST_LARGE
    side = max(320, min(880, 120 + (42 if both else 24) * len(order)))
    figure = base(side, xaxis={"title": "read as"}, yaxis={"title": "true symbol"}, showlegend=False)
    paint_cells(figure, table, order, show if both or show != "both" else "counts")
    marker = {"symbol": "square", "size": max(8, (side - 120) // max(len(order) + 1, 1)), "opacity": 0}
    add_headers(figure, order, marker)
    place = {symbol: number for number, symbol in enumerate(order)}
    figure.add_scatter(
        x=table["read"].map(place), y=table["true"].map(place), mode="markers", marker=marker,
        customdata=[
            [true, read, count, 100 * share, shown(true), shown(read)]
            for true, read, count, share in table[["true", "read", "count", "row_share"]].itertuples(index=False)
        ],
        hovertemplate="true %{customdata[4]}, read as %{customdata[5]}: %{customdata[2]:,} times, "
        "%{customdata[3]:.1f} % of the row<extra></extra>",
    )  # fmt: skip
    if cell:
        frame_cell(figure, place, *cell)
    bare = {"showticklabels": False, "ticks": "", "showgrid": False, "zeroline": False, "showline": False}
    ends = [-1.5, len(order) - 0.5]
    figure.update_xaxes(**bare, range=ends, side="top", constrain="domain")
    figure.update_yaxes(**bare, range=ends[::-1])
    return figure


def paint_cells(figure: go.Figure, table: pd.DataFrame, order: list[str], show: Show) -> None:
    """The coloured cells of a matrix, with what is written in them."""
    values = table.assign(value=np.log1p(1000 * table["row_share"] if show == "row percent" else table["count"]))
    texts = as_square(values.assign(value=cell_texts(values, show)), order).to_numpy()
    on_diagonal = values["true"] == values["read"]
    for mask, scale in ((on_diagonal, RIGHT), (~on_diagonal, MISTAKES)):
        visible = values["value"].where(mask & (values["count"] > 0))
        figure.add_heatmap(
            z=as_square(values.assign(value=visible), order).to_numpy(), colorscale=[[0, scale[0]], [1, scale[1]]],
            showscale=False, xgap=1, ygap=1, hoverinfo="skip", text=texts, texttemplate="%{text}",
            textfont={"size": 12 if len(order) <= MOST_LARGE else 10, "color": TEXT},
        )  # fmt: skip


def as_square(values: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """The column value of a matrix as a square, true symbols in rows."""
    return values.pivot(index="true", columns="read", values="value").loc[order, order]


def cell_texts(table: pd.DataFrame, show: Show) -> list[str]:
    """What is written in the cells of a matrix: counts, percent of the row, or both."""
    shares = [f"{100 * share:.2g}" if share else "" for share in table["row_share"]]
    if show == "row percent":
        return shares
    counts = [f"{count}" if count else "" for count in table["count"]]
    both = [f"{count}<br>{share} %" if count else "" for count, share in zip(counts, shares, strict=True)]
    return both if show == "both" else counts


def add_headers(figure: go.Figure, order: list[str], marker: dict[str, Any]) -> None:
    """The symbols beside the rows and above the columns, which can be clicked like cells."""
    places = list(range(len(order)))
    before = [-1] * len(order)
    for x, y, pairs, hover in (
        (before, places, [(symbol, ANY) for symbol in order], "all mistakes with the true symbol %{text}"),
        (places, before, [(ANY, symbol) for symbol in order], "all symbols read wrongly as %{text}"),
    ):
        figure.add_scatter(
            x=x, y=y, mode="markers+text", marker=marker, text=[shown(symbol) for symbol in order], customdata=pairs,
            textfont={"color": TEXT, "size": 12}, hovertemplate=hover + "<extra></extra>",
        )  # fmt: skip


def frame_cell(figure: go.Figure, place: dict[str, int], true: str, read: str) -> None:
    """Draws a frame around one cell, or around a row or column for ANY; nothing for a symbol that is not shown."""
    (top, bottom), (left, right) = (extent(place, symbol) for symbol in (true, read))
    if top > -2 and left > -2:
        figure.add_shape(type="rect", x0=left, x1=right, y0=top, y1=bottom, line={"color": BLUE, "width": 3})


def extent(place: dict[str, int], symbol: str) -> tuple[float, float]:
    """From where to where a symbol reaches in the matrix; over all for ANY, far outside if it is not shown."""
    if symbol == ANY:
        return -0.5, len(place) - 0.5
    middle = place.get(symbol, -9)
    return middle - 0.5, middle + 0.5
