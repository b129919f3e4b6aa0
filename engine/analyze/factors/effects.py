"""What a factor does to the share of correct readings: average marginal effects and fitted curves, by the delta method.

The total effect counts: a factor acts through all its powers and interactions at once.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import expit, stdtr, stdtrit

from engine.analyze.factors.logit import Design, Fit
from engine.analyze.factors.terms import Column, is_numeric, levels_of, matrix_of, slope_of

GRID = 60  # points of a curve


def effects(design: Design, fit: Fit, data: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Average marginal effects: factor, level ("" for numbers), effect, se, z, p, low, high; shares in -1..1.

    Of a number: per unit of the factor. Of a level: against the first level, all else as it is.
    """
    rows = [row for name in names for row in effects_of(design, fit, data, name)]
    table = pd.DataFrame(rows, columns=["factor", "level", "effect", "se"])
    half = stdtrit(fit.degrees, 0.975) * table["se"]
    z = table["effect"] / table["se"].where(table["se"] > 0)
    return table.assign(
        z=z, p=2 * stdtr(fit.degrees, -z.abs()), low=table["effect"] - half, high=table["effect"] + half
    )


def effects_of(design: Design, fit: Fit, data: pd.DataFrame, name: str) -> list[tuple[str, str, float, float]]:
    """The effects of one factor, with their standard errors."""
    if is_numeric(data[name]):
        slopes = np.column_stack([np.zeros(len(data)), *(slope_of(column, name, data) for column in design.columns)])
        return [(name, "", *with_error(*slope(design.matrix, slopes, fit), fit))]
    reference, *others = levels_of(data[name])
    before = matrix_of(design.columns, data.assign(**{name: reference}))
    base = share(before, fit)
    rows = []
    for level in others:
        after = share(matrix_of(design.columns, data.assign(**{name: level})), fit)
        rows.append((name, level, *with_error(after[0] - base[0], after[1] - base[1], fit)))
    return rows


def slope(matrix: np.ndarray, slopes: np.ndarray, fit: Fit) -> tuple[float, np.ndarray]:
    """The mean derivative of the share, and its gradient by the coefficients."""
    predicted = expit(matrix @ fit.coefficients)
    density, change = predicted * (1 - predicted), slopes @ fit.coefficients
    gradient = (density * (1 - 2 * predicted) * change) @ matrix + density @ slopes
    return float((density * change).mean()), gradient / len(matrix)


def share(matrix: np.ndarray, fit: Fit) -> tuple[float, np.ndarray]:
    """The mean predicted share, and its gradient by the coefficients."""
    predicted = expit(matrix @ fit.coefficients)
    return float(predicted.mean()), (predicted * (1 - predicted)) @ matrix / len(matrix)


def with_error(effect: float, gradient: np.ndarray, fit: Fit) -> tuple[float, float]:
    """An effect and its standard error."""
    return effect, float(np.sqrt(max(gradient @ fit.covariance @ gradient, 0)))


def curve(columns: Sequence[Column], fit: Fit, data: pd.DataFrame, name: str) -> pd.DataFrame:
    """The fitted share over a numeric factor, the others held at their mean or first level: value, share, low, high."""
    values = np.linspace(data[name].min(), data[name].max(), GRID)
    fixed = {
        other: data[other].mean() if is_numeric(data[other]) else levels_of(data[other])[0]
        for other in data.columns
        if other != name
    }
    matrix = matrix_of(columns, pd.DataFrame({name: values, **fixed}))
    linear = matrix @ fit.coefficients
    error = np.sqrt(np.einsum("ij,jk,ik->i", matrix, fit.covariance, matrix))
    half = stdtrit(fit.degrees, 0.975) * error
    ends = expit(linear - half), expit(linear + half)
    return pd.DataFrame({"value": values, "share": expit(linear), "low": ends[0], "high": ends[1]})
