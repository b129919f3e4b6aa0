"""Common style of the charts, shared by pages and reports. Backgrounds are transparent, for light and dark themes.

Colours are names in the form of a colour: the browser replaces them by those of the theme in .streamlit/config.toml,
light or dark, and again when the theme changes. `tests/core/charts/test_style.py` computes their contrast.
"""

import math
from typing import Any

import plotly.graph_objects as go

# chartCategoricalColors: eight for series, then text, and then lines and marks that stay behind.
SERIES = tuple(f"#{number:06}" for number in range(1, 9))
BLUE, ORANGE, GREEN = SERIES[:3]
TEXT, GREY = "#000009", "#000010"
SEQUENTIAL = tuple(f"#{number:06}" for number in range(11, 21))  # chartSequentialColors: from little to much
# chartDivergingColors: mistakes from many to few, then what is right from little to much. Text is readable on each.
MISTAKES, RIGHT = ("#000025", "#000021"), ("#000026", "#000030")
PALETTE = (*SERIES, TEXT, GREY, *SEQUENTIAL, *(f"#{number:06}" for number in range(21, 31)))
NO_SYMBOL = "∅"
LONGEST_TICK = 12  # characters of a name on an axis
CLEAR = "rgba(0,0,0,0)"
FONT = {"color": TEXT, "size": 13}
AXIS = {
    "tickfont": FONT,
    "title": {"font": FONT},
    "linecolor": GREY,
    "zerolinecolor": SEQUENTIAL[1],
    "gridcolor": SEQUENTIAL[0],
}


def base(height: int, **layout: Any) -> go.Figure:
    """An empty figure in the workbench's style, `height` pixels high."""
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 40, "b": 8},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font=FONT,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": FONT},
        xaxis=AXIS,
        yaxis=AXIS,
    )
    for name in ("xaxis", "yaxis"):
        layout[name] = titled(layout.get(name, {}))
    figure.update_layout(**layout)
    return figure


def titled(axis: dict[str, Any]) -> dict[str, Any]:
    """An axis whose title, if it is a text, keeps the style of titles."""
    title = axis.get("title")
    return {**axis, "title": {"text": title}} if isinstance(title, str) else axis


def whole_ticks(highest: float, most: int = 10) -> dict[str, Any]:
    """Ticks of an axis at whole numbers from 1 (or 0) to the highest: about `most`, 1, 2, 5, 10, 20 ... apart."""
    least = max(1.0, highest / most)
    power = 10 ** math.floor(math.log10(least))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= least)
    return {"dtick": int(step), "tick0": 1 if step == 1 else 0, "tickformat": "d"}


def shown(symbol: object) -> str:
    """A symbol as shown on an axis, with a missing symbol and white space made visible."""
    text = str(symbol)
    visible = text.replace(" ", "␣").replace("\n", "⏎")
    return visible.replace("&", "&amp;").replace("<", "&lt;") or NO_SYMBOL


def named(text: object) -> str:
    """A name or a level on an axis or in a legend, as it is: never markup."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;")


def cut(text: str) -> str:
    """A text shortened for an axis."""
    return text if len(text) <= LONGEST_TICK else text[: LONGEST_TICK - 1] + "…"
