"""How a value is picked from a range by a random number."""

from engine.spec import Span


def picked(span: Span, u: float) -> float:
    """The value at u (0 <= u < 1) of a range."""
    return span.low + u * (span.high - span.low)


def whole_picked(span: Span, u: float) -> int:
    """The whole number at u (0 <= u < 1) of a range, each equally likely."""
    return int(span.low) + int(u * (span.high - span.low + 1))


PICKS = {"range": picked, "whole range": whole_picked}
