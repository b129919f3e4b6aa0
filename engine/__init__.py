"""Glyphlab as a library: `from engine import load, only`. Importing it loads nothing; see docs/library.md."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.core.models.decoding.constraint import Constraint
    from engine.core.models.model import Model

__all__ = ["load", "only"]


def load(name: str, home: str | Path | None = None) -> "Model":
    """Loads a model of the workspace, ready to read images: `load("real-slotnet").read("image.png").text`.

    home: the workspace, as `--home` names it; without it GLYPHLAB_HOME or the project. Needs neither TensorFlow nor
    Streamlit. Raises FileNotFoundError if there is no such model, ValueError if it is damaged.
    """
    from engine.core.models.model import Model  # the first use pays for NumPy and LiteRT, not the import

    if home is not None:
        os.environ["GLYPHLAB_HOME"] = str(home)
    return Model(name)


def only(
    symbols: str = "", length: int | str | Sequence[int] | None = None, pattern: str = "", words: Iterable[str] = ()
) -> "Constraint":
    """What is known about a text before it is read, for `Model.read`; see `engine.core.models.model.only`."""
    from engine.core.models.model import only as constraint

    return constraint(symbols, length, pattern, words)
