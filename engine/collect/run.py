"""Collecting as a job: plan, check every picture, write shards, list what was left out."""

import gc
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from engine.collect.archives.limits import Damaged
from engine.collect.archives.sources import Sources
from engine.collect.batch import Batch, LeftOut, batch_of
from engine.collect.pictures import Pictures, check_all, from_files
from engine.collect.plan import Entry, Plan, make_plan
from engine.collect.shards import Shards
from engine.collect.spec import CollectSpec
from engine.collect.tables import rows
from engine.core.datasets import shard
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.write import finish_dataset, publish_dataset
from engine.core.jobs import pool
from engine.core.jobs.job import Job
from engine.core.storage.files import as_csv, write_text

CHUNK_IMAGES = 250
CHUNK_BYTES = 4_000_000
# Small images take longer to send to another process than to check here; photographs pay for it.
WORTH_WORKERS = 200_000_000  # bytes
SHOWN_REASONS = 5


class Chunk(NamedTuple):
    """Some entries and their files' bytes, b"" with a reason in `broken` where the source could not give them."""

    entries: list[Entry]
    files: list[bytes]
    broken: dict[int, str]


def run(spec: CollectSpec, job: Job) -> dict[str, Any]:
    """Makes the dataset; run again after a kill, it goes on with the first shard that is missing.

    Returns dataset, kind, kept, left_out (a number), the first reasons, and what was found in the source, also group by
    group. Raises ValueError or FileNotFoundError
    when the source gives no image, FileExistsError when the name is taken.
    """
    if spec.label_from == "table":
        return run_tables(spec, job)
    with Sources(spec.source) as sources:
        plan = make_plan(spec, sources)
        gc.freeze()  # a plan is many objects that stay; looking through them again and again costs a tenth of the time
        shards = Shards(job, plan.fingerprint)
        if shards.state.done:
            job.log(f"goes on after {shards.state.done} of {len(plan.entries)} images")
        with closing(batches(spec, sources, plan, shards.state.done)) as found:
            store(job, found, shards, len(plan.entries), len(plan.left_out))
        title = sources.title
    made = finish(spec, shards, title, plan.left_out)
    return {**made, "found": plan.found.total(), "groups": counted(plan.found, spec.name)}


def run_tables(spec: CollectSpec, job: Job) -> dict[str, Any]:
    """Like `run`, for tables of pixels."""
    tables = rows.open_tables(spec)
    gc.freeze()
    shards = Shards(job, rows.fingerprint(spec, tables))
    store(job, rows.batches(spec, tables, shards.state.done), shards, sum(table.count for table in tables))
    made = finish(spec, shards, ", ".join(Path(path).name for path in spec.source), [])
    return {**made, "found": made["kept"] + made["left_out"], "groups": []}


def store(job: Job, batches: Iterator[Batch], shards: Shards, total: int, unlabelled: int = 0) -> None:
    """Writes what comes as shards; `unlabelled` entries were left out before."""
    done = shards.state.done
    for batch in batches:
        shards.add(batch)
        done = batch.done
        job.progress(done, max(total, done), "images", left_out=unlabelled + len(shards.left_out))
        job.check_stop()
    shards.flush(done)


def finish(spec: CollectSpec, shards: Shards, title: str, unlabelled: list[LeftOut]) -> dict[str, Any]:
    """Makes the shards a dataset and says what came of it. Raises ValueError when there is no row."""
    left_out = [*unlabelled, *shards.left_out]
    if not shards.state.shards:
        raise ValueError(f"none of {len(left_out)} images can be read; {left_out[-1].file}: {left_out[-1].reason}")
    write_text(shards.folder / "left_out.csv", as_csv(LeftOut._fields, left_out))
    info = finish_dataset(shards.folder, spec.kind, title, spec.model_dump(mode="json"))
    publish_dataset(shards.folder, spec.name)
    reasons = [f"{each.file}: {each.reason}" for each in left_out[:SHOWN_REASONS]]
    return {"dataset": spec.name, "kind": info.kind, "kept": info.count, "left_out": len(left_out), "reasons": reasons}


def batches(spec: CollectSpec, sources: Sources, plan: Plan, done: int) -> Generator[Batch]:
    """The rows of all entries but the first `done`, some at a time."""
    entries = plan.entries[done:]
    large = sum(entry.member.size for entry in entries) >= WORTH_WORKERS
    workers = spec.workers or (min(pool.cores(), 4) if large else 1)
    waiting: list[Chunk] = []

    def files() -> Iterator[list[bytes]]:
        for chunk in chunks(sources, entries):
            waiting.append(chunk)
            yield chunk.files

    for pictures in pool.run(check_all, files(), workers):
        chunk = waiting.pop(0)
        yield made(sources, chunk, from_files(chunk.files, pictures), done)
        done += len(chunk.files)


def made(sources: Sources, chunk: Chunk, found: Pictures, first: int) -> Batch:
    """The dataset's rows of a chunk whose first entry is number `first`."""
    members, texts, groups = zip(*chunk.entries, strict=True)
    paths = [sources.path_of(member) for member in members]
    table = shard.table(found.files, paths, texts, groups, found.columns | sources.columns_of(members))
    return batch_of(first, table, paths, found.reasons | chunk.broken)


def chunks(sources: Sources, entries: list[Entry]) -> Iterator[Chunk]:
    """The entries with their bytes, some at a time; few where the files are large, so that memory stays small."""
    chunk, size = Chunk([], [], {}), 0
    for entry in entries:
        try:
            data = sources.read(entry.member)
        except Damaged as reason:
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


def counted(found: Counter[str], name: str) -> list[dict[str, Any]]:
    """One record for each group of the source, sorted: group ("" for none), found and kept (images); [] without groups.

    found: images of each group in the source. name: the dataset that was made of them.
    """
    if set(found) <= {""}:
        return []
    kept = open_dataset(name).frame(["group"])["group"].fillna("").value_counts()
    return [{"group": group, "found": found[group], "kept": int(kept.get(group, 0))} for group in sorted(found)]
