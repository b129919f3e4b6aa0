"""Cleaning as a job: looks at every image, stores the findings, and which rows are left out because of them."""

from typing import Any

import pandas as pd
import pyarrow as pa

from engine.clean.decide import FILE as DECISIONS
from engine.clean.decide import applied, decisions_of
from engine.clean.find import find
from engine.clean.spec import FINDINGS, CleanSpec
from engine.core.datasets import signatures
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.jobs.job import Job
from engine.core.storage.files import damaged
from engine.core.storage.folders import delete_folder
from engine.core.storage.tables import read_table, write_table

FILE = "findings.parquet"
MEND = "clean the dataset again"


def run(spec: CleanSpec, job: Job) -> dict[str, Any]:
    """Writes findings.parquet and the quarantine beside the dataset; images and ids stay as they are.

    What was decided by hand stays, unless the spec forgets it. Returns dataset, the number of each finding, by_hand
    (decisions that were respected), left_out and kept. Raises FileNotFoundError when there is no such
    dataset, ValueError when nothing would be kept.
    """
    opened = open_dataset(spec.dataset)
    frame = opened.frame(["id", "text", "picture", "width", "height"])
    findings = find(frame, signatures.take(opened, job), spec)
    decided = None if spec.forget else decisions_of(opened)
    listed = quarantine(findings, spec) if decided is None else applied(quarantine(findings, spec), decided)
    if len(listed) >= len(frame):
        raise ValueError(f"all {len(frame)} images would be left out; leave out fewer kinds of findings.")
    write_table(opened.folder / FILE, pa.Table.from_pandas(findings, preserve_index=False))
    if spec.forget and (opened.folder / DECISIONS).exists():
        delete_folder(opened.folder / DECISIONS)
    opened.write_quarantine(listed)
    counts = {kind: int((findings["finding"] == kind).sum()) for kind in FINDINGS}
    by_hand = 0 if decided is None else len(decided)
    kept = len(frame) - len(listed)
    return {"dataset": spec.dataset, **counts, "by_hand": by_hand, "left_out": len(listed), "kept": kept}


def quarantine(findings: pd.DataFrame, spec: CleanSpec) -> pd.DataFrame:
    """The rows to leave out, each once with its first reason: columns id, reason (the finding and its note)."""
    kept = [int(number) for number in spec.bring_back]
    chosen = findings[findings["finding"].isin(spec.leave_out) & ~findings["id"].isin(kept)]
    reasons = chosen["finding"] + ": " + chosen["note"]
    return pd.DataFrame({"id": chosen["id"], "reason": reasons}).drop_duplicates("id").sort_values("id")


def findings_of(opened: Dataset) -> pd.DataFrame | None:
    """What the last cleaning found: columns id, finding, like, note; None before the first. Raises DamagedFileError."""
    path = opened.folder / FILE
    if not path.exists():
        return None
    table = read_table(path, ["id", "finding", "like", "note"], {"id": pa.int64(), "finding": pa.string()}, MEND)
    findings = table.to_pandas()
    if not findings["id"].between(0, opened.stored.count - 1).all():
        raise damaged(path, "it names images that the dataset does not have", MEND)
    return findings
