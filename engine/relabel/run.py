"""Looking for label errors as a job: the suspects are stored beside the dataset; labels stay until somebody decides."""

from typing import Any

from engine.core.datasets.dataset import open_dataset
from engine.core.jobs.job import Job
from engine.relabel import by_baseline, by_predictions
from engine.relabel.label_issues import store
from engine.relabel.spec import RelabelSpec


def run(spec: RelabelSpec, job: Job) -> dict[str, Any]:
    """Writes suspects.parquet beside the dataset; returns dataset, judge, judged, agreement, suspects and likely.

    Raises FileNotFoundError when there is no such dataset or model, ValueError, with what to do, when nothing can judge
    its labels.
    """
    source = open_dataset(spec.dataset)
    if not source.shards() or not source.shards()[0].exists():
        raise ValueError(f"the images of {spec.dataset!r} are drawn with their labels, so no label of theirs is wrong.")
    rows = source.frame(["id", "text", "group", "picture"]).loc[source.part_ids("all")].reset_index(drop=True)
    if spec.model or not by_baseline.repeats(source, rows):
        found, report = by_predictions.suspects(source, rows, spec)
    else:
        found, report = by_baseline.suspects(source, rows, spec, job)
    counts = {"images": len(rows), "suspects": len(found), "likely": int(found["likely"].sum())}
    report = {"dataset": spec.dataset, **report, **counts}
    store(source, found, report)
    job.progress(2 * len(rows), 2 * len(rows), "images")
    return report
