"""Kinds of texts, by which symbols repeat in them."""

from itertools import pairwise


def kind_of(text: str) -> str:
    """The kind of a text: one symbol, all equal, neighbours equal, some equal, or all different."""
    if len(text) < 2:
        return "one symbol"
    different = len(set(text))
    if different == 1:
        return "all equal"
    if any(left == right for left, right in pairwise(text)):
        return "equal neighbours"
    return "some equal" if different < len(text) else "all different"
