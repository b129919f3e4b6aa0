"""The time that a job spent in the runs before the present one, which began when it was resumed."""

from pathlib import Path

from engine.core.jobs.status import Status
from engine.core.storage.files import DamagedFileError, read_as, write_json
from engine.core.storage.folders import modified_at

FILE = "spent.json"


def spent_before(folder: Path) -> float:
    """Seconds of the runs before the present one; 0.0 for a job that was never resumed."""
    try:
        return max(read_as(folder / FILE, float, "delete it"), 0.0)
    except (FileNotFoundError, DamagedFileError):
        return 0.0  # a duration that is too short harms nobody


def note_run(folder: Path, status: Status) -> None:
    """Adds the run that a status is about, before the job runs again."""
    started = status.get("started", 0.0)
    # A run that was killed could not write down its end; its last sign of life is its progress.
    ended = status.get("ended") or modified_at(folder / "progress.jsonl") / 1e9
    if started and ended > started:
        write_json(folder / FILE, round(spent_before(folder) + ended - started, 3))
