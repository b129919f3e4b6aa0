"""Tables in, plotly figures out; page and report call the same function. Backgrounds stay clear for either theme."""

import pandas as pd
import plotly.graph_objects as go

BLUE, ORANGE, GREEN, GREY = "#3b82f6", "#f97316", "#22a06b", "#8b94a3"
PART_COLOURS = {"train": BLUE, "validation": ORANGE, "test": GREEN}
# Series of several models or runs; distinguishable for colour-blind readers (Okabe & Ito 2008).
SERIES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
NO_SYMBOL = "∅"
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
    return NO_SYMBOL if not text else text.replace(" ", "␣").replace("\n", "⏎").replace("<", "&lt;")


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
