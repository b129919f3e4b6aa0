"""Charts of learning curves."""

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go

from engine.core.charts.style import GREY, SERIES, base, shown

CURVES = {
    "loss": ("loss", "val_loss"),
    "symbol accuracy (%)": ("symbol_accuracy", "val_symbol_accuracy"),
    "exact match (%)": ("exact_match", "val_exact_match"),
}
BASELINES = {"symbol accuracy (%)": "chance_symbol", "exact match (%)": "chance_text"}  # columns of history.csv


def learning_curve(histories: dict[str, pd.DataFrame], what: str) -> go.Figure:
    """One of CURVES over the epochs, training dotted and validation solid, for one or several runs.

    The majority baseline of each run (`engine.core.metrics.baseline`) is a grey line if its history contains it.
    """
    factor = 1 if what == "loss" else 100
    top = {} if what == "loss" else {"range": [0, 101]}
    figure = base(280, xaxis={"title": "epoch"}, yaxis={"title": what, **top})
    for (name, history), colour in zip(histories.items(), SERIES * len(histories), strict=False):
        for column, dash, part in zip(CURVES[what], ("dot", "solid"), ("training", "validation"), strict=True):
            if column not in history:  # a final training has no validation images
                continue
            label = f"{name} {part}" if len(histories) > 1 else part
            figure.add_scatter(
                x=history["epoch"], y=factor * history[column], name=label, mode="lines+markers",
                line={"color": colour, "dash": dash, "width": 2}, marker={"size": 4},
                hovertemplate=f"epoch %{{x}}: %{{y:.4g}}<extra>{shown(label)}</extra>",
            )  # fmt: skip
    for share in baselines(histories.values(), what):
        figure.add_hline(
            y=100 * share, line={"color": GREY, "dash": "dash", "width": 1}, annotation_text="majority baseline",
            annotation_font_color=GREY,
        )  # fmt: skip
    return figure


def baselines(histories: Iterable[pd.DataFrame], what: str) -> list[float]:
    """The distinct majority baselines of the runs, as shares; [] for the loss and for runs that recorded none."""
    column = BASELINES.get(what)
    return sorted({float(history[column].iloc[-1]) for history in histories if column in history and len(history)})
