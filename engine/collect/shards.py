"""Rows gathered into shards; after each shard it is stored how far the work is, so that a killed job can go on."""

from typing import Any, NamedTuple

from engine import shard, storage
from engine.collect.plan import LeftOut
from engine.job import Job

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
        self.folder = storage.make_folder(job.folder / "build")
        self.note = job.folder / "collect.json"
        self.rows: list[dict[str, Any]] = []
        self.size = 0
        self.state = self.earlier(plan)
        self.left_out = list(self.state.left_out)

    def earlier(self, plan: str) -> State:
        """How far an earlier run came with the same plan; what it made for another plan is thrown away."""
        saved = storage.read_json(self.note) if self.note.exists() else {"plan": plan}
        if saved["plan"] == plan:
            return State(**saved | {"left_out": tuple(LeftOut(*each) for each in saved.get("left_out", ()))})
        storage.delete(self.folder)
        storage.make_folder(self.folder)
        return State(plan)

    def add(self, row: dict[str, Any], done: int) -> None:
        """Takes a row, the result of entry number `done`; writes the shard when it is full.

        Raises ValueError when the rows of one shard grow too large for memory.
        """
        self.rows.append(row)
        self.size += len(row["image"])
        if self.size > SHARD_BYTES:
            raise ValueError(
                f"the images are too large: {shard.ROWS} of them, which are stored together, have more than "
                f"{SHARD_BYTES / 1e9:g} GB. Scale them down first."
            )
        if len(self.rows) == shard.ROWS:
            self.flush(done)

    def flush(self, done: int) -> None:
        """Writes the rows gathered so far as a shard."""
        if self.rows:
            shard.write(self.folder, self.state.shards, self.rows)
            self.state = State(self.state.plan, self.state.shards + 1, done, tuple(self.left_out))
            storage.write_json(self.note, self.state._asdict())
            self.rows, self.size = [], 0
