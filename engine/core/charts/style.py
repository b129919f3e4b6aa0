"""Common style of the charts, shared by pages and reports. Backgrounds are transparent, for light and dark themes."""

import plotly.graph_objects as go

BLUE, ORANGE, GREEN, GREY = "#3b82f6", "#f97316", "#22a06b", "#8b94a3"
# Series of several models or runs; distinguishable for colour-blind readers (Okabe & Ito 2008).
SERIES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
NO_SYMBOL = "∅"
LONGEST_TICK = 12  # characters of a name on an axis
CLEAR = "rgba(0,0,0,0)"


def base(height: int, **layout: object) -> go.Figure:
    """An empty figure in the workbench's style, `height` pixels high."""
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


def shown(symbol: object) -> str:
    """A symbol as shown on an axis, with a missing symbol and white space made visible."""
    text = str(symbol)
    visible = text.replace(" ", "␣").replace("\n", "⏎")
    return visible.replace("&", "&amp;").replace("<", "&lt;") or NO_SYMBOL


def cut(text: str) -> str:
    """A text shortened for an axis."""
    return text if len(text) <= LONGEST_TICK else text[: LONGEST_TICK - 1] + "…"
