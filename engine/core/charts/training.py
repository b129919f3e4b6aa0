"""Charts of learning curves."""

import pandas as pd
import plotly.graph_objects as go

from engine.core.charts.style import GREY, SERIES, base, shown

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
