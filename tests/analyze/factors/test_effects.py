"""Effects and quality of a regression against statsmodels, scikit-learn and numerical derivatives."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import expit
from statsmodels.stats.outliers_influence import variance_inflation_factor

from engine.analyze.factors import logit, quality
from engine.analyze.factors.effects import curve, effects
from engine.analyze.factors.terms import columns_of, matrix_of, parse
from tests.support.regression import drawn


@pytest.fixture(scope="module")
def fitted():
    """Readings, a design with powers and an interaction, and its fit."""
    frame = drawn(250, 2, seed=3, shared=0.0)[0]
    columns = tuple(columns_of(parse("x,x^2,z,x:z,kind", list(frame)), frame))
    made = logit.Design(columns, matrix_of(columns, frame), frame["right"].to_numpy(float), frame["cluster"].to_numpy())
    return frame, made, logit.fit(made)


def mean_share(frame, made, coefficients):
    return expit(matrix_of(made.columns, frame) @ coefficients).mean()


def test_the_effect_of_a_factor_goes_through_all_its_terms(fitted):
    frame, made, fit = fitted
    table = effects(made, fit, frame, ["x", "kind"]).set_index("factor")
    step = 1e-5

    def slope(coefficients):
        up, down = (mean_share(frame.assign(x=frame["x"] + side * step), made, coefficients) for side in (1, -1))
        return (up - down) / (2 * step)

    assert table.loc["x", "effect"] == pytest.approx(slope(fit.coefficients), rel=1e-4)
    gradient = np.array(
        [
            (slope(fit.coefficients + 1e-4 * unit) - slope(fit.coefficients - 1e-4 * unit)) / 2e-4
            for unit in np.eye(len(fit.coefficients))
        ]
    )
    assert table.loc["x", "se"] == pytest.approx(np.sqrt(gradient @ fit.covariance @ gradient), rel=1e-3)
    levels = [mean_share(frame.assign(kind=level), made, fit.coefficients) for level in "ab"]
    assert abs(table.loc["kind", "effect"]) == pytest.approx(abs(levels[1] - levels[0]))


def test_without_powers_the_effects_are_those_of_statsmodels(fitted):
    frame, _, _ = fitted
    columns = tuple(columns_of(parse("x,z", list(frame)), frame))
    made = logit.Design(columns, matrix_of(columns, frame), frame["right"].to_numpy(float), np.arange(len(frame)))
    fit = logit.fit(made)
    reference = sm.Logit(made.right, made.matrix).fit(disp=0, cov_type="cluster", cov_kwds={"groups": made.clusters})
    margins = reference.get_margeff()
    table = effects(made, fit, frame, ["x", "z"])
    assert table["effect"].to_numpy() == pytest.approx(margins.margeff, rel=1e-5)
    assert table["se"].to_numpy() == pytest.approx(margins.margeff_se, rel=1e-5)


def test_a_curve_is_the_fit_at_the_mean_of_the_others_inside_its_band(fitted):
    frame, made, fit = fitted
    line = curve(made.columns, fit, frame[["x", "z", "kind"]], "x")
    first = frame.head(1).assign(x=line["value"][0], z=frame["z"].mean(), kind=frame["kind"].mode()[0])
    assert line["share"][0] == pytest.approx(mean_share(first, made, fit.coefficients))
    assert ((line["low"] < line["share"]) & (line["share"] < line["high"])).all()


def test_quality_agrees_with_statsmodels(fitted):
    _, made, fit = fitted
    reference = sm.Logit(made.right, made.matrix).fit(disp=0)
    glm = sm.GLM(made.right, made.matrix, family=sm.families.Binomial()).fit()
    shares = quality.explained(made, fit)
    assert shares.mcfadden == pytest.approx(reference.prsquared)
    assert shares.linear == pytest.approx(sm.OLS(made.right, made.matrix).fit().rsquared_adj)
    assert quality.cooks_distance(made, fit) == pytest.approx(glm.get_influence().cooks_distance[0], rel=1e-4)
    factors = [variance_inflation_factor(made.matrix, place) for place in range(1, made.matrix.shape[1])]
    assert quality.inflation(made)[0] == pytest.approx(factors)
    smaller = sm.Logit(made.right, np.delete(made.matrix, 2, axis=1)).fit(disp=0)
    tested = quality.nested(made, fit, ["x^2"])
    assert tested["ratio"] == pytest.approx(2 * (reference.llf - smaller.llf), abs=1e-6)
    assert tested["wald"] == pytest.approx((fit.coefficients[2] / fit.errors[2]) ** 2)


def test_hosmer_and_lemeshow_count_every_reading_once(fitted):
    _, made, fit = fitted
    test, table = quality.hosmer_lemeshow(made, fit)
    assert table["n"].sum() == len(made.right) and table["right"].sum() == made.right.sum()
    assert table["expected"].sum() == pytest.approx(made.right.sum())
    assert test["degrees"] == len(table) - 2 and 0 <= test["p"] <= 1


def test_folds_share_no_cluster_and_an_influential_one_is_found():
    frame, _ = drawn(60, 5, seed=2, shared=0.0)
    strange = pd.DataFrame({"x": 9.0, "z": 0.5, "kind": "a", "cluster": 60, "right": False}, index=range(8))
    frame = pd.concat([frame, strange], ignore_index=True)
    columns = tuple(columns_of(parse("x,z", list(frame)), frame))
    made = logit.Design(columns, matrix_of(columns, frame), frame["right"].to_numpy(float), frame["cluster"].to_numpy())
    fit = logit.fit(made)
    assert quality.without_groups(made, fit, np.arange(61))["cluster"][0] == "60"
    scores = quality.cross_validated(made, fit)
    assert 0.5 < scores["auc"] < 1 and quality.cross_validated(made._replace(clusters=made.clusters // 20), fit) is None
