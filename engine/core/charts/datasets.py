"""Charts of a dataset's contents."""

from base64 import b64encode

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from engine.core.charts.style import BLUE, FONT, GREEN, GREY, ORANGE, SEQUENTIAL, base, cut, shown
from engine.imaging.encode import png

PART_COLOURS = {"train": BLUE, "validation": ORANGE, "test": GREEN}
MOST_TICKS = 70  # symbols that fit side by side on half a page


def split_counts(table: pd.DataFrame) -> go.Figure:
    """Images per part; table: part, count."""
    figure = base(160, xaxis={"title": "images"}, yaxis={"autorange": "reversed"}, showlegend=False)
    figure.add_bar(
        x=table["count"], y=table["part"], orientation="h", text=table["count"],
        marker_color=[PART_COLOURS.get(part, GREY) for part in table["part"]],
    )  # fmt: skip
    return figure


def symbol_counts(table: pd.DataFrame) -> go.Figure:
    """How often each symbol occurs in each part; table: symbol, part, count."""
    figure = base(300, barmode="stack", xaxis={"title": "symbol", "type": "category"}, yaxis={"title": "occurrences"})
    for part, colour in PART_COLOURS.items():
        rows = table[table["part"] == part]
        figure.add_bar(x=rows["symbol"].map(shown), y=rows["count"], name=part, marker_color=colour)
    return figure


def counts(table: pd.DataFrame, column: str, title: str, unit: str) -> go.Figure:
    """Bars of how often each value of a column occurs; orange if an optional column `rare` marks it.

    table: that column and count. The customdata of a bar is [the value], for clicks.
    """
    rare = table["rare"] if "rare" in table else pd.Series(False, table.index)
    figure = base(300, xaxis={"title": title, "type": "category"}, yaxis={"title": unit}, showlegend=False)
    figure.add_bar(
        x=table[column].map(shown).map(cut), y=table["count"], customdata=table[[column]],
        marker_color=rare.map({True: ORANGE, False: BLUE}), hovertemplate="%{x}: %{y:,}<extra></extra>",
    )  # fmt: skip
    if len(table) <= MOST_TICKS and table[column].astype(str).str.len().max() == 1:
        figure.update_xaxes(dtick=1, tickangle=0, tickfont={"size": 10 if len(table) <= 40 else 8})
    return figure


def number_bars(table: pd.DataFrame, column: str, title: str, unit: str) -> go.Figure:
    """Bars over the whole numbers of a column; table: that column and one with counts."""
    across = {"title": title, "dtick": 1} if table[column].max() - table[column].min() < 20 else {"title": title}
    figure = base(260, xaxis=across, yaxis={"title": unit}, showlegend=False)
    figure.add_bar(
        x=table[column], y=table.drop(columns=column).iloc[:, 0], marker_color=BLUE,
        hovertemplate="%{x}: %{y:,}<extra></extra>",
    )  # fmt: skip
    return figure


def image_sizes(table: pd.DataFrame, step: int = 1) -> go.Figure:
    """Width against height, with the number of images as the area of a point; table: width, height, count.

    step: pixels to which the sizes are rounded.
    """
    unit = "px" if step == 1 else f"px, to the nearest {step}"
    figure = base(300)
    figure.update_xaxes(title=f"width ({unit})", rangemode="tozero")
    figure.update_yaxes(title=f"height ({unit})", rangemode="tozero")
    figure.add_scatter(
        x=table["width"], y=table["height"], mode="markers", customdata=table[["count"]],
        marker={
            "size": table["count"], "sizemode": "area", "sizeref": 2 * table["count"].max() / 30**2, "sizemin": 3,
            "color": BLUE, "opacity": 0.5,
        },
        hovertemplate="%{x} × %{y} px: %{customdata[0]:,} images<extra></extra>",
    )  # fmt: skip
    return figure


def symbol_positions(table: pd.DataFrame) -> go.Figure:
    """Share of each symbol at each position; table: symbol, position, count, share. Empty cells mean zero."""
    square = table.pivot(index="position", columns="symbol", values="share")
    times = table.pivot(index="position", columns="symbol", values="count")
    figure = base(
        100 + 34 * len(square),
        xaxis={"title": "symbol", "type": "category"},
        yaxis={"title": "position", "dtick": 1, "autorange": "reversed"},
    )
    figure.add_heatmap(
        z=(100 * square.where(times > 0)).to_numpy(), x=list(map(shown, square)), y=square.index, xgap=1, ygap=1,
        customdata=times.to_numpy(), colorscale=[[0, SEQUENTIAL[0]], [1, SEQUENTIAL[-1]]], zmin=0,
        colorbar={"title": {"text": "%"}, "thickness": 10, "tickfont": FONT},
        hovertemplate="%{x} at position %{y}: %{z:.1f} % (%{customdata:,} times)<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(showgrid=False)
    return figure


def mean_images(table: pd.DataFrame, across: int = 12) -> go.Figure:
    """Mean images side by side, each above its name; table: key, images, picture (uint8, all of one size)."""
    height, width = table["picture"].iloc[0].shape
    across = min(across, max(1, round(across * 1.6 * height / width)), len(table))  # fewer wide images in a row
    place = np.arange(len(table))
    column, row = place % across, place // across
    figure = base(
        int((row.max() + 1) * min(130, 1100 / across * height / width + 30)) + 20,
        xaxis={"visible": False, "range": [-0.5, across - 0.5], "fixedrange": True},
        yaxis={"visible": False, "range": [row.max() + 0.6, -0.5], "fixedrange": True},
        showlegend=False,
    )
    figure.update_layout(margin={"t": 4})
    for x, y, image in zip(column, row, table["picture"], strict=True):
        source = f"data:image/png;base64,{b64encode(png(image)).decode()}"
        figure.add_layout_image(
            source=source, x=x, y=y, xref="x", yref="y", sizex=0.94, sizey=0.72, xanchor="center", yanchor="middle"
        )
    figure.add_scatter(
        x=column, y=row + 0.46, mode="text", text=table["key"].map(shown).map(cut), customdata=table[["images"]],
        hovertemplate="%{text}: mean of %{customdata[0]:,} images<extra></extra>",
    )  # fmt: skip
    return figure


def grey_levels(table: pd.DataFrame) -> go.Figure:
    """Histograms of brightness and contrast; table: level, brightness, contrast (numbers of images)."""
    figure = base(260, barmode="overlay", bargap=0, xaxis={"title": "grey level (0 black, 255 white)"})
    figure.update_yaxes(title="images in the sample")
    for name, colour, about in (
        ("brightness", BLUE, "brightness (mean)"),
        ("contrast", ORANGE, "contrast (standard deviation)"),
    ):
        figure.add_bar(
            x=table["level"], y=table[name], name=about, marker_color=colour, opacity=0.65,
            hovertemplate="about %{x}: %{y:,} images<extra></extra>",
        )  # fmt: skip
    return figure
