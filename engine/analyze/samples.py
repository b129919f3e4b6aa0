"""Selects sample predictions to look at."""

import pandas as pd


def samples(frame: pd.DataFrame, how: str, n: int, seed: int = 0) -> pd.DataFrame:
    """Selects n predictions: "worst" are the wrong ones with most confidence, "best" the right ones, "random" any."""
    if how == "random":
        return frame.sample(min(n, len(frame)), random_state=seed)
    chosen = frame[frame["correct"] == (how == "best")]
    return chosen.sort_values(["confidence", "id"], ascending=[False, True]).head(n)
