"""A job from the inside: the process that does the work reports, may be stopped, and writes down how it ended."""

import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from typing_extensions import TypedDict

from engine.core.jobs import record
from engine.core.jobs.progress import Console
from engine.core.storage.files import DamagedFileError, append_line, as_json, read_as, write_bytes
from engine.core.storage.folders import maker_of, publish_folder, sign_folder, unsign_folder

PROGRESS_EVERY = 0.25  # seconds; people do not read faster, and each line costs a write


PUBLISHED = "published.json"
FINISH = "finish"  # the file that asks for what a job has so far


class Published(TypedDict):
    """The content of published.json: the folder that a job makes, and its result."""

    folder: str
    result: dict[str, Any]


class StoppedError(Exception):
    """Raised inside a job that was asked to stop, after what it needs to go on was saved."""


class FailedError(Exception):
    """Raised inside a job whose input was fine and whose work failed; the text is one sentence."""


class Job:
    """What a stage's run function gets: a folder that survives a kill, and ways to report and to be stopped."""

    def __init__(self, job_id: str, echo: bool = False) -> None:
        self.id = job_id
        self.folder = record.folder_of(job_id)
        self.console = Console(sys.stderr) if echo else None
        self.last_report = 0.0

    def __getstate__(self) -> dict[str, Any]:
        """What a worker process gets of the job: all but the terminal, which only this process writes to."""
        return {**self.__dict__, "console": None}

    def progress(self, done: float, total: float, unit: str, **figures: float) -> None:
        """Reports how far the job is; lines that come too fast are dropped, except the first and the last."""
        now = time.time()
        if now - self.last_report < PROGRESS_EVERY and done < total:
            return
        self.last_report = now
        line = record.Progress(
            now, done, total, unit, {name: round(float(value), 6) for name, value in figures.items()}
        )
        append_line(self.folder / "progress.jsonl", as_json(line._asdict()))
        if self.console:
            self.console.progress(line)

    def log(self, text: str) -> None:
        """Adds a line to the job's log."""
        append_line(self.folder / "log.txt", f"{datetime.now():%H:%M:%S}  {text}")
        if self.console:
            self.console.log(text)

    def publish(self, build: Path, final: Path, result: dict[str, Any]) -> dict[str, Any]:
        """Gives a finished folder its final name; returns the result of the job, which must end right after.

        If it is killed before it can note its end, the next run finds its own work (`published`). Raises
        FileExistsError if the name is taken.
        """
        noted = as_json({"folder": str(final), "result": result})
        write_bytes(self.folder / PUBLISHED, noted.encode("utf-8", "replace"))
        sign_folder(build, self.id)
        publish_folder(build, final)
        return result

    def published(self) -> dict[str, Any] | None:
        """The result of an earlier run of this job that was killed after it had published its work; None otherwise."""
        noted = self.noted()
        return noted["result"] if noted and maker_of(Path(noted["folder"])) == self.id else None

    def conclude(self) -> None:
        """Removes the job's id from what it published, once its end is noted."""
        noted = self.noted()
        if noted:
            unsign_folder(Path(noted["folder"]))

    def noted(self) -> Published | None:
        """What the job is about to publish, or did."""
        try:
            return read_as(self.folder / PUBLISHED, Published)
        except (FileNotFoundError, DamagedFileError):
            return None

    def stop_asked(self) -> bool:
        """Whether somebody asked the job to stop."""
        return (self.folder / "stop").exists()

    def finish_asked(self) -> bool:
        """Whether the job is to end with what it has so far."""
        return (self.folder / FINISH).exists()

    def check_stop(self) -> None:
        """Raises StoppedError when somebody asked the job to stop."""
        if self.stop_asked():
            raise StoppedError("Stopped. Resume continues from the last checkpoint.")
