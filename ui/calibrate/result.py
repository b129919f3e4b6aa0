"""What a model's calibration says: how far its confidence can be trusted, and what may be promised."""

import streamlit as st

from engine.core.charts import calibration as charts
from engine.core.metrics.promise import Promise
from engine.core.metrics.reliability import reliability, risk_coverage
from engine.core.models.decoding.constraint import Constraint
from engine.core.models.trust.stored import Calibrated, read_calibration
from engine.core.models.trust.trust import promised, uncalibrated
from ui.figures import figure
from ui.frame import empty
from ui.pages import next_step
from ui.text import plain

STARTING_RATE = 1.0  # percent of mistakes
FEW = 300  # texts, below which figures say little
COLUMNS = ("raw", "confidence")
HELP = (
    "Expected calibration error: how far confidence and the share of right texts are apart, over 15 bins with equally "
    "many texts. Calibrated: measured on texts left out of the fit. Below: 95 % bootstrap interval."
)
FLOOR = "The error that chance alone shows on so many texts, even if confidence were perfect."


def result(model_name: str, constraint: Constraint) -> None:
    """The calibration of a model under a constraint, or a sentence that there is none yet."""
    try:
        calibrated = read_calibration(model_name, constraint)
    except ValueError as damage:
        st.warning(plain(damage), icon=":material/healing:")
        return
    if calibrated is None:
        reason = uncalibrated(model_name, constraint)
        empty(plain(reason[0].upper() + reason[1:]))
        return
    numbers(calibrated)
    with st.container(horizontal=True):
        with st.container(width=460):
            diagram(calibrated)
        with st.container(width=460):
            kept = curve(calibrated)
    promise = {"accept": f"{100 * kept:g}"} if kept else {}
    next_step("Classify", "Next: read images", model=model_name, **promise)


def numbers(calibrated: Calibrated) -> None:
    """The calibration error before and after, and on what it was measured."""
    about = calibrated.calibration
    st.caption(
        f"Fitted to {about.n:,} texts of {plain(about.dataset)} ({about.part}), of which {about.wrong:,} were read "
        f"wrong; temperature {about.temperature:.3g}."
    )
    if about.n < FEW:
        st.warning(f"{about.n:,} texts say little about confidence; calibrate on at least {FEW:,}.")
    elif not about.wrong:
        st.info("No text was read wrong, so confidence is only known to be high. Calibrate on harder texts if you can.")
    with st.container(horizontal=True):
        for label, (error, low, high) in (("Error before", about.before), ("Error calibrated", about.after)):
            figure(label, f"{error:.1%}", f"{low:.1%} to {high:.1%}", HELP)
        figure("A perfect reader", f"{about.floor:.1%}", f"on {about.n:,} texts", FLOOR)


def diagram(calibrated: Calibrated) -> None:
    """The reliability diagram."""
    texts = calibrated.texts
    before, after = (reliability(texts[name].to_numpy(float), texts["correct"].to_numpy(bool)) for name in COLUMNS)
    about = "The share of texts read correctly over the confidence in them, before and after calibration"
    st.plotly_chart(charts.reliability(before, after), key="reliability", config={"displayModeBar": False}, alt=about)


def curve(calibrated: Calibrated) -> float | None:
    """Risk against coverage, and what may be promised; returns the promised share of mistakes, None if refused."""
    percent = st.number_input(
        "Accept at most this many errors (%)",
        min_value=0.01,
        max_value=50.0,
        value=STARTING_RATE,
        step=0.5,
        key="promised_percent",
        help="Texts below the threshold are *not sure* and left to a person.",
    )
    rate = round(percent / 100, 6)
    kept = promise_or_reason(calibrated, rate)
    texts = calibrated.texts[~calibrated.texts["noticed"]]
    table = risk_coverage(texts["confidence"].to_numpy(float), texts["correct"].to_numpy(bool))
    if len(table):
        accepted = kept.accepted / len(texts) if kept else None
        about = "The share of mistakes among the accepted texts, over the share of texts accepted"
        chart = charts.risk_coverage(table, rate, accepted)
        st.plotly_chart(chart, key="risk", config={"displayModeBar": False}, alt=about)
    return rate if kept else None


def promise_or_reason(calibrated: Calibrated, rate: float) -> Promise | None:
    """What may be promised, said on the page; None, with the reason, if nothing."""
    try:
        kept = promised(calibrated, rate)
    except ValueError as reason:
        st.warning(plain(str(reason)[0].upper() + str(reason)[1:]))
        return None
    st.success(
        f"**{kept.accepted / calibrated.calibration.n:.1%}** of the texts are accepted, {kept.wrong:,} of "
        f"{kept.accepted:,} wrong. In 95 of 100 calibrations at most {rate:.2%} of the texts to come are wrong."
    )
    return kept
