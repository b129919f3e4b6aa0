"""Charts of learning curves."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from engine.core.charts.style import GREEN, GREY, ORANGE, SERIES, TEXT, base, shown, whole_ticks

CURVES = {
    "loss": ("loss", "val_loss"),
    "symbol accuracy (%)": ("symbol_accuracy", "val_symbol_accuracy"),
    "exact match (%)": ("exact_match", "val_exact_match"),
}
BASELINES = {"symbol accuracy (%)": "chance_symbol", "exact match (%)": "chance_text"}  # columns of history.csv


def learning_curve(histories: dict[str, pd.DataFrame], what: str, best: dict[str, float] | None = None) -> go.Figure:
    """One of CURVES over the epochs, training dashed and validation solid, for one or several runs.

    best: the epoch of each run whose weights were kept; it is marked. The majority baseline of each run
    (`engine.core.metrics.baseline`) is a grey line if its history contains it.
    """
    last = max((history["epoch"].max() for history in histories.values()), default=1)
    top = {} if what == "loss" else {"range": [0, 103]}
    figure = base(280, xaxis={"title": "epoch", **whole_ticks(last)}, yaxis={"title": what, **top})
    for run, (name, history) in enumerate(histories.items()):
        for column, part in zip(CURVES[what], ("training", "validation"), strict=True):
            if column not in history:  # a final training has no validation images
                continue
            # One run has a colour for each part; several have one for each run.
            colour = SERIES[run % len(SERIES)] if len(histories) > 1 or part == "validation" else ORANGE
            label = f"{name} {part}" if len(histories) > 1 else part
            figure.add_scatter(
                x=history["epoch"], y=scaled(history[column], what), name=label, **line(part, colour, label)
            )
        if best and name in best and CURVES[what][1] in history:
            mark_best(figure, history, what, best[name])
    for share in baselines(histories.values(), what):
        figure.add_hline(
            y=100 * share, line={"color": GREY, "dash": "dot", "width": 1.5}, annotation_text="majority baseline",
            annotation_font_color=TEXT,
        )  # fmt: skip
    return figure


def scaled(values: pd.Series, what: str) -> pd.Series:
    """A loss as it is, shares as percent."""
    return values if what == "loss" else 100 * values


def line(part: str, colour: str, label: str) -> dict[str, Any]:
    """How the curve of a part is drawn."""
    training = part == "training"
    return {
        "mode": "lines+markers",
        "line": {"color": colour, "dash": "dash" if training else "solid", "width": 2},
        "marker": {"size": 6, "symbol": "circle-open" if training else "circle"},
        "hovertemplate": f"epoch %{{x}}: %{{y:.4g}}<extra>{shown(label)}</extra>",
    }


def mark_best(figure: go.Figure, history: pd.DataFrame, what: str, epoch: float) -> None:
    """Marks the epoch whose weights were kept, on the curve of the validation part."""
    row = history[history["epoch"] == epoch]
    if row.empty:
        return
    figure.add_scatter(
        x=row["epoch"], y=scaled(row[CURVES[what][1]], what), name="best epoch", mode="markers",
        marker={"symbol": "star", "size": 14, "color": GREEN, "line": {"color": TEXT, "width": 1}},
        showlegend=not any(trace.name == "best epoch" for trace in figure.data),
        hovertemplate="best epoch %{x}: %{y:.4g}<extra></extra>",
    )  # fmt: skip


def baselines(histories: Iterable[pd.DataFrame], what: str) -> list[float]:
    """The distinct majority baselines of the runs, as shares; [] for the loss and for runs that recorded none."""
    column = BASELINES.get(what)
    return sorted({float(history[column].iloc[-1]) for history in histories if column in history and len(history)})
