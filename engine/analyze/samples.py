"""Selects sample predictions to look at."""

import pandas as pd

HOW = ("worst", "best", "uncertain", "random")


def samples(frame: pd.DataFrame, how: str, n: int, seed: int = 0) -> pd.DataFrame:
    """Selects n predictions.

    worst: the wrong ones with most confidence. best: the right ones with most. uncertain: any with least. random: any.
    """
    if how == "random":
        return frame.sample(min(n, len(frame)), random_state=seed)
    if how == "uncertain":
        return frame.sort_values(["confidence", "id"]).head(n)
    chosen = frame[frame["correct"] == (how == "best")]
    return chosen.sort_values(["confidence", "id"], ascending=[False, True]).head(n)
