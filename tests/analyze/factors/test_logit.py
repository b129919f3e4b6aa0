"""Regressions against statsmodels, tables worked by hand, and simulations whose coefficients are known."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize

from engine.analyze.factors import logit
from engine.analyze.factors.firth import different, maximum, penalised
from engine.analyze.factors.terms import columns_of, matrix_of, parse
from tests.support.regression import drawn


def design(frame, terms, cluster="cluster"):
    """The design of a regression of the column right."""
    columns = tuple(columns_of(parse(terms, list(frame)), frame))
    code = pd.factorize(frame[cluster])[0]
    return logit.Design(columns, matrix_of(columns, frame), frame["right"].to_numpy(float), code)


@pytest.fixture(scope="module")
def frame():
    """1,200 readings in 300 clusters with an effect that clusters share."""
    return drawn(300, 4, seed=1, shared=0.5)[0]


def test_coefficients_and_clustered_errors_are_those_of_statsmodels(frame):
    made = design(frame, "x,x^2,kind,x:z")
    fit = logit.fit(made)
    reference = sm.Logit(made.right, made.matrix).fit(disp=0, cov_type="cluster", cov_kwds={"groups": made.clusters})
    assert fit.coefficients == pytest.approx(reference.params, rel=1e-5)
    assert fit.errors == pytest.approx(reference.bse, rel=1e-5)
    assert fit.log_likelihood == pytest.approx(reference.llf)
    assert logit.coefficients_only(made) == pytest.approx(fit.coefficients, rel=1e-5)


def test_clustered_errors_of_a_table_worked_by_hand():
    # Two clusters of four: right 1 1 1 0 and 1 0 0 0. p = 1/2, so the information is 8/4 = 2, the scores of the
    # clusters are 3 - 2 = 1 and 1 - 2 = -1, their squares sum to 2. Sandwich 2 / 2² = 1/2, times G/(G-1) = 2.
    right = np.array([1, 1, 1, 0, 1, 0, 0, 0.0])
    made = logit.Design((), np.ones((8, 1)), right, np.repeat([0, 1], 4))
    assert logit.fit(made).covariance[0, 0] == pytest.approx(1.0)


@pytest.mark.parametrize("shared", [0.0, 1.0])
def test_known_coefficients_are_within_their_intervals(shared):
    inside, draws = np.zeros(3), 60
    for seed in range(draws):
        frame, truth = drawn(120, 4, seed, shared)
        fit = logit.fit(design(frame, "x,z"))
        inside += (fit.low <= truth) & (truth <= fit.high)
    assert 0.89 <= inside.mean() / draws <= 0.995, "about 95 % of 180 intervals"


def test_what_others_determine_is_named_and_left_out(frame):
    both = frame.assign(y=2 * frame["x"] + 3, still=7.0, sum=frame["x"] + frame["z"])
    assert logit.collinear(design(both, "x,y,still")) == {
        "still": "never varies",
        "y": "is determined by x",
    }
    assert logit.collinear(design(both, "z,x,sum")) == {"sum": "is determined by z, x"}
    assert logit.collinear(design(frame, "x,x^2,x^3,z,kind")) == {}


@pytest.mark.parametrize("noisy", [False, True], ids=["complete", "in part"])
def test_separation_is_noticed_and_the_penalised_fit_taken(noisy):
    x = np.arange(40.0)
    right = (x > 19.5).astype(float)
    if noisy:
        x[20] = 19  # one right reading at the border, so that some readings lie on it
    frame = pd.DataFrame({"x": x, "right": right, "cluster": np.arange(40)})
    made = design(frame, "x")
    assert logit.fit(made) is None and logit.separating(made) == ["x"]
    fit = logit.estimate(made)
    assert fit.method == "firth" and np.isfinite(fit.low[1:]).all() and np.isfinite(fit.high[1:]).all()
    assert 0 < fit.low[1] < fit.coefficients[1] < fit.high[1]


def test_what_is_not_separated_is_not_taken_for_it(frame):
    assert logit.separating(design(frame, "x,z,kind")) == []


def test_firth_of_a_two_by_two_table_adds_a_half_to_each_cell():
    # Of a saturated model, Firth's estimate is the log odds ratio with 1/2 added to each cell (Haldane 1956).
    wrong, right, other_wrong, other_right = 5, 0, 3, 9
    x = np.repeat([0, 0, 1, 1], [wrong, right, other_wrong, other_right]).astype(float)
    y = np.repeat([0, 1, 0, 1], [wrong, right, other_wrong, other_right]).astype(float)
    best = maximum(different(np.column_stack([np.ones(len(x)), x]), y), np.zeros(2))
    expected = np.log((other_right + 0.5) * (wrong + 0.5) / ((other_wrong + 0.5) * (right + 0.5)))
    assert best.coefficients[1] == pytest.approx(expected, abs=1e-4)


def test_the_ends_of_a_profile_interval_have_the_likelihood_that_they_must():
    rng = np.random.default_rng(0)
    matrix = np.column_stack([np.ones(60), rng.normal(size=60)])
    right = (rng.random(60) < 1 / (1 + np.exp(-matrix[:, 1]))).astype(float)
    made = logit.Design((), matrix, right, np.arange(60))
    rows = different(matrix, right)
    fit = logit.fit_penalised(made._replace(columns=(logit.Column("x"),)))
    best = -minimize(lambda beta: -penalised(rows, beta)[0], np.zeros(2)).fun
    for end in (fit.low[1], fit.high[1]):
        there = -minimize(lambda rest, end=end: -penalised(rows, np.array([rest[0], end]))[0], np.zeros(1)).fun
        assert 2 * (best - there) == pytest.approx(3.8415, abs=0.02)
