"""Finds label issues as a job and stores them beside the dataset. Labels stay until a person decides."""

from typing import Any

from engine.core.datasets.dataset import open_dataset
from engine.core.jobs.job import Job
from engine.relabel import by_baseline, by_predictions
from engine.relabel.label_issues import store
from engine.relabel.spec import RelabelSpec


def run(spec: RelabelSpec, job: Job) -> dict[str, Any]:
    """Writes suspects.parquet beside the dataset; returns dataset, judge, judged, agreement, suspects and likely.

    Raises FileNotFoundError for an unknown dataset or model, and ValueError, with what to do, where its labels cannot
    be checked.
    """
    source = open_dataset(spec.dataset)
    if not source.shards() or not source.shards()[0].exists():
        raise ValueError(f"the images of {spec.dataset!r} are drawn from their labels, so none of these can be wrong.")
    rows = source.frame(["id", "text", "group", "picture"]).loc[source.part_ids("all")].reset_index(drop=True)
    if spec.model or spec.guesses or not by_baseline.repeats(source, rows):
        issues, report = by_predictions.label_issues(source, rows, spec)
    else:
        issues, report = by_baseline.label_issues(source, rows, spec, job)
    counts = {"images": len(rows), "suspects": len(issues), "likely": int(issues["likely"].sum())}
    report = {"dataset": spec.dataset, **report, **counts}
    store(source, issues, report)
    job.progress(2 * len(rows), 2 * len(rows), "images")
    return report
