"""Readings with all that is recorded or measured of each: the rows whose correctness factors may explain."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import is_object_dtype, is_string_dtype

from engine.core.datasets import properties
from engine.core.datasets.dataset import Dataset
from engine.core.metrics.alignment import aligned
from engine.core.metrics.kinds import kind_of

# Columns that identify a row or repeat its answer; they explain nothing.
NO_FACTORS = {"id", "predicted", "confidence", "correct", "top", "picture", "noise_seed", "given", "text"}
OF_SYMBOL = ("symbol", "position")
PER_SYMBOL = "symbol_"  # how columns with a value for each symbol of a text begin
BINS, MOST_VALUES = 10, 12

Unit = Literal["text", "symbol"]


class Readings(NamedTuple):
    """Readings of texts, or of their symbols.

    data: columns right (bool), text, id and all factors. names: of the factors, those that vary first.
    """

    unit: Unit
    data: pd.DataFrame
    names: list[str]

    @property
    def varying(self) -> list[str]:
        """The factors with more than one value."""
        return [name for name in self.names if self.data[name].nunique() > 1]


def unit_of(wanted: Iterable[str]) -> Unit:
    """Whether factors describe whole texts, or some of them single symbols."""
    return "symbol" if any(name in OF_SYMBOL or name.startswith(PER_SYMBOL) for name in wanted) else "text"


def texts(frame: pd.DataFrame, source: Dataset) -> Readings:
    """One row for each text, with the columns of the dataset, what follows from the text, and what was measured."""
    derived = pd.DataFrame(
        {"length": frame["text"].str.len(), "kind_of_text": frame["text"].map(kind_of)}, index=frame.index
    )
    measured = properties.measured(source, frame["id"]).set_axis(frame.index)
    own = frame.drop(columns=[name for name in (*derived, *measured) if name in frame])
    data = pd.concat([own, derived, measured.dropna(axis=1, how="all")], axis=1).assign(right=frame["correct"])
    return Readings("text", data, factor_names(data))


def symbols(of_texts: Readings) -> Readings:
    """One row for each true symbol, with the factors of its text, and those with a value for each symbol."""
    data = of_texts.data
    pairs = aligned(data)
    pairs = pairs[pairs["true"] != ""]
    place = pd.Index(data["id"]).get_indexer(pairs["id"])
    rows = data.iloc[place].reset_index(drop=True)
    rows = rows.assign(
        right=(pairs["true"] == pairs["read"]).to_numpy(), symbol=pairs["true"].to_numpy(),
        position=pairs["position"].to_numpy(),
    )  # fmt: skip
    lists = [name for name in map(str, data) if name.startswith(PER_SYMBOL) and is_object_dtype(data[name])]
    rows = rows.assign(**{name: at_place(rows[name], rows["position"]) for name in lists})
    return Readings("symbol", rows, factor_names(rows))


def at_place(values: pd.Series, positions: pd.Series) -> pd.Series:
    """The entry of each list at a position from 1; missing where the list is too short or absent."""
    return pd.Series(
        [
            cells[place - 1] if isinstance(cells, np.ndarray | list) and len(cells) >= place else None
            for cells, place in zip(values, positions, strict=True)
        ],
        index=values.index,
    )


def factor_names(data: pd.DataFrame) -> list[str]:
    """The columns that can be factors: numbers, texts, yes or no; those with more than one value first."""
    names = [name for name in map(str, data) if name not in NO_FACTORS | {"right"} and is_factor(data[name])]
    return sorted(names, key=lambda name: data[name].nunique() < 2)


def is_factor(values: pd.Series) -> bool:
    """Whether a column has single values, and is not a text that differs in each row."""
    given = values.dropna()
    if given.empty or (is_object_dtype(given) and isinstance(given.iloc[0], np.ndarray | list | dict | bytes)):
        return False
    return not (is_string_dtype(given) and given.nunique() == len(values) > MOST_VALUES)


def binned(values: pd.Series) -> pd.Series:
    """A factor in at most a dozen ordered groups: as it is if it has few values, otherwise tenths by rank.

    Levels of texts stay as they are.
    """
    if values.dtype == bool or not pd.api.types.is_numeric_dtype(values) or values.nunique() <= MOST_VALUES:
        return values
    ends = np.unique(np.quantile(values.dropna(), np.linspace(0, 1, BINS + 1)))
    names = [f"{low:.4g} to {high:.4g}" for low, high in pairwise(ends)]
    return pd.cut(values, ends.tolist(), labels=names, include_lowest=True, ordered=True)
