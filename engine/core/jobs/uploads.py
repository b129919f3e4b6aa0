"""Files that came through the browser: kept in the workspace as long as a page shows them or a job needs them."""

import hashlib
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from engine.core.jobs import record
from engine.core.jobs.record import View
from engine.core.storage.files import write_bytes
from engine.core.storage.folders import delete_folder, list_folders, modified_at
from engine.core.storage.paths import datasets_folder, safe_file_name
from engine.imaging.decode import IMAGE_ENDINGS

DAY = 86_400.0  # seconds that an upload without a job is kept


def uploads_folder() -> Path:
    """Where uploads lie, one folder for each time that files were dropped."""
    return datasets_folder() / ".uploads"


def is_upload(path: str) -> bool:
    """Whether a path is that of a folder of uploads, whose name says nothing."""
    return Path(path).parent == uploads_folder()


def keep(files: Sequence[tuple[str, bytes | memoryview]]) -> list[Path]:
    """Stores files, each a name and its bytes, together in one folder; returns where each lies.

    The folder is named by the content, so that the same files are stored once. They lie together because a reader may
    look for others beside one, such as the labels of IDX images.
    """
    if not files:
        return []
    names = distinct([safe_file_name(name) for name, _ in files])
    whole = hashlib.sha256()
    for name, (_, data) in zip(names, files, strict=True):
        whole.update(hashlib.sha256(name.encode() + hashlib.sha256(data).digest()).digest())
    folder = uploads_folder() / whole.hexdigest()[:16]
    for name, (_, data) in zip(names, files, strict=True):
        if not (folder / name).exists():
            write_bytes(folder / name, data)
    return [folder / name for name in names]


def distinct(names: list[str]) -> list[str]:
    """The names, a later one that occurred before with its place in front."""
    return [name if name not in names[:place] else f"{place}-{name}" for place, name in enumerate(names)]


def as_sources(paths: Sequence[Path]) -> list[str]:
    """The paths by which to read uploads: that of their folder where images are among them, otherwise their own."""
    images = any(path.suffix.lower() in IMAGE_ENDINGS for path in paths)
    return [str(paths[0].parent)] if images else [str(path) for path in paths]


def discard(shown: Collection[Path], replaced: Collection[Path] = ()) -> None:
    """Deletes the uploads that are no longer needed, except for the files that pages show now.

    replaced: files that a page showed before, which need not wait for a job.
    """
    folders = [uploads_folder() / name for name in list_folders(uploads_folder())]
    jobs = record.views() if folders else []
    held, dropped = ({path.parent for path in paths} for paths in (shown, replaced))
    for folder in folders:
        if folder not in held and not is_needed(folder, jobs, 0 if folder in dropped else DAY):
            with suppress(FileNotFoundError):  # another session may discard at the same moment
                delete_folder(folder)


def is_needed(folder: Path, jobs: Sequence[View], patience: float = DAY) -> bool:
    """Whether uploads must stay: a job that reads them may run again, or they have waited less than `patience` for one.

    A finished collection has read them and made them a dataset.
    """
    readers = [job for job in jobs if reads(job, folder)]
    if not readers:
        return time.time() - modified_at(folder) / 1e9 < patience
    return any(job.verb != "collect" or job.state != "done" for job in readers)


def reads(job: View, folder: Path) -> bool:
    """Whether a field of a job's spec names a folder, or a file in it."""
    values = [value if isinstance(value, list) else [value] for value in job.spec.values()]
    texts = [text for texts in values for text in texts if isinstance(text, str)]
    return any(folder.name in Path(text).parts for text in texts)
