"""Tables in, plotly figures out; page and report call the same function. Backgrounds stay clear for either theme."""

from base64 import b64encode

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from engine.imaging.encode import png

BLUE, ORANGE, GREEN, GREY = "#3b82f6", "#f97316", "#22a06b", "#8b94a3"
PART_COLOURS = {"train": BLUE, "validation": ORANGE, "test": GREEN}
# Series of several models or runs; distinguishable for colour-blind readers (Okabe & Ito 2008).
SERIES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
NO_SYMBOL = "∅"
MOST_TICKS = 70  # signs beside each other on half a page
LONGEST_TICK = 12  # signs of a name on an axis
CLEAR = "rgba(0,0,0,0)"


def base(height: int, **layout: object) -> go.Figure:
    """An empty figure in the workbench's look, `height` pixels high."""
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 40, "b": 8},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        **layout,
    )
    return figure


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
    """Accuracy per place in the text."""
    return accuracy_bars(table, "position", "position in the text")


def shown(symbol: object) -> str:
    """A symbol as it stands on an axis: the missing one and white space made visible."""
    text = str(symbol)
    visible = text.replace(" ", "␣").replace("\n", "⏎")
    return visible.replace("&", "&amp;").replace("<", "&lt;") or NO_SYMBOL


def confusion_matrix(table: pd.DataFrame, percent: bool, cell: tuple[str, str] | None = None) -> go.Figure:
    """The confusion matrix: right readings green, mistakes orange, empty cells clear.

    table: rows true, read, count, row_share for every pair, as from analyze.tables.matrix. Clear squares lie over the
    cells because clicks on a heat map itself report nothing; their customdata is [true, read, count]. `cell` is framed.
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


CURVES = {
    "loss": ("loss", "val_loss"),
    "symbol accuracy (%)": ("symbol_accuracy", "val_symbol_accuracy"),
    "exact match (%)": ("exact_match", "val_exact_match"),
}
CHANCE = {"symbol accuracy (%)": "chance_symbol", "exact match (%)": "chance_text"}


def learning_curve(histories: dict[str, pd.DataFrame], what: str, chance: float | None = None) -> go.Figure:
    """One of CURVES over the epochs, training dashed and validation solid, for one run or several over each other.

    chance: the share that guessing reaches, drawn as a dotted line.
    """
    factor = 1 if what == "loss" else 100
    top = {} if what == "loss" else {"range": [0, 101]}
    figure = base(280, xaxis={"title": "epoch"}, yaxis={"title": what, **top})
    for (name, history), colour in zip(histories.items(), SERIES * len(histories), strict=False):
        for column, dash, part in zip(CURVES[what], ("dot", "solid"), ("training", "validation"), strict=True):
            if column not in history:  # a final training has nothing to be judged by
                continue
            label = f"{name} {part}" if len(histories) > 1 else part
            figure.add_scatter(
                x=history["epoch"], y=factor * history[column], name=label, mode="lines+markers",
                line={"color": colour, "dash": dash, "width": 2}, marker={"size": 4},
                hovertemplate=f"epoch %{{x}}: %{{y:.4g}}<extra>{shown(label)}</extra>",
            )  # fmt: skip
    if chance is not None and what != "loss":
        figure.add_hline(
            y=100 * chance, line={"color": GREY, "dash": "dash", "width": 1}, annotation_text="pure chance",
            annotation_font_color=GREY,
        )  # fmt: skip
    return figure


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
    """Bars: how often each value of a column occurs; those marked in the column rare, where there is one, are orange.

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


def cut(text: str) -> str:
    """A text short enough for an axis."""
    return text if len(text) <= LONGEST_TICK else text[: LONGEST_TICK - 1] + "…"


def number_bars(table: pd.DataFrame, column: str, title: str, unit: str) -> go.Figure:
    """Bars over the whole numbers of a column; table: that column and one of counts."""
    across = {"title": title, "dtick": 1} if table[column].max() - table[column].min() < 20 else {"title": title}
    figure = base(260, xaxis=across, yaxis={"title": unit}, showlegend=False)
    figure.add_bar(
        x=table[column], y=table.drop(columns=column).iloc[:, 0], marker_color=BLUE,
        hovertemplate="%{x}: %{y:,}<extra></extra>",
    )  # fmt: skip
    return figure


def image_sizes(table: pd.DataFrame, step: int = 1) -> go.Figure:
    """Width against height, the area of a point its number of images; table: width, height, count.

    step: to how many pixels the sizes are rounded.
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
    """Shares of the symbols at each position; table: symbol, position, count, share. Empty cells never occur."""
    square = table.pivot(index="position", columns="symbol", values="share")
    times = table.pivot(index="position", columns="symbol", values="count")
    figure = base(
        100 + 34 * len(square),
        xaxis={"title": "symbol", "type": "category"},
        yaxis={"title": "position", "dtick": 1, "autorange": "reversed"},
    )
    figure.add_heatmap(
        z=(100 * square.where(times > 0)).to_numpy(), x=list(map(shown, square)), y=square.index, xgap=1, ygap=1,
        customdata=times.to_numpy(), colorscale=[[0, "rgba(59,130,246,0.08)"], [1, BLUE]], zmin=0,
        colorbar={"title": {"text": "%"}, "thickness": 10},
        hovertemplate="%{x} at position %{y}: %{z:.1f} % (%{customdata:,} times)<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(showgrid=False)
    return figure


def mean_images(table: pd.DataFrame, across: int = 12) -> go.Figure:
    """Mean images side by side, each over its name; table: key, images, picture (uint8, all of one size)."""
    height, width = table["picture"].iloc[0].shape
    across = min(across, max(1, round(across * 1.6 * height / width)), len(table))  # wide ones get more room
    place = np.arange(len(table))
    column, row = place % across, place // across
    figure = base(
        int((row.max() + 1) * min(130, 1100 / across * height / width + 30)) + 20,
        xaxis={"visible": False, "range": [-0.5, across - 0.5], "fixedrange": True},
        yaxis={"visible": False, "range": [row.max() + 0.6, -0.5], "fixedrange": True},
        showlegend=False,
    )
    figure.update_layout(margin={"t": 4})
    for x, y, picture in zip(column, row, table["picture"], strict=True):
        source = f"data:image/png;base64,{b64encode(png(picture)).decode()}"
        figure.add_layout_image(
            source=source, x=x, y=y, xref="x", yref="y", sizex=0.94, sizey=0.72, xanchor="center", yanchor="middle"
        )
    figure.add_scatter(
        x=column, y=row + 0.46, mode="text", text=table["key"].map(shown).map(cut), customdata=table[["images"]],
        hovertemplate="%{text}: mean of %{customdata[0]:,} images<extra></extra>",
    )  # fmt: skip
    return figure


def grey_levels(table: pd.DataFrame) -> go.Figure:
    """How bright pictures are, and of how much contrast; table: level, brightness, contrast (numbers of images)."""
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
