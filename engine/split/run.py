"""Splitting as a job: reads labels, groups and picture hashes, writes an index; no picture is moved."""

from typing import Any

from engine import dataset
from engine.job import Job
from engine.split.assign import assign
from engine.split.spec import SplitSpec


def run(spec: SplitSpec, job: Job) -> dict[str, Any]:
    """Writes the split and returns dataset, the images per part, and notes on what was done.

    Raises FileNotFoundError when there is no such dataset, ValueError when it is too small.
    """
    opened = dataset.open(spec.dataset)
    rows = opened.frame(["id", "text", "group", "picture"])
    parts, report = assign(rows[~rows["id"].isin(opened.quarantine()["id"])], spec)
    opened.write_split(parts, {"spec": spec.model_dump(mode="json"), **report})
    job.progress(len(parts), len(parts), "images")
    return {"dataset": spec.dataset, **report["counts"], "notes": report["notes"]}
