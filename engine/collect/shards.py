"""Gathers rows into shards and saves the progress after each, so that a killed job can resume."""

from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa

from engine.collect.batch import Batch, LeftOut, Remarked, Remarks
from engine.core.datasets import shard
from engine.core.jobs.job import Job
from engine.core.storage.files import read_json, write_json
from engine.core.storage.folders import delete_folder, make_folder

SHARD_BYTES = 1_500_000_000
MOST_NOTED = 100  # files with one remark
Item = TypeVar("Item")


class State(NamedTuple):
    """The progress of a job: its plan, finished shards, entries done, entries left out while decoding, and remarks."""

    plan: str
    shards: int = 0
    done: int = 0
    left_out: tuple[LeftOut, ...] = ()
    remarked: Mapping[str, Remarks] = {}


class Shards:
    """The shards of a dataset that is built in a job's folder."""

    def __init__(self, job: Job, plan: str) -> None:
        self.folder = make_folder(job.folder / "build")
        self.state_file = job.folder / "collect.json"
        self.pieces: list[pa.Table] = []
        self.state = self.earlier(plan)
        self.left_out = list(self.state.left_out)
        self.remarked = dict(self.state.remarked)

    def earlier(self, plan: str) -> State:
        """The progress of an earlier run with the same plan. Shards of another plan are deleted."""
        saved: dict[str, Any] = read_json(self.state_file) if self.state_file.exists() else {"plan": plan}
        if saved["plan"] == plan:
            left_out = tuple(LeftOut(*item) for item in saved.get("left_out", ()))
            remarked = {remark: Remarks(*item) for remark, item in saved.get("remarked", {}).items()}
            return State(**saved | {"left_out": left_out, "remarked": remarked})
        delete_folder(self.folder)
        make_folder(self.folder)
        return State(plan)

    def add(self, batch: Batch) -> None:
        """Adds rows and writes each full shard.

        Raises ValueError if the rows of a shard become too large for memory.
        """
        start, left_out, remarked = 0, deque(batch.left_out), deque(batch.remarked)
        while start < len(batch.places):
            piece = batch.table.slice(start, shard.ROWS - sum(map(len, self.pieces)))
            self.pieces.append(piece)
            self.check_size()
            start += len(piece)
            if sum(map(len, self.pieces)) == shard.ROWS:
                done = batch.places[start - 1] + 1
                self.left_out += before(left_out, done)  # later ones belong to the next shard
                self.remark(before(remarked, done))
                self.flush(done)
        self.left_out += [item for _, item in left_out]
        self.remark([item for _, item in remarked])

    def remark(self, remarked: list[Remarked]) -> None:
        """Counts remarks and notes the first files of each, of which there may be as many as rows."""
        for file, remark in remarked:
            images, files = self.remarked.get(remark, (0, []))
            self.remarked[remark] = Remarks(images + 1, [*files, file] if images < MOST_NOTED else files)

    def check_size(self) -> None:
        """Raises ValueError if the rows gathered so far are too large."""
        if sum(piece.nbytes for piece in self.pieces) > SHARD_BYTES:
            raise ValueError(
                f"{shard.ROWS} consecutive images must have at most {SHARD_BYTES / 1e9:g} GB together; these have "
                "more. Scale them down."
            )

    def flush(self, done: int) -> None:
        """Writes the rows gathered so far as a shard, after which `done` entries are done."""
        if self.pieces:
            shard.write_table(self.folder, self.state.shards, pa.concat_tables(self.pieces))
            left_out, remarked = tuple(self.left_out), dict(self.remarked)
            self.state = State(self.state.plan, self.state.shards + 1, done, left_out, remarked)
            write_json(self.state_file, self.state._asdict())
            self.pieces = []


def before(entries: deque[tuple[int, Item]], end: int) -> list[Item]:
    """Takes what belongs to entries before number `end` from the beginning of a queue."""
    taken = []
    while entries and entries[0][0] < end:
        taken.append(entries.popleft()[1])
    return taken
