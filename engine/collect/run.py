"""Collecting as a job: plan, check every picture, write shards, list what was left out."""

import gc
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, NamedTuple

from engine import dataset, pool, shard, storage
from engine.collect import from_tables, groups
from engine.collect.limits import Damaged
from engine.collect.pictures import check_all, row
from engine.collect.plan import Entry, LeftOut, Plan, make_plan
from engine.collect.shards import Shards
from engine.collect.sources import Sources
from engine.collect.spec import CollectSpec
from engine.job import Job

CHUNK_IMAGES = 64
CHUNK_BYTES = 16_000_000
# Small images take longer to send to another process than to check here; photographs pay for it.
WORTH_WORKERS = 200_000_000  # bytes
SHOWN_REASONS = 5


Checked = tuple[Entry, dict[str, Any] | str]


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
        write_shards(spec, job, sources, plan, shards)
        title = sources.title
    made = finish(spec, shards, title, plan.left_out)
    return {**made, "found": plan.found.total(), "groups": groups.counted(plan.found, spec.name)}


def run_tables(spec: CollectSpec, job: Job) -> dict[str, Any]:
    """Like `run`, for tables of pixels."""
    tables = from_tables.open_tables(spec)
    gc.freeze()
    shards = Shards(job, from_tables.fingerprint(spec, tables))
    total, done = sum(table.count for table in tables), shards.state.done
    for some in from_tables.rows(spec, tables, done):
        for file, result in some:
            done += 1
            if isinstance(result, str):
                shards.left_out.append(LeftOut(file, result))
            else:
                shards.add(result, done)
        job.progress(done, max(total, done), "images", left_out=len(shards.left_out))
        job.check_stop()
    shards.flush(done)
    made = finish(spec, shards, ", ".join(Path(path).name for path in spec.source), [])
    return {**made, "found": made["kept"] + made["left_out"], "groups": []}


def finish(spec: CollectSpec, shards: Shards, title: str, unlabelled: list[LeftOut]) -> dict[str, Any]:
    """Makes the shards a dataset and says what came of it. Raises ValueError when there is no row."""
    left_out = [*unlabelled, *shards.left_out]
    if not shards.state.shards:
        raise ValueError(f"none of {len(left_out)} images can be read; {left_out[-1].file}: {left_out[-1].reason}")
    storage.write_text(shards.folder / "left_out.csv", storage.as_csv(LeftOut._fields, left_out))
    kind = kind_of(shards.folder) if spec.kind == "auto" else spec.kind
    info = dataset.finish(shards.folder, kind, title, spec.model_dump(mode="json"))
    dataset.publish(shards.folder, spec.name)
    reasons = [f"{each.file}: {each.reason}" for each in left_out[:SHOWN_REASONS]]
    return {"dataset": spec.name, "kind": info.kind, "kept": info.count, "left_out": len(left_out), "reasons": reasons}


def write_shards(spec: CollectSpec, job: Job, sources: Sources, plan: Plan, shards: Shards) -> None:
    """Checks the entries that are not done yet and writes their rows, or notes why they have none."""
    total, done = len(plan.entries), shards.state.done
    with closing(checked(spec, sources, plan.entries[done:])) as results:
        for entry, result in results:
            done += 1
            if isinstance(result, str):
                shards.left_out.append(LeftOut(sources.path_of(entry.member), result))
            else:
                shards.add(result, done)
            if done % CHUNK_IMAGES == 0 or done == total:
                job.progress(done, total, "images", left_out=len(plan.left_out) + len(shards.left_out))
                job.check_stop()
        shards.flush(done)


def checked(spec: CollectSpec, sources: Sources, entries: list[Entry]) -> Generator[Checked]:
    """For each entry in order its row, or the reason why it has none."""
    large = sum(entry.member.size for entry in entries) >= WORTH_WORKERS
    workers = spec.workers or (min(pool.cores(), 4) if large else 1)
    waiting: list[Chunk] = []

    def files() -> Iterator[list[bytes]]:
        for chunk in chunks(sources, entries):
            waiting.append(chunk)
            yield chunk.files

    for pictures in pool.run(check_all, files(), workers):
        chunk = waiting.pop(0)
        for index, (entry, data, picture) in enumerate(zip(chunk.entries, chunk.files, pictures, strict=True)):
            if isinstance(picture, str):
                yield entry, chunk.broken.get(index, picture)
            else:
                path, more = sources.path_of(entry.member), sources.columns_of(entry.member)
                yield entry, row(picture, data, path, entry.text, entry.group, **more)


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


def kind_of(build: Path) -> Literal["text", "class"]:
    """ "class" where every label of the shards in a folder is one symbol, otherwise "text"."""
    texts = (shard.read_columns(each, ["text"])["text"] for each in sorted(build.glob("part-*.parquet")))
    return "class" if all((column.str.len() == 1).all() for column in texts) else "text"
