"""Cleaning as a job: looks at every picture, stores the findings, and which rows are left out because of them."""

from typing import Any

import pandas as pd
import pyarrow as pa

from engine import dataset, pool, storage
from engine.clean.find import find
from engine.clean.look import Look, look_at_all
from engine.clean.spec import FINDINGS, CleanSpec
from engine.dataset import Dataset
from engine.job import Job

BATCH = 256


def run(spec: CleanSpec, job: Job) -> dict[str, Any]:
    """Writes findings.parquet and the quarantine beside the dataset; images and ids stay as they are.

    Returns dataset, the number of each finding, left_out and kept. Raises FileNotFoundError when there is no such
    dataset, ValueError when nothing would be kept.
    """
    opened = dataset.open(spec.dataset)
    frame = opened.frame(["id", "text", "picture", "width", "height"])
    findings = find(frame, looks(opened, job), spec)
    listed = quarantine(findings, spec)
    if len(listed) >= len(frame):
        raise ValueError(f"all {len(frame)} images would be left out; leave out fewer kinds of findings.")
    storage.write_table(opened.folder / "findings.parquet", pa.Table.from_pandas(findings, preserve_index=False))
    opened.write_quarantine(listed)
    counts = {kind: int((findings["finding"] == kind).sum()) for kind in FINDINGS}
    return {"dataset": spec.dataset, **counts, "left_out": len(listed), "kept": len(frame) - len(listed)}


def looks(opened: Dataset, job: Job) -> list[Look]:
    """What is seen of each picture, in the order of the ids."""
    total, seen = opened.info.count, []
    batches = (files for _, files in opened.batches(range(total), BATCH))
    for some in pool.run(look_at_all, batches):
        seen += some
        job.progress(len(seen), total, "images")
        job.check_stop()
    return seen


def quarantine(findings: pd.DataFrame, spec: CleanSpec) -> pd.DataFrame:
    """The rows to leave out, each once with its first reason: columns id, reason (the finding and its note)."""
    kept = [int(each) for each in spec.bring_back]
    chosen = findings[findings["finding"].isin(spec.leave_out) & ~findings["id"].isin(kept)]
    reasons = chosen["finding"] + ": " + chosen["note"]
    return pd.DataFrame({"id": chosen["id"], "reason": reasons}).drop_duplicates("id").sort_values("id")


def findings_of(opened: Dataset) -> pd.DataFrame:
    """What the last cleaning found: columns id, finding, like, note; empty when there was none."""
    path = opened.folder / "findings.parquet"
    return (
        storage.read_table(path).to_pandas()
        if path.exists()
        else pd.DataFrame(columns=["id", "finding", "like", "note"])
    )
