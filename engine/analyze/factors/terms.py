"""Terms of a regression: factors, their powers and interactions, as columns of a design matrix."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

MOST_LEVELS = 30
MOST_NAMED = 20
INTERCEPT = "intercept"

Term = tuple[tuple[str, int], ...]  # factors with their powers


class Column(NamedTuple):
    """A column of a design matrix: the product of numeric factors to their powers, and of indicators of levels.

    term: its name, such as rotation^2, kind[salt] or noise:rotation.
    """

    term: str
    powers: tuple[tuple[str, int], ...] = ()
    levels: tuple[tuple[str, str], ...] = ()

    @property
    def factors(self) -> set[str]:
        """The factors that it consists of."""
        return {name for name, _ in (*self.powers, *self.levels)}


def parse(text: str, names: Sequence[str]) -> tuple[Term, ...]:
    """The terms of a text such as noise,rotation^2,noise:rotation; () for an empty one.

    Raises ValueError for an unknown factor, a power other than 1 to 3, and a term given twice.
    """
    terms = [term_of(words.strip(), names) for words in text.split(",") if words.strip()]
    twice = next((term for place, term in enumerate(terms) if term in terms[:place]), None)
    if twice:
        raise ValueError(f"factors must differ; {title(twice)} is there twice.")
    return tuple(terms)


def term_of(words: str, names: Sequence[str]) -> Term:
    """One term. A name that itself has a colon or caret is taken as it is."""
    if words in names:
        return ((words, 1),)
    powers: dict[str, int] = {}
    for word in words.split(":"):
        name, caret, power = word.strip().partition("^")
        if name not in names:
            there = ", ".join(names[:MOST_NAMED]) + (", ..." if len(names) > MOST_NAMED else "")
            raise ValueError(f"factors must be among {there}; got {name!r}.")
        if caret and power not in ("1", "2", "3"):
            raise ValueError(f"the power of {name} must be 1, 2 or 3, as in {name}^2; got {power!r}.")
        powers[name] = powers.get(name, 0) + int(power or 1)
    return tuple(sorted(powers.items()))


def title(term: Term) -> str:
    """A term in the form in which it is given."""
    return ":".join(name if power == 1 else f"{name}^{power}" for name, power in term)


def factors_of(terms: Sequence[Term]) -> list[str]:
    """The factors of terms, each once, in order."""
    return list(dict.fromkeys(name for term in terms for name, _ in term))


def is_numeric(values: pd.Series) -> bool:
    """Whether a factor has numbers, not levels; yes and no count as levels."""
    return is_numeric_dtype(values) and not is_bool_dtype(values)


def levels_of(values: pd.Series) -> list[str]:
    """The levels of a factor as texts, sorted, after the most frequent one, with which the others are compared."""
    counts = values.astype(str).value_counts()
    reference = counts.index[counts.to_numpy() == counts.iloc[0]].min()
    return [reference, *sorted(level for level in counts.index if level != reference)]


def columns_of(terms: Sequence[Term], data: pd.DataFrame) -> list[Column]:
    """The columns of a design matrix, without the intercept; a factor of texts has one for each level but the first.

    Raises ValueError for a power of such a factor, and for one with too many levels.
    """
    return [column for term in terms for column in columns_of_term(term, data)]


def columns_of_term(term: Term, data: pd.DataFrame) -> list[Column]:
    """The columns of one term."""
    columns = [Column("")]
    for name, power in term:
        if is_numeric(data[name]):
            label = name if power == 1 else f"{name}^{power}"
            new = [Column(label, powers=((name, power),))]
        else:
            check_levels(name, power, data[name])
            new = [Column(f"{name}[{level}]", levels=((name, level),)) for level in levels_of(data[name])[1:]]
        columns = [product(left, right) for left in columns for right in new]
    return columns


def check_levels(name: str, power: int, values: pd.Series) -> None:
    """Raises ValueError if a factor of texts has a power, or too many levels."""
    if power > 1:
        raise ValueError(f"{name} has no numbers, so it cannot have a power; use {name} alone.")
    count = values.nunique()
    if count > MOST_LEVELS:
        raise ValueError(
            f"{name} has {count:,} levels; a regression takes at most {MOST_LEVELS}. Leave it out, or use it as "
            "--cluster."
        )


def product(left: Column, right: Column) -> Column:
    """The product of two columns, as of an interaction."""
    term = f"{left.term}:{right.term}" if left.term else right.term
    return Column(term, left.powers + right.powers, left.levels + right.levels)


def matrix_of(columns: Sequence[Column], data: pd.DataFrame) -> np.ndarray:
    """The design matrix float (n, 1 + columns), the intercept first."""
    return np.column_stack([np.ones(len(data)), *(values_of(column, data) for column in columns)])


def values_of(column: Column, data: pd.DataFrame) -> np.ndarray:
    """The values of a column, float (n)."""
    values = np.ones(len(data))
    for name, power in column.powers:
        values = values * data[name].to_numpy(float) ** power
    for name, level in column.levels:
        values = values * (data[name].astype(str) == level).to_numpy()
    return values


def slope_of(column: Column, factor: str, data: pd.DataFrame) -> np.ndarray:
    """The derivative of a column's values by a numeric factor, float (n)."""
    power = dict(column.powers).get(factor, 0)
    if not power:
        return np.zeros(len(data))
    rest = tuple((name, exponent) for name, exponent in column.powers if name != factor)
    lower = ((factor, power - 1),) if power > 1 else ()
    return power * values_of(column._replace(powers=rest + lower), data)
