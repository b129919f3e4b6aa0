"""Rows gathered into shards; after each shard it is stored how far the work is, so that a killed job can go on."""

from collections import deque
from typing import NamedTuple

import pyarrow as pa

from engine.collect.batch import Batch, LeftOut
from engine.core.datasets import shard
from engine.core.jobs.job import Job
from engine.core.storage.files import read_json, write_json
from engine.core.storage.folders import delete_folder, make_folder

SHARD_BYTES = 1_500_000_000


class State(NamedTuple):
    """How far a job is with a plan: finished shards, entries done, what was left out while decoding."""

    plan: str
    shards: int = 0
    done: int = 0
    left_out: tuple[LeftOut, ...] = ()


class Shards:
    """The shards of a dataset being built in a job's folder."""

    def __init__(self, job: Job, plan: str) -> None:
        self.folder = make_folder(job.folder / "build")
        self.note = job.folder / "collect.json"
        self.pieces: list[pa.Table] = []
        self.state = self.earlier(plan)
        self.left_out = list(self.state.left_out)

    def earlier(self, plan: str) -> State:
        """How far an earlier run came with the same plan; what it made for another plan is thrown away."""
        saved = read_json(self.note) if self.note.exists() else {"plan": plan}
        if saved["plan"] == plan:
            return State(**saved | {"left_out": tuple(LeftOut(*each) for each in saved.get("left_out", ()))})
        delete_folder(self.folder)
        make_folder(self.folder)
        return State(plan)

    def add(self, batch: Batch) -> None:
        """Takes rows; writes each shard that is full.

        Raises ValueError when the rows of one shard grow too large for memory.
        """
        start, left_out = 0, deque(batch.left_out)
        while start < len(batch.places):
            piece = batch.table.slice(start, shard.ROWS - sum(map(len, self.pieces)))
            self.pieces.append(piece)
            self.check_size()
            start += len(piece)
            if sum(map(len, self.pieces)) == shard.ROWS:
                done = batch.places[start - 1] + 1
                while left_out and left_out[0][0] < done:  # what comes later belongs to the next shard
                    self.left_out.append(left_out.popleft()[1])
                self.flush(done)
        self.left_out += [each for _, each in left_out]

    def check_size(self) -> None:
        """Raises ValueError when the rows gathered so far are too large."""
        if sum(each.nbytes for each in self.pieces) > SHARD_BYTES:
            raise ValueError(
                f"the images are too large: {shard.ROWS} of them, which are stored together, have more than "
                f"{SHARD_BYTES / 1e9:g} GB. Scale them down first."
            )

    def flush(self, done: int) -> None:
        """Writes the rows gathered so far as a shard; `done` entries are done with them."""
        if self.pieces:
            shard.write_table(self.folder, self.state.shards, pa.concat_tables(self.pieces))
            self.state = State(self.state.plan, self.state.shards + 1, done, tuple(self.left_out))
            write_json(self.note, self.state._asdict())
            self.pieces = []
