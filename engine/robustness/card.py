"""The tables of a robustness card, from stored readings of corrupted images."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from engine.core.metrics.alignment import aligned
from engine.core.metrics.intervals import wilson
from engine.robustness.corruptions import CLEAN, CORRUPTIONS, SEVERITIES, SHIFTED, TURNED


class RobustnessCard(NamedTuple):
    """What corruptions do to a model.

    curves: corruption, severity (0..5), amount, unit, n, right, accuracy, low, high (95 % Wilson), confidence (mean).
    summary: one row a corruption, weakest first: corruption, unit, error (mean over severities), lost (the amount at
    which half of the texts that are read clean are lost, NaN if they never are), follows (whether confidence falls
    whenever accuracy does). positions: corruption, position (from 1), n, accuracy. symbols: symbol, n, accuracy under
    all corruptions, most robust first. flips: change, n, flipped, share, low, high.
    """

    images: int
    curves: pd.DataFrame
    summary: pd.DataFrame
    positions: pd.DataFrame
    symbols: pd.DataFrame
    flips: pd.DataFrame


def card_of(readings: pd.DataFrame) -> RobustnessCard:
    """The card of readings as from `stored.read_readings`."""
    curves = curves_of(readings)
    pairs = pairs_of(readings)
    return RobustnessCard(
        images=readings["id"].nunique(),
        curves=curves,
        summary=summary_of(curves),
        positions=shares_of(pairs[pairs["severity"] > 0], ["corruption", "position"]),
        symbols=shares_of(pairs[pairs["severity"] > 0], ["true"])
        .rename(columns={"true": "symbol"})
        .sort_values(["accuracy", "symbol"], ascending=[False, True], ignore_index=True),
        flips=flips_of(readings),
    )


def curves_of(readings: pd.DataFrame) -> pd.DataFrame:
    """Accuracy by corruption and severity; severity 0 is the clean image in each curve."""
    counted = readings.groupby(["corruption", "severity"]).agg(
        n=("correct", "size"), right=("correct", "sum"), confidence=("confidence", "mean")
    )
    rows = [
        (name, severity, amount_of(name, severity), about.unit, *counted.loc[(name if severity else CLEAN, severity)])
        for name, about in CORRUPTIONS.items()
        for severity in (0, *SEVERITIES)
    ]
    table = pd.DataFrame(rows, columns=["corruption", "severity", "amount", "unit", "n", "right", "confidence"])
    table = table.astype({"n": int, "right": int})
    interval = wilson(table["right"].to_numpy(), table["n"].to_numpy())
    return table.assign(accuracy=table["right"] / table["n"], low=interval.low, high=interval.high)


def amount_of(name: str, severity: int) -> float:
    """How much a corruption does at a severity, in its unit; NaN for the clean image."""
    return CORRUPTIONS[name].amounts[severity - 1] if severity else np.nan


def summary_of(curves: pd.DataFrame) -> pd.DataFrame:
    """One row for each corruption, weakest first."""
    rows = []
    for name, curve in curves.groupby("corruption", sort=False):
        accuracy, confidence = curve["accuracy"].to_numpy(), curve["confidence"].to_numpy()
        falls = np.diff(accuracy) < 0
        rows.append(
            {
                "corruption": name,
                "unit": curve["unit"].iloc[0],
                "error": float(1 - accuracy[1:].mean()),
                "lost": half_lost(accuracy, curve["amount"].to_numpy()),
                "follows": bool((np.diff(confidence)[falls] < 0).all()),
            }
        )
    return pd.DataFrame(rows).sort_values("error", ascending=False, kind="stable", ignore_index=True)


def half_lost(accuracy: np.ndarray, amounts: np.ndarray) -> float:
    """The amount at which half of the texts that are read clean are lost, between two severities; NaN if never.

    accuracy, amounts: by severity from 0 (the clean image, whose amount is NaN). Before the first severity nothing is
    known of the amount, so a loss there counts as that of the first.
    """
    below = np.flatnonzero(accuracy[1:] <= accuracy[0] / 2) + 1
    if not len(below) or not accuracy[0]:
        return np.nan
    at = int(below[0])
    if at == 1:
        return float(amounts[1])
    share = (accuracy[at - 1] - accuracy[0] / 2) / (accuracy[at - 1] - accuracy[at])
    return float(amounts[at - 1] + share * (amounts[at] - amounts[at - 1]))


def pairs_of(readings: pd.DataFrame) -> pd.DataFrame:
    """The symbols of all texts beside what was read: columns of `aligned` without id, corruption, severity, correct."""
    numbered = readings.assign(id=np.arange(len(readings)))
    pairs = aligned(numbered[["id", "text", "predicted"]])
    pairs = pairs[pairs["true"] != ""]
    of_reading = readings.iloc[pairs["id"].to_numpy()]
    return pairs.assign(
        corruption=of_reading["corruption"].to_numpy(), severity=of_reading["severity"].to_numpy(),
        correct=(pairs["true"] == pairs["read"]).to_numpy(),
    ).loc[lambda table: table["corruption"].isin(list(CORRUPTIONS))]  # fmt: skip


def shares_of(pairs: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The share of symbols that are right, by these columns: with n and accuracy."""
    return pairs.groupby(by, sort=False)["correct"].agg(n="size", accuracy="mean").reset_index()


def flips_of(readings: pd.DataFrame) -> pd.DataFrame:
    """How often a change that nobody sees changes what is read, right or wrong."""
    read = readings[readings["severity"] <= 1].pivot_table(
        index="id", columns="corruption", values="predicted", aggfunc="first"
    )
    flipped = {change: int((read[change] != read[CLEAN]).sum()) for change in (SHIFTED, TURNED)}
    interval = wilson(np.array([*flipped.values()]), len(read))
    return pd.DataFrame(
        {
            "change": [*flipped], "n": len(read), "flipped": [*flipped.values()],
            "share": [count / len(read) for count in flipped.values()], "low": interval.low, "high": interval.high,
        }
    )  # fmt: skip


def relative_error(card: RobustnessCard, reference: RobustnessCard) -> float:
    """The mean corruption error: errors of a model over those of another, averaged over corruptions.

    Source: D. Hendrycks and T. Dietterich, Benchmarking Neural Network Robustness to Common Corruptions, ICLR 2019.
    NaN if the other makes no error under some corruption.
    """
    own, others = (of.summary.set_index("corruption")["error"] for of in (card, reference))
    return float((own / others.reindex(own.index)).mean()) if (others > 0).all() else np.nan


def as_values(card: RobustnessCard) -> dict[str, Any]:
    """A card as plain values: numbers, texts, lists of rows; NaN becomes None."""
    tables = {
        name: [
            {key: None if value != value else value for key, value in row.items()} for row in table.to_dict("records")
        ]
        for name, table in card._asdict().items()
        if isinstance(table, pd.DataFrame)
    }
    return {"images": card.images, **tables}
