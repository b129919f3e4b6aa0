"""Labels checked by the baseline model: for datasets whose labels repeat, such as single symbols."""

from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from engine.core.datasets.dataset import Dataset
from engine.core.jobs.job import Job
from engine.relabel.baseline import compressed, directed, out_of_fold
from engine.relabel.features import features
from engine.relabel.folds import by_group, folds_of
from engine.relabel.ranking import COLUMNS, likely_errors, nearest, ranked, scores
from engine.relabel.spec import RelabelSpec

REPEATED = 10  # images a label must have on average to be learned as one class


def repeats(source: Dataset, rows: pd.DataFrame) -> bool:
    """Whether labels are single symbols, or few enough to be learned as classes."""
    return source.info.lengths == (1, 1) or rows["text"].nunique() * REPEATED <= len(rows)


def label_issues(
    source: Dataset, rows: pd.DataFrame, spec: RelabelSpec, job: Job
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The label issues, and a report.

    rows: columns id, text, group, image. Raises ValueError when there are not two labels to tell apart.
    """
    if rows["text"].nunique() < 2:
        raise ValueError(
            f"every image of {spec.dataset!r} has the same label, so no wrong one can be found; choose a dataset "
            "with at least two different labels."
        )
    with threadpool_limits(1):  # matrices this small are slower on several cores, which wait for each other
        return out_of_fold_issues(source, rows, spec, job)


def out_of_fold_issues(
    source: Dataset, rows: pd.DataFrame, spec: RelabelSpec, job: Job
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """`label_issues`, for at least two different labels."""
    job.log(f"describing {len(rows):,} images")
    seen, readable = features(source, rows["id"].to_numpy(), job)
    rows = rows[readable].reset_index(drop=True)
    if rows["text"].nunique() < 2:
        raise ValueError(f"hardly any image of {spec.dataset!r} can be decoded; clean it first.")
    seen = compressed(seen[readable], spec.seed)
    classes, labels = pd.factorize(rows["text"], sort=True)
    job.log(f"checking their labels in {spec.folds} folds")
    probabilities = out_of_fold(seen, classes, folds_of(rows, spec), job, spec.seed)
    checked = np.flatnonzero(probabilities.any(axis=1))
    if not len(checked):
        raise ValueError(f"too few images of {spec.dataset!r} share a label to learn from them; collect more of each.")
    table = assess(rows.loc[checked], classes[checked], labels, probabilities[checked])
    agreed = table["suggestion"] == table["given"]
    trusted = np.full(len(rows), -1)
    trusted[checked[agreed]] = classes[checked[agreed]]
    issues = with_comparisons(ranked(table, spec.most), rows, directed(seen), trusted, labels)
    about = {"judge": "baseline model", "judged": len(checked), "agreement": round(float(agreed.mean()), 4)}
    return issues, {**about, "by_group": by_group(rows, spec)}


def assess(rows: pd.DataFrame, classes: np.ndarray, labels: pd.Index, probabilities: np.ndarray) -> pd.DataFrame:
    """What the model predicts for each row."""
    values = {
        "id": rows["id"].to_numpy(),
        "given": rows["text"].to_numpy(),
        "suggestion": labels.to_numpy()[probabilities.argmax(axis=1)],
        "score": scores(probabilities, classes),
        "confidence": probabilities.max(axis=1),
        "likely": likely_errors(probabilities, classes),
        "part": "new",
    }
    return pd.DataFrame(values)[COLUMNS]


def with_comparisons(
    issues: pd.DataFrame, rows: pd.DataFrame, seen: np.ndarray, trusted: np.ndarray, labels: pd.Index
) -> pd.DataFrame:
    """Issues with the ids of trusted images that look like them: of the suggested label, and of the given one."""
    ids = rows["id"].to_numpy()
    places = np.searchsorted(ids, issues["id"])
    for side in ("suggestion", "given"):
        near = nearest(seen, places, labels.get_indexer(pd.Index(issues[side])), trusted)
        issues = issues.assign(**{f"like_{side}": pd.Series([ids[each].tolist() for each in near], issues.index)})
    return issues
