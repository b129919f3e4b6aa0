"""From what texts can be composed."""

from engine.compose.sampling import state_of
from engine.core.datasets.dataset import dataset_names, open_dataset


def sources() -> list[str]:
    """The datasets whose every label is one symbol."""
    return [name for name in dataset_names() if open_dataset(name).info.lengths == (1, 1)]


def state(source: str) -> str:
    """A text that changes whenever the pictures of a source, its split or its left-out rows do; makes cache keys."""
    return " ".join(map(str, state_of(open_dataset(source))))
