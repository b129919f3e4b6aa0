"""Tables of factors in plain words."""

import math
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from engine.analyze.factors.terms import Column, is_numeric, levels_of

CLEAR = 0.05
NOTHING = 1e-9  # a coefficient or an effect; where rows are copies of each other, both it and its error are nil


def step_of(values: pd.Series) -> float:
    """A round step (1, 2 or 5 times a power of ten) of about a tenth to a fifth of a factor's range."""
    spread = float(values.max() - values.min()) or 1.0
    power = 10.0 ** math.floor(math.log10(spread / 5))
    step = next(step for step in (5, 2, 1) if step * power <= spread / 5 + 1e-12) * power
    return max(step, 1.0) if (values.dropna() % 1 == 0).all() else step


def odds(column: Column, row: Mapping[Hashable, Any], data: pd.DataFrame, reading: str) -> str:
    """What a column that stands alone does to the odds of a correct reading, with its interval."""
    if column.levels:
        step, first = 1.0, against(*column.levels[0], data)
    else:
        ((name, _),) = column.powers
        step = step_of(data[name])
        first = f"Each {step:g} more of {name}"
    low, middle, high = (safe_exp(step * row[key]) for key in ("low", "coefficient", "high"))
    if abs(row["coefficient"]) < NOTHING:
        return f"{first} changes nothing."
    if not row["p"] < CLEAR:
        return f"{first} may lower or raise the odds of a correct {reading}: {times(middle, low, high)}."
    verb = "lowers" if middle < 1 else "raises"
    return f"{first} {verb} the odds of a correct {reading} to {times(middle, low, high)}."


def against(name: str, level: str, data: pd.DataFrame) -> str:
    """A level and that with which it is compared, as the beginning of a sentence."""
    return f"{name} {level}, against {levels_of(data[name])[0]},"


def times(middle: float, low: float, high: float) -> str:
    """A factor of odds in words, with its interval."""
    return f"{middle:.2g} times ({low:.2g} to {high:.2g})"


def safe_exp(value: float) -> float:
    """Exp without overflow."""
    return float(np.exp(np.clip(value, -700, 700)))


def effect(row: Mapping[Hashable, Any], data: pd.DataFrame, reading: str, needed: float = 1.0) -> str:
    """The total effect of a factor, through all its powers and interactions, in points.

    needed: the p-value of the test that the factor is not needed. An effect that changes its sign along the way may be
    nil on average.
    """
    name, level = str(row["factor"]), str(row["level"])
    step = step_of(data[name]) if is_numeric(data[name]) else 1.0
    subject = against(name, level, data) if level else f"Each {step:g} more of {name}"
    points, low, high = (100 * step * row[key] for key in ("effect", "low", "high"))
    ends = f"({low:+.2g} to {high:+.2g})"
    if abs(row["effect"]) < NOTHING:
        return f"{subject} changes nothing."
    if not row["p"] < CLEAR and needed < CLEAR:
        return (
            f"{subject} changes the share of correct {reading}s, but not alike everywhere: {points:+.2g} points {ends} "
            "on average; see its curve."
        )
    if not row["p"] < CLEAR:
        return f"{subject} shows no effect on the share of correct {reading}s: {points:+.2g} points {ends}."
    return f"{subject} changes the share of correct {reading}s by {points:+.2g} points {ends} on average."


def separation(terms: list[str]) -> str:
    """That the estimate is penalised because of separation."""
    return (
        f"Correct and wrong readings are separated by {', '.join(terms)}: the usual estimates would be infinite, so "
        "these are Firth's penalised ones, with profile-likelihood intervals that take readings as independent."
    )
