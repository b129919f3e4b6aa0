"""Which labels are likely errors, and in which order they are shown."""

import numpy as np
import pandas as pd
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

COLUMNS = ["id", "given", "suggestion", "score", "confidence", "likely", "part"]
ALIKE = 4  # images shown for comparison on each side


def likely_errors(probabilities: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Which rows confident learning counts as errors, bool (n,).

    probabilities: float (n, number of classes), out of fold. Source: C. Northcutt, L. Jiang, I. Chuang, Confident
    Learning: Estimating Uncertainty in Dataset Labels, JAIR 70 (2021) 1373-1411.
    """
    present, numbers = np.unique(classes, return_inverse=True)
    if len(present) < 2:
        return np.zeros(len(classes), bool)
    return find_label_issues(numbers, probabilities[:, present], n_jobs=1)


def scores(probabilities: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """The probability of each given label, 0..1: the lower, the less likely."""
    present, numbers = np.unique(classes, return_inverse=True)
    return get_label_quality_scores(numbers, probabilities[:, present], method="self_confidence")


def ranked(checked: pd.DataFrame, most: float) -> pd.DataFrame:
    """The issues among checked rows: those predicted otherwise than labelled, the least likely labels first."""
    issues = checked[checked["suggestion"] != checked["given"]]
    issues = issues.sort_values(["score", "confidence", "id"], ascending=[True, False, True], ignore_index=True)
    return issues.head(max(1, round(most * len(checked))))


def least_sure(checked: pd.DataFrame) -> pd.DataFrame:
    """All checked rows, the least likely label first: for labels that are guesses of a model themselves."""
    return checked.assign(likely=False).sort_values(["score", "id"], ignore_index=True)


def nearest(rows: np.ndarray, places: np.ndarray, labels: np.ndarray, trusted: np.ndarray) -> list[list[int]]:
    """For each of some places the places of the ALIKE most similar trusted rows of a label, most similar first.

    rows: float32 (n, dimensions), each of length 1. labels: the wanted label's number for each place. trusted: the
    number of each row's label, or -1 where the row is not trusted.
    """
    similar: list[list[int]] = [[] for _ in places]
    for label in np.unique(labels):
        members = np.flatnonzero(trusted == label)
        asking = np.flatnonzero(labels == label)
        if len(members):
            similarity = rows[places[asking]] @ rows[members].T
            best = np.argsort(-similarity, axis=1, kind="stable")[:, :ALIKE]
            for place, order in zip(asking.tolist(), best, strict=True):
                similar[place] = members[order].tolist()
    return similar
