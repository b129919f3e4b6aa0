"""Picks values from ranges by random numbers."""

from typing import Any

import numpy as np

from engine.spec import Span


def picked(span: Span, u: Any) -> Any:
    """The values of a range at u (0 <= u < 1): float64."""
    return span.low + u * (span.high - span.low)


def whole_picked(span: Span, u: Any) -> Any:
    """The whole numbers of a range at u (0 <= u < 1), all equally likely: int64."""
    return int(span.low) + (u * (span.high - span.low + 1)).astype(np.int64)


PICKS = {"range": picked, "whole range": whole_picked}
