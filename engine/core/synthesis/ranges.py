"""How values are picked from a range by random numbers."""

from typing import Any

import numpy as np

from engine.spec import Span


def picked(span: Span, u: Any) -> Any:
    """The values at u (0 <= u < 1) of a range: float64."""
    return span.low + u * (span.high - span.low)


def whole_picked(span: Span, u: Any) -> Any:
    """The whole numbers at u (0 <= u < 1) of a range, each equally likely: int64."""
    return int(span.low) + (u * (span.high - span.low + 1)).astype(np.int64)


PICKS = {"range": picked, "whole range": whole_picked}
