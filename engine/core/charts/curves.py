"""Charts of functions."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from engine.core.charts.style import BLUE, GREEN, ORANGE, base


def crossing(
    x: np.ndarray, sides: Sequence[np.ndarray], roots: Sequence[tuple[float, float]], unknown: str
) -> go.Figure:
    """Both sides of an equation over its unknown, each float (n) at the places x, and the points where they meet."""
    figure = base(300, xaxis={"title": unknown}, showlegend=True)
    for side, name, colour in zip(sides, ("left side", "right side"), (BLUE, ORANGE), strict=True):
        figure.add_scatter(x=x, y=side, mode="lines", name=name, line={"color": colour, "width": 2})
    places, heights = zip(*roots, strict=True)
    figure.add_scatter(x=places, y=heights, mode="markers", name="solution", marker={"color": GREEN, "size": 11})
    return figure
