"""Splitting as a job: reads labels, groups and picture hashes, writes an index; no picture is moved."""

from typing import Any

import numpy as np
import pandas as pd

from engine.core.datasets import signatures
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs.job import Job
from engine.split import leaks
from engine.split.assign import assign
from engine.split.components import tied
from engine.split.spec import SplitSpec

BITS = 2  # of 64 by which the hashes of nearly equal pictures may differ, as in cleaning


def run(spec: SplitSpec, job: Job) -> dict[str, Any]:
    """Writes the split and returns dataset, the images per part, notes on what was done, and the number of leaks.

    Raises FileNotFoundError when there is no such dataset, ValueError when it is too small.
    """
    opened = open_dataset(spec.dataset)
    rows = opened.frame(["id", "text", "group", "picture"])
    rows = rows[~rows["id"].isin(opened.quarantine()["id"])]
    near, alike = None, None
    if spec.near != "ignore":
        near = signatures.near(rows.set_index("id")["picture"], signatures.of(opened, job), BITS)
    if near and spec.near == "together":
        alike = tied(rows["id"].to_numpy(), (each.ids for each in near))  # of these none is left to be counted
    parts, report = (held_out if spec.test_group else assign)(rows, spec, alike)
    leaked = leaks.found(rows, parts, near)
    opened.write_split(parts, {"spec": spec.model_dump(mode="json"), **report, "leaks": leaked})
    job.progress(len(parts), len(parts), "images")
    told = {name: value for name, value in leaked.items() if name != "examples"}
    return {"dataset": spec.dataset, **report["counts"], "notes": report["notes"], "leaks": told}


def held_out(rows: pd.DataFrame, spec: SplitSpec, alike: np.ndarray | None) -> tuple[pd.Series, dict[str, Any]]:
    """Like `assign`, with the images of chosen groups as the test part; the others are divided by what else is asked.

    Raises ValueError for a group that the dataset does not have.
    """
    unknown = sorted(set(spec.test_group) - set(rows["group"].dropna()))
    if unknown:
        there = ", ".join(sorted(rows["group"].dropna().unique())[:10]) or "none"
        raise ValueError(f"test_group must name groups of {spec.dataset!r} (there are: {there}); got {unknown[0]!r}.")
    apart = rows["group"].isin(spec.test_group).to_numpy()
    rest = None if alike is None else alike[~apart]
    parts, report = assign(rows[~apart], spec.model_copy(update={"test": 0.0}), rest)
    test = pd.Series("test", index=rows.loc[apart, "id"], name="part")
    counts = {**report["counts"], "test": int(apart.sum())}
    notes = [*report["notes"], f"The test part is {', '.join(spec.test_group)}, and nobody else."]
    return pd.concat([parts, test]).sort_index(), {"counts": counts, "notes": notes}
