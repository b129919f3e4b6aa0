"""All tables of a regression of "read correctly" on chosen factors."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from engine.analyze.factors import effects, quality, words
from engine.analyze.factors.accuracy import by_factors
from engine.analyze.factors.logit import Design, Fit, collinear, estimate, separating
from engine.analyze.factors.readings import Readings, binned
from engine.analyze.factors.terms import Term, columns_of, factors_of, is_numeric, matrix_of
from engine.core.metrics.paired import holm

FEW_CLUSTERS = 30


class Regression(NamedTuple):
    """The tables of a regression. Shares are in 0..1.

    coefficients: term, coefficient, se, z, p, low, high, odds_ratio, odds_low, odds_high, vif. effects: as from
    `effects.effects`. tests: factor, degrees, wald, wald_p, wald_holm, ratio, ratio_p. summary: numbers of rows and
    clusters, method, shares explained, calibration and cross-validation. calibration, correlation, influence, left_out:
    as in `quality`. sentences: all in plain words. notes: what was left out, and cautions.
    """

    unit: str
    coefficients: pd.DataFrame
    effects: pd.DataFrame
    tests: pd.DataFrame
    summary: dict[str, Any]
    calibration: pd.DataFrame
    correlation: pd.DataFrame
    influence: pd.DataFrame
    left_out: pd.DataFrame
    curves: dict[str, pd.DataFrame]
    points: dict[str, pd.DataFrame]
    sentences: list[str]
    notes: list[str]


class Prepared(NamedTuple):
    """A design without collinear columns, its rows, the names of its clusters, and what was left out, in words."""

    design: Design
    data: pd.DataFrame
    clusters: np.ndarray
    notes: list[str]


def regress(readings: Readings, terms: Sequence[Term], cluster: str) -> Regression:
    """Estimates a regression and all that belongs to it.

    Raises ValueError where nothing can be explained: all or no readings correct, too few rows, no factor that varies.
    """
    design, data, clusters, notes = prepared(readings, terms, cluster)
    fit, names = estimate(design), [name for name in factors_of(terms) if name in design_factors(design)]
    if fit.method == "firth":
        notes.append(words.separation(separating(design) or design.terms[1:]))
    vif, correlation = quality.inflation(design)
    table, total = coefficients(design, fit, vif), effects.effects(design, fit, data, names)
    tests = tests_of(design, fit, names)
    tested = total.merge(tests[["factor", "wald_holm"]])
    hosmer, calibration = quality.hosmer_lemeshow(design, fit)
    numbers = [name for name in names if is_numeric(data[name])]
    influence = data[["id", "text", *names]].assign(right=design.right, cook=quality.cooks_distance(design, fit))
    return Regression(
        readings.unit, table, total, tests, summary(design, fit, hosmer), calibration, correlation,
        influence.nlargest(10, "cook"), quality.without_groups(design, fit, clusters),
        {name: effects.curve(design.columns, fit, data[factors_of(terms)], name) for name in numbers},
        {name: points_of(data, name, cluster) for name in numbers},
        in_words(design, table, tested, data, readings.unit), notes + cautions(design, fit, tests),
    )  # fmt: skip


def points_of(data: pd.DataFrame, name: str, cluster: str) -> pd.DataFrame:
    """The accuracy of each group of a number, with the mean of the number in it: centre, and as from `by_factors`."""
    table = by_factors(data, [name], cluster)
    means = data[name].groupby(binned(data[name]).astype(str), observed=True).mean()
    return table.assign(centre=table[name].astype(str).map(means))


def prepared(readings: Readings, terms: Sequence[Term], cluster: str) -> Prepared:
    """The design of a regression. Raises ValueError like `regress`."""
    names = factors_of(terms)
    if not names:
        raise ValueError("choose at least one factor, such as length.")
    check_cluster(readings, cluster)
    data = readings.data.dropna(subset=[*names, cluster]).reset_index(drop=True)
    missing = len(readings.data) - len(data)
    notes = [f"{missing:,} {readings.unit}s without a value of {', '.join(names)} are left out."] if missing else []
    check_right(data["right"], readings.unit)
    code, clusters = pd.factorize(data[cluster])
    if len(clusters) < 2:
        raise ValueError(f"all rows have the same {cluster}; choose another --cluster, such as id.")
    columns = tuple(columns_of(terms, data))
    design = Design(columns, matrix_of(columns, data), data["right"].to_numpy(float), code)
    dropped = collinear(design)
    notes += [f"{term} is left out: it {reason}." for term, reason in dropped.items()]
    design = design.without(list(dropped))
    if not design.columns:
        raise ValueError(f"none of {', '.join(names)} varies here; choose another factor.")
    if len(data) <= design.matrix.shape[1]:
        raise ValueError(f"{len(data):,} rows are too few for {design.matrix.shape[1]} terms; choose fewer factors.")
    return Prepared(design, data, clusters.to_numpy(), notes)


def check_cluster(readings: Readings, cluster: str) -> None:
    """Raises ValueError if there is no such column."""
    if cluster not in readings.data or cluster in ("top", "right"):
        raise ValueError(f"cluster must be id, text or another column, such as group; got {cluster!r}.")


def check_right(right: pd.Series, unit: str) -> None:
    """Raises ValueError if there are no rows, or all or none of them are correct."""
    if right.empty:
        raise ValueError(f"no {unit} has a value of every factor; choose fewer factors.")
    if right.all() or not right.any():
        every = "All" if right.all() else "None"
        raise ValueError(f"{every} of the {len(right):,} {unit}s were read correctly, so no factor can explain errors.")


def design_factors(design: Design) -> set[str]:
    """The factors that are left in a design."""
    return set().union(*(column.factors for column in design.columns))


def coefficients(design: Design, fit: Fit, vif: np.ndarray) -> pd.DataFrame:
    """The table of coefficients, with odds ratios."""
    table = pd.DataFrame(
        {
            "term": design.terms, "coefficient": fit.coefficients, "se": fit.errors,
            "z": fit.coefficients / fit.errors, "p": fit.p, "low": fit.low, "high": fit.high,
        }
    )  # fmt: skip
    for name, column in (("odds_ratio", "coefficient"), ("odds_low", "low"), ("odds_high", "high")):
        table[name] = np.exp(np.clip(table[column], -700, 700))
    return table.assign(vif=[np.nan, *vif])


def tests_of(design: Design, fit: Fit, names: Sequence[str]) -> pd.DataFrame:
    """For each factor, whether the terms with it are needed; p-values of Wald's tests corrected by Holm."""
    rows = []
    for name in names:
        dropped = [column.term for column in design.columns if name in column.factors]
        rows.append({"factor": name, **quality.nested(design, fit, dropped)})
    table = pd.DataFrame(rows)
    table.insert(4, "wald_holm", holm(table["wald_p"]))
    return table


def summary(design: Design, fit: Fit, hosmer: dict[str, float]) -> dict[str, Any]:
    """Numbers about the whole regression."""
    return {
        "method": fit.method,
        "n": len(design.right),
        "right": int(design.right.sum()),
        "clusters": int(design.clusters.max()) + 1,
        "log_likelihood": fit.log_likelihood,
        "explained": quality.explained(design, fit)._asdict(),
        "hosmer_lemeshow": hosmer,
        "cross_validated": quality.cross_validated(design, fit),
    }


def in_words(design: Design, table: pd.DataFrame, total: pd.DataFrame, data: pd.DataFrame, unit: str) -> list[str]:
    """The coefficients of factors that act alone as odds, and the total effect of every factor in points.

    total: effects with the corrected p-value of each factor, wald_holm.
    """
    rows = table.set_index("term").to_dict("index")
    alone = [
        column
        for column in design.columns
        if len(column.powers + column.levels) == 1
        and all(power == 1 for _, power in column.powers)
        and sum(bool(column.factors & other.factors) for other in design.columns) == 1 + siblings(column, design)
    ]
    sentences = [words.odds(column, rows[column.term], data, f"{unit}") for column in alone]
    return sentences + [words.effect(row, data, unit, row["wald_holm"]) for row in total.to_dict("records")]


def siblings(column: Any, design: Design) -> int:
    """How many other columns stand for other levels of the same factor alone."""
    names = [name for name, _ in column.levels]
    return (
        sum([name for name, _ in other.levels] == names and not other.powers for other in design.columns) - 1
        if names
        else 0
    )


def cautions(design: Design, fit: Fit, tests: pd.DataFrame) -> list[str]:
    """What to keep in mind when reading the tables."""
    clusters = int(design.clusters.max()) + 1
    notes = []
    if clusters < len(design.right) and fit.method == "logit":
        notes.append(
            "Likelihood-ratio tests take rows as independent, which rows of one cluster are not: trust Wald's tests."
        )
    if clusters < FEW_CLUSTERS:
        notes.append(
            f"There are only {clusters} clusters: intervals use t with {clusters - 1} degrees and may be too narrow."
        )
    if len(tests) > 1:
        notes.append(f"p-values of the {len(tests)} factors are corrected for their number (Holm).")
    return notes
