"""Two models on the same images: what each reads alone, and whether the difference is certain."""

from typing import NamedTuple

import pandas as pd

from engine.core.metrics.paired import Paired, paired, verdict


class Comparison(NamedTuple):
    """result: of exact match. sentence: the verdict. only, other_only: predictions that only one of the two got right.

    only, other_only have the columns of the first model's predictions, and `other`, what the other one read.
    """

    result: Paired
    sentence: str
    only: pd.DataFrame
    other_only: pd.DataFrame


def compare(frames: dict[str, pd.DataFrame], pairs: int = 1) -> Comparison:
    """Compares two models by name, on the images that both have predictions of.

    pairs: how many comparisons are made. Raises ValueError if there are no such images.
    """
    (name, frame), (other, others) = frames.items()
    both = frame.merge(others[["id", "predicted", "correct"]].rename(columns=OTHERS), on="id")
    if both.empty:
        raise ValueError(f"{name} and {other} have no predictions of the same images; read this part with both.")
    right, other_right = both["correct"].to_numpy(bool), both["other_correct"].to_numpy(bool)
    result = paired(right, other_right)
    return Comparison(
        result, verdict(name, other, result, pairs), both[right & ~other_right], both[other_right & ~right]
    )


OTHERS = {"predicted": "other", "correct": "other_correct"}
