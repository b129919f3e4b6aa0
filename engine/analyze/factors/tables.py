"""The view of factors: which property of an image or text goes with errors, and by how much."""

from typing import Any

import pandas as pd

from engine.analyze.factors import accuracy, readings
from engine.analyze.factors.readings import Readings
from engine.analyze.factors.regression import Regression, regress
from engine.analyze.factors.terms import Term, factors_of, parse
from engine.analyze.tables import Tables
from engine.core.datasets import properties
from engine.core.datasets.dataset import Dataset

MOST_LEVELS = 12  # of a factor whose levels are compared on the same texts
SCREENED = 20  # factors of which the accuracy of each group is listed if none is chosen


def cluster_of(cluster: str, frame: pd.DataFrame) -> str:
    """The column of the clusters: for auto text, or id where texts have one symbol, which would make few clusters."""
    if cluster != "auto":
        return cluster
    return "id" if frame["text"].str.len().max() == 1 else "text"


def chosen(frame: pd.DataFrame, source: Dataset, text: str) -> tuple[Readings, tuple[Term, ...]]:
    """The readings of a request for factors, of texts or symbols, and its terms. Raises ValueError like `parse`.

    Images are measured if a factor needs that, which takes about a third of a millisecond each.
    """
    if any(name in text for name in properties.NAMES):
        properties.measure(source, frame["id"], lambda done, total: None)
    words = [word.partition("^")[0].strip() for part in text.split(",") for word in part.split(":")]
    rows = readings.texts(frame, source)
    if readings.unit_of(words) == "symbol":
        rows = readings.symbols(rows)
    return rows, parse(text, rows.names)


def factor_tables(frame: pd.DataFrame, source: Dataset, text: str, cluster: str) -> Tables:
    """Without factors, the accuracy of each group of each factor; otherwise that of the chosen, and the regression.

    Raises ValueError for unknown factors, and where nothing can be explained.
    """
    rows, terms = chosen(frame, source, text)
    cluster = cluster_of(cluster, frame)
    if not terms:
        table = screened(rows, cluster)
        return Tables({"unit": rows.unit, "factors": rows.varying}, {"accuracy": table}, [])
    return of_terms(rows, text, cluster)


def of_terms(rows: Readings, text: str, cluster: str) -> Tables:
    """The regression on terms such as noise,noise^2, with the accuracy of each group of its factors and of its levels.

    Raises ValueError for unknown factors, and where nothing can be explained.
    """
    terms = parse(text, rows.names)
    result = regress(rows, terms, cluster)
    names = factors_of(terms)
    tables = {f"accuracy_{name}": accuracy.by_factors(rows.data, [name], cluster) for name in names}
    if len(names) == 2:
        tables["accuracy_both"] = accuracy.by_factors(rows.data, names, cluster)
    paired = {name: result_of for name in names if (result_of := between(rows, name, names))}
    for name, (levels, _) in paired.items():
        tables |= {f"{name}_levels": levels[1], f"{name}_degradation": levels[2]}
    numbers: dict[str, Any] = {"unit": rows.unit, "cluster": cluster, **result.summary, "notes": result.notes}
    sentences = [*result.sentences, *(sentence for _, sentence in paired.values())]
    return Tables(numbers, regression_tables(result) | tables, sentences)


def screened(rows: Readings, cluster: str) -> pd.DataFrame:
    """Accuracy against each factor alone: factor, value, n, right, accuracy, low, high."""
    tables = [
        accuracy.by_factors(rows.data, [name], cluster).rename(columns={name: "value"}).assign(factor=name)
        for name in rows.varying[:SCREENED]
        if readings.binned(rows.data[name]).nunique() <= MOST_LEVELS
    ]
    if not tables:
        return pd.DataFrame(columns=["factor", "value", "n", "right", "accuracy", "low", "high"])
    table = pd.concat([part.assign(value=part["value"].astype(str)) for part in tables], ignore_index=True)
    return table[["factor", "value", "n", "right", "accuracy", "low", "high"]]


def regression_tables(result: Regression) -> dict[str, pd.DataFrame]:
    """The tables of a regression by name."""
    names = ("coefficients", "effects", "tests", "calibration", "influence", "left_out")
    tables = {name: getattr(result, name) for name in names} | {"correlation": result.correlation.reset_index()}
    for name, curve in result.curves.items():
        tables |= {f"curve_{name}": curve, f"points_{name}": result.points[name]}
    return tables


def between(rows: Readings, name: str, names: list[str]) -> tuple[tuple[float, Any, Any], str] | None:
    """The comparison of a factor's levels on the same texts, and what it says; None if the design is not paired."""
    if rows.unit == "symbol" or readings.binned(rows.data[name]).nunique() > MOST_LEVELS:
        return None
    same = ["text", *(other for other in names if other != name)]
    right = accuracy.blocks(rows.data, name, same)
    if right.empty:
        return None
    p, table = accuracy.between_levels(right)
    sure = table[table["holm"] < 0.05]
    sentence = (
        f"{name}: {len(right):,} texts were read at each of {right.shape[1]} levels (Cochran's Q, p = {p:.2g}); "
        f"{len(sure)} of {len(table)} pairs of levels differ after correction (Holm)."
    )
    return (p, table, accuracy.degradation(right)), sentence
