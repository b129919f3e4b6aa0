"""From what texts can be composed."""

from engine import dataset
from engine.compose.draw import state_of


def sources() -> list[str]:
    """The datasets whose every label is one symbol."""
    return [name for name in dataset.names() if dataset.open(name).info.lengths == (1, 1)]


def state(source: str) -> str:
    """A text that changes whenever the pictures of a source, its split or its left-out rows do; makes cache keys."""
    return " ".join(map(str, state_of(dataset.open(source))))
