"""How good a regression is: shares explained, calibration, grouped cross-validation, VIF, and influence."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import chdtrc, expit

from engine.analyze.factors.logit import Design, Fit, coefficients_only, log_likelihood, standardised

FOLDS, BINS = 5, 10
MOST_LEFT_OUT = 10  # clusters without which the regression is estimated again


class Explained(NamedTuple):
    """Shares explained by a regression: McFadden's (and adjusted), Cox and Snell's, Nagelkerke's and Tjur's pseudo-R2.

    linear: adjusted R2 of the linear model of the same columns.
    """

    mcfadden: float
    mcfadden_adjusted: float
    cox_snell: float
    nagelkerke: float
    tjur: float
    linear: float


def explained(design: Design, fit: Fit) -> Explained:
    """The shares explained."""
    n, k = design.matrix.shape
    right, predicted = design.right, expit(design.matrix @ fit.coefficients)
    mean = right.mean()
    null = n * (mean * np.log(mean) + (1 - mean) * np.log(1 - mean))
    cox_snell = 1 - np.exp(2 * (null - fit.log_likelihood) / n)
    rest = right - design.matrix @ np.linalg.lstsq(design.matrix, right, rcond=None)[0]
    unexplained = float(rest @ rest) / (n * mean * (1 - mean))
    return Explained(
        mcfadden=float(1 - fit.log_likelihood / null),
        mcfadden_adjusted=float(1 - (fit.log_likelihood - (k - 1)) / null),
        cox_snell=float(cox_snell),
        nagelkerke=float(cox_snell / (1 - np.exp(2 * null / n))),
        tjur=float(predicted[right == 1].mean() - predicted[right == 0].mean()),
        linear=float(1 - unexplained * (n - 1) / max(n - k, 1)),
    )


def hosmer_lemeshow(design: Design, fit: Fit) -> tuple[dict[str, float], pd.DataFrame]:
    """Hosmer and Lemeshow's test (1980), and its table: n, right, expected, predicted (mean share) of each tenth.

    Equal predictions are in one group, so there may be fewer than ten; p is NaN with fewer than three.
    """
    predicted = expit(design.matrix @ fit.coefficients)
    group = pd.qcut(predicted, BINS, labels=False, duplicates="drop")
    rows = pd.DataFrame({"group": group, "right": design.right, "expected": predicted}).groupby("group")
    table = rows.agg(n=("right", "size"), right=("right", "sum"), expected=("expected", "sum")).reset_index(drop=True)
    spread = table["expected"] * (1 - table["expected"] / table["n"])
    statistic = float(((table["right"] - table["expected"]) ** 2 / spread.where(spread > 0)).sum())
    degrees = len(table) - 2
    p = float(chdtrc(degrees, statistic)) if degrees > 0 else float("nan")
    return {"statistic": statistic, "degrees": degrees, "p": p}, table.assign(predicted=table["expected"] / table["n"])


def cross_validated(design: Design, fit: Fit, seed: int = 0) -> dict[str, float] | None:
    """AUC and accuracy on clusters that the fit has not seen, and the baseline of always guessing the more frequent.

    Means over folds in which both kinds occur; None if there are none, or fewer clusters than folds.
    """
    from sklearn.metrics import roc_auc_score  # half a second to load, as with statsmodels
    from sklearn.model_selection import GroupKFold

    if design.clusters.max() + 1 < FOLDS:
        return None
    scores = []
    for learn, test in GroupKFold(FOLDS, shuffle=True, random_state=seed).split(design.matrix, groups=design.clusters):
        right = design.right[test]
        if 0 < right.mean() < 1 and 0 < design.right[learn].mean() < 1:
            share = expit(design.matrix[test] @ coefficients_only(design.rows(learn), fit.coefficients))
            guess = design.right[learn].mean() >= 0.5
            scores.append((roc_auc_score(right, share), ((share >= 0.5) == right).mean(), (right == guess).mean()))
    if not scores:
        return None
    return dict(zip(("auc", "accuracy", "baseline"), map(float, np.mean(scores, axis=0)), strict=True))


def inflation(design: Design) -> tuple[np.ndarray, pd.DataFrame]:
    """The variance inflation factor of each column, from the inverse correlation matrix, and that matrix as a table."""
    correlation = np.corrcoef(standardised(design.matrix)[0][:, 1:], rowvar=False).reshape(len(design.columns), -1)
    table = pd.DataFrame(correlation, columns=design.terms[1:], index=pd.Index(design.terms[1:], name="term"))
    return np.diag(np.linalg.pinv(correlation, hermitian=True)), table


def cooks_distance(design: Design, fit: Fit) -> np.ndarray:
    """Cook's distance of each row, by Pregibon's one step (1981), float (n)."""
    share = expit(design.matrix @ fit.coefficients)
    weights = np.maximum(share * (1 - share), 1e-12)
    basis = np.linalg.qr(standardised(design.matrix)[0] * np.sqrt(weights)[:, None])[0]
    leverage = np.minimum((basis**2).sum(axis=1), 1 - 1e-9)
    residual = (design.right - share) ** 2 / weights
    return residual * leverage / (design.matrix.shape[1] * (1 - leverage) ** 2)


def without_groups(design: Design, fit: Fit, names: np.ndarray) -> pd.DataFrame:
    """What leaving out a cluster changes, for those that matter most: cluster, n, right, term, change (in errors).

    names: of the clusters. One step of Newton's method ranks all clusters; the first ones are really left out.
    """
    matrix, residual = design.matrix, design.right - expit(design.matrix @ fit.coefficients)
    count = int(design.clusters.max()) + 1
    scores = np.column_stack([np.bincount(design.clusters, residual * values, count) for values in matrix.T])
    change = np.abs(scores @ bread(design, fit)) / fit.errors
    sizes = np.bincount(design.clusters, minlength=count)
    first = np.argsort(-change[:, 1:].max(axis=1, initial=0), kind="stable")[:MOST_LEFT_OUT]
    rows = []
    for cluster in first:
        kept = design.rows(design.clusters != cluster)
        if not 0 < kept.right.mean() < 1:
            continue
        moved = (coefficients_only(kept, fit.coefficients) - fit.coefficients) / fit.errors
        at = 1 + int(np.abs(moved[1:]).argmax())
        right = int(design.right[design.clusters == cluster].sum())
        rows.append((str(names[cluster]), int(sizes[cluster]), right, design.terms[at], float(moved[at])))
    return pd.DataFrame(rows, columns=["cluster", "n", "right", "term", "change"])


def bread(design: Design, fit: Fit) -> np.ndarray:
    """The inverse of the information, (k, k)."""
    share = expit(design.matrix @ fit.coefficients)
    information = design.matrix.T @ (design.matrix * (share * (1 - share))[:, None])
    return np.linalg.pinv(information, hermitian=True)


def nested(design: Design, fit: Fit, dropped: list[str]) -> dict[str, Any]:
    """Whether some columns are needed: degrees, wald, wald_p, ratio, ratio_p.

    Wald's test takes the clusters into account; the likelihood-ratio test does not.
    """
    places = [design.terms.index(term) for term in dropped]
    part, spread = fit.coefficients[places], fit.covariance[np.ix_(places, places)]
    wald = float(part @ np.linalg.pinv(spread, hermitian=True) @ part)
    smaller = design.without(dropped)
    ratio = max(2 * (fit.log_likelihood - log_likelihood(smaller, coefficients_only(smaller))), 0)
    degrees = len(places)
    return {
        "degrees": degrees, "wald": wald, "wald_p": float(chdtrc(degrees, wald)),
        "ratio": ratio, "ratio_p": float(chdtrc(degrees, ratio)),
    }  # fmt: skip
