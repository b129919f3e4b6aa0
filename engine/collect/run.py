"""Collects a dataset as a job: plans, checks every image, writes shards, and lists what was left out."""

import gc
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from engine.collect.archives.limits import DamagedError
from engine.collect.archives.sources import Sources
from engine.collect.batch import Batch, LeftOut, batch_of
from engine.collect.images import Images, check_all, from_files
from engine.collect.left_out import write_left_out, write_remarked
from engine.collect.parts import kept_split, parts_of_tables
from engine.collect.plan import Entry, Plan, make_plan
from engine.collect.shards import Shards
from engine.collect.spec import CollectSpec
from engine.collect.suggestions import resolved
from engine.collect.tables import rows
from engine.collect.tables.opening import open_tables
from engine.core.datasets import shard
from engine.core.datasets.write import finish_dataset, write_split
from engine.core.jobs import pool
from engine.core.jobs.job import Job
from engine.core.storage.paths import datasets_folder

CHUNK_IMAGES = 250
CHUNK_BYTES = 4_000_000
# Sending small images to another process takes longer than checking them here; photographs are worth it.
WORTH_WORKERS = 200_000_000  # bytes
SHOWN_REASONS = 5


class Chunk(NamedTuple):
    """Entries with the bytes of their files. Unreadable files have b"" and a reason in `broken`, by their index."""

    entries: list[Entry]
    files: list[bytes]
    broken: dict[int, str]


def run(spec: CollectSpec, job: Job) -> dict[str, Any]:
    """Makes the dataset. A resumed job continues with the first missing shard.

    Returns dataset, kind, kept and left_out (numbers), the first reasons, labels_from (where labels come from, and
    why), notes (sentences on what may surprise), found (images in the source), groups (see `counted`), and split
    (images by part, if the author's parts are kept). Raises ValueError or FileNotFoundError if the source has no usable
    image, FileExistsError if the name is taken.
    """
    spec = resolved(spec)
    if spec.label_from == "table":
        return run_tables(spec, job)
    with Sources(spec.source, spec.name_encoding) as sources:
        plan = make_plan(spec, sources)
        gc.freeze()  # a plan has many long-lived objects; scanning them repeatedly would take a tenth of the time
        shards = Shards(job, plan.fingerprint)
        if shards.state.done:
            job.log(f"continues after {shards.state.done} of {len(plan.entries)} images")
        with closing(batches(spec, sources, plan, shards.state.done)) as batch_source:
            store(job, batch_source, shards, len(plan.entries), len(plan.left_out))
        title = sources.title
        parts = [(sources.path_of(entry.member), entry.part) for entry in plan.entries]
    summary = finish(spec, shards, title, plan.left_out)
    summary |= {"labels_from": plan.labels_from, "notes": [*map(str, plan.notes), *summary["notes"]]}
    keep_parts(shards, parts, summary)
    summary |= {"found": plan.found.total(), "groups": counted(plan.found, shards.folder)}
    return job.publish(shards.folder, datasets_folder() / spec.name, summary)


def run_tables(spec: CollectSpec, job: Job) -> dict[str, Any]:
    """Like `run`, for tables of pixels."""
    tables = open_tables(spec)
    gc.freeze()
    shards = Shards(job, rows.fingerprint(spec, tables))
    store(job, rows.batches(spec, tables, shards.state.done), shards, sum(table.count for table in tables))
    summary = finish(spec, shards, ", ".join(Path(path).name for path in spec.source), [])
    summary |= {"found": summary["kept"] + summary["left_out"], "groups": [], "labels_from": rows.labels_from(tables)}
    summary["notes"] += map(str, rows.notes(spec, tables, columns_of(shards.folder, ["text"])["text"]))
    if spec.parts == "keep" and len(tables) > 1:
        by_table = parts_of_tables([table.title for table in tables])
        parts = columns_of(shards.folder, ["source"])["source"].map(by_table)
        keep_split(shards, parts.where(parts.notna(), None).tolist(), summary)
    return job.publish(shards.folder, datasets_folder() / spec.name, summary)


def store(job: Job, batches: Iterator[Batch], shards: Shards, total: int, unlabelled: int = 0) -> None:
    """Writes batches as shards. unlabelled: the number of entries left out before."""
    done = shards.state.done
    for batch in batches:
        shards.add(batch)
        done = batch.done
        job.progress(done, max(total, done), "images", left_out=unlabelled + len(shards.left_out))
        job.check_stop()
    shards.flush(done)


def finish(spec: CollectSpec, shards: Shards, title: str, unlabelled: list[LeftOut]) -> dict[str, Any]:
    """Completes the shards to a dataset and summarises it. Raises ValueError if there is no row."""
    left_out = [*unlabelled, *shards.left_out]
    if not shards.state.shards:
        raise ValueError(f"none of {len(left_out)} images can be read; {left_out[-1].file}: {left_out[-1].reason}")
    write_left_out(shards.folder, left_out)
    remarks = write_remarked(shards.folder, shards.remarked)
    info = finish_dataset(shards.folder, spec.kind, title, spec.model_dump(mode="json"))
    reasons = [f"{item.file}: {item.reason}" for item in left_out[:SHOWN_REASONS]]
    counts = {"kept": info.count, "left_out": len(left_out)}
    return {"dataset": spec.name, "kind": info.kind, **counts, "reasons": reasons, "notes": remarks}


def keep_parts(shards: Shards, parts: list[tuple[str, str | None]], summary: dict[str, Any]) -> None:
    """Writes the author's parts, (path, part) of each entry, as the split, and reports it in the summary."""
    lost = {item.file for item in shards.left_out}
    keep_split(shards, [part for path, part in parts if path not in lost], summary)


def keep_split(shards: Shards, parts: list[str | None], summary: dict[str, Any]) -> None:
    """Writes the author's part of each stored row as the split, and reports it in the summary."""
    table = columns_of(shards.folder, ["id", "picture", "group"])
    if len(parts) != len(table):
        return  # two files have one path
    split, report = kept_split(parts, table)
    summary["notes"] += report["notes"]
    if split is not None:
        write_split(shards.folder, split, report)
        summary["split"] = report["counts"]


def columns_of(folder: Path, columns: list[str]) -> pd.DataFrame:
    """These columns of all shards in a folder."""
    files = sorted(folder.glob("part-*.parquet"))
    return pd.concat((shard.read_columns(file, columns) for file in files), ignore_index=True)


def batches(spec: CollectSpec, sources: Sources, plan: Plan, done: int) -> Generator[Batch]:
    """The rows of all entries after the first `done`, in batches."""
    entries = plan.entries[done:]
    large = sum(entry.member.size for entry in entries) >= WORTH_WORKERS
    workers = spec.workers or (min(pool.cores(), 4) if large else 1)
    waiting: list[Chunk] = []

    def files() -> Iterator[list[bytes]]:
        for chunk in chunks(sources, entries):
            waiting.append(chunk)
            yield chunk.files

    for results in pool.run(partial(check_all, frame=spec.frame), files(), workers):
        chunk = waiting.pop(0)
        yield to_batch(sources, chunk, from_files(chunk.files, results), done)
        done += len(chunk.files)


def to_batch(sources: Sources, chunk: Chunk, images: Images, first: int) -> Batch:
    """Converts a chunk, whose first entry is number `first`, to rows of the dataset."""
    members, texts, groups, _ = zip(*chunk.entries, strict=True)
    paths = [sources.path_of(member) for member in members]
    table = shard.table(images.files, paths, texts, groups, images.columns | sources.columns_of(members))
    return batch_of(first, table, paths, images.reasons | chunk.broken, images.remarks)


def chunks(sources: Sources, entries: list[Entry]) -> Iterator[Chunk]:
    """The entries with the bytes of their files, in chunks small enough to limit memory."""
    chunk, size = Chunk([], [], {}), 0
    for entry in entries:
        try:
            data = sources.read(entry.member)
        except DamagedError as reason:
            data = b""
            chunk.broken[len(chunk.files)] = str(reason)
        chunk.entries.append(entry)
        chunk.files.append(data)
        size += len(data)
        if len(chunk.files) == CHUNK_IMAGES or size > CHUNK_BYTES:
            yield chunk
            chunk, size = Chunk([], [], {}), 0
    if chunk.files:
        yield chunk


def counted(found: Counter[str], folder: Path) -> list[dict[str, Any]]:
    """Counts images by group: records of group ("" for none), found and kept, sorted. [] if there are no groups.

    found: number of images by group in the source. folder: that of the shards.
    """
    if set(found) <= {""}:
        return []
    kept = columns_of(folder, ["group"])["group"].fillna("").value_counts()
    return [{"group": group, "found": found[group], "kept": int(kept.get(group, 0))} for group in sorted(found)]
