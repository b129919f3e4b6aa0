"""What a training decided by itself, in sentences that the page shows: its start, its course, its end."""

from pathlib import Path

from engine.core.jobs.job import Job
from engine.core.jobs.status import mend
from engine.core.storage.files import read_as, write_json

FILE = "notes.json"


def add(job: Job, sentence: str) -> None:
    """Adds a sentence to the notes and the log, once."""
    notes = read(job.folder)
    if sentence not in notes:
        write_json(job.folder / FILE, [*notes, sentence])
        job.log(sentence)


def read(folder: Path) -> list[str]:
    """The sentences noted in a job's folder, oldest first; [] without any. Raises DamagedFileError."""
    path = folder / FILE
    return read_as(path, list[str], mend(folder)) if path.exists() else []
