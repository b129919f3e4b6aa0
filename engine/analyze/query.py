"""A small query over the columns of predictions, such as: length>=4 kind=salt text~ab correct=no."""

import operator
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

# A condition: a column, an operator, and a value, which is quoted if it has spaces.
CONDITION = re.compile(r'\s*([^\s"<>=!~]+)\s*(<=|>=|!=|=|<|>|~)\s*("[^"]*"|[^\s"]+)\s*')
COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
WORDS = {"yes": True, "true": True, "no": False, "false": False}
EXAMPLE = 'length>=4 correct=no text~ab kind="salt and pepper"'


def select(frame: pd.DataFrame, query: str) -> pd.DataFrame:
    """The rows that meet all conditions of a query; all rows for an empty one.

    Operators: = != < > <= >=, and ~ for "contains". Raises ValueError with a sentence for anything else.
    """
    place, chosen = 0, pd.Series(True, index=frame.index)
    text = query.strip()
    while place < len(text):
        match = CONDITION.match(text, place)
        if not match:
            raise ValueError(f"a query consists of conditions such as {EXAMPLE}; got {text[place : place + 60]!r}.")
        name, sign, value = match.groups()
        chosen &= condition(frame, name, sign, value.strip('"'))
        place = match.end()
    return frame[chosen]


def condition(frame: pd.DataFrame, name: str, sign: str, value: str) -> pd.Series:
    """Which rows meet one condition; rows without a value meet none but !=."""
    if name not in frame:
        raise ValueError(f"there is no column {name!r}; there are: {', '.join(map(str, frame.columns))}.")
    column = frame[name]
    if sign == "~":
        return column.astype(str).str.contains(value, regex=False)
    if is_bool_dtype(column):
        if value.lower() not in WORDS or sign not in ("=", "!="):
            raise ValueError(f"{name} is yes or no, as in {name}=no; got {name}{sign}{value}.")
        return COMPARE[sign](column, WORDS[value.lower()])
    if is_numeric_dtype(column):
        return COMPARE[sign](column, number(name, value))
    return COMPARE[sign](column.fillna("").astype(str), value)


def number(name: str, value: str) -> float:
    """A value as a number. Raises ValueError with a sentence."""
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"{name} is a number, as in {name}>3; got {value!r}.") from None
