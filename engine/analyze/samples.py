"""Readings in, tables out: scores, accuracy per symbol and position, confusions, samples. Nothing here draws."""

from typing import Literal

import pandas as pd


def samples(frame: pd.DataFrame, how: Literal["worst", "best", "random"], n: int, seed: int = 0) -> pd.DataFrame:
    """n readings: "worst" are wrong ones that the model was surest of, "best" right ones, "random" any."""
    if how == "random":
        return frame.sample(min(n, len(frame)), random_state=seed)
    chosen = frame[frame["correct"] == (how == "best")]
    return chosen.sort_values(["confidence", "id"], ascending=[False, True]).head(n)
