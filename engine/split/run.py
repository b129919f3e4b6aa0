"""Splits a dataset as a job: reads labels, groups and image hashes, and writes an index. No image is moved."""

from typing import Any

import numpy as np
import pandas as pd

from engine.core.datasets import signatures
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs.job import Job
from engine.split.assign import assign
from engine.split.components import linked
from engine.split.leaks import find_leaks
from engine.split.spec import SplitSpec

BITS = 2  # of 64 by which the hashes of near-duplicates may differ, as in cleaning


def run(spec: SplitSpec, job: Job) -> dict[str, Any]:
    """Writes the split. Returns dataset, images per part, notes (sentences for people) and counts of leaks.

    Raises FileNotFoundError if there is no such dataset, ValueError if it is too small.
    """
    opened = open_dataset(spec.dataset)
    rows = opened.frame(["id", "text", "group", "picture"])
    rows = rows[~rows["id"].isin(opened.quarantine()["id"])]
    near, alike = None, None
    if spec.near != "ignore":
        near = signatures.near(rows, signatures.of(opened, job), BITS)
    if near and spec.near == "together":
        alike = linked(rows["id"].to_numpy(), (pairs.ids for pairs in near))  # exhausts the pairs: no leaks are left
    parts, report = (held_out if spec.test_group else assign)(rows, spec, alike)
    leaks = find_leaks(rows, parts, near)
    opened.write_split(parts, {"spec": spec.model_dump(mode="json"), **report, "leaks": leaks})
    job.progress(len(parts), len(parts), "images")
    counts = {name: value for name, value in leaks.items() if name != "examples"}
    return {"dataset": spec.dataset, **report["counts"], "notes": report["notes"], "leaks": counts}


def held_out(rows: pd.DataFrame, spec: SplitSpec, alike: np.ndarray | None) -> tuple[pd.Series, dict[str, Any]]:
    """Like `assign`, with the images of the chosen groups as the test part; the spec divides the others.

    Raises ValueError for a group that the dataset does not have.
    """
    unknown = sorted(set(spec.test_group) - set(rows["group"].dropna()))
    if unknown:
        groups = ", ".join(sorted(rows["group"].dropna().unique())[:10]) or "none"
        raise ValueError(
            f"test_group must name groups of {spec.dataset!r} ({groups}); got {unknown[0]!r}. Choose others."
        )
    is_test = rows["group"].isin(spec.test_group).to_numpy()
    rest = None if alike is None else alike[~is_test]
    parts, report = assign(rows[~is_test], spec.model_copy(update={"test": 0.0}), rest)
    test = pd.Series("test", index=rows.loc[is_test, "id"], name="part")
    counts = {**report["counts"], "test": int(is_test.sum())}
    notes = [*report["notes"], f"The test part consists of {', '.join(spec.test_group)}."]
    return pd.concat([parts, test]).sort_index(), {"counts": counts, "notes": notes}
