"""Folders of the workspace: listed, published whole, copied, deleted."""

import io
import os
import shutil
import tempfile
import zipfile
from contextlib import suppress
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO, cast

from engine.core.storage.files import TORN, read_text, write_text
from engine.core.storage.paths import datasets_folder

MAKER = ".job"  # in a folder that a job published: the job's id, until the job has noted its own end


def list_folders(path: Path) -> list[str]:
    """The names of the folders in a folder, sorted, without hidden ones; [] when it does not exist."""
    if not path.is_dir():
        return []
    with os.scandir(path) as entries:  # knows which entries are folders without asking for each
        return sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))


def holds(parent: Path, name: str, file: str) -> bool:
    """Whether a folder that `list_folders` lists under this name holds a file. Asks for this one only."""
    try:
        return Path(name).name == name and not name.startswith(".") and (parent / name / file).is_file()
    except OSError:  # a name that is too long for a folder
        return False


def make_folder(path: Path) -> Path:
    """Makes a folder and those above it, where they are missing."""
    path.mkdir(parents=True, exist_ok=True)
    return path


def delete_folder(path: Path) -> None:
    """Removes a folder; it disappears at once, also when the removal is interrupted."""
    hidden = Path(tempfile.mkdtemp(dir=path.parent, prefix=".deleted-"))
    path.rename(hidden / path.name)
    shutil.rmtree(hidden)


def sign_folder(folder: Path, job_id: str) -> None:
    """Notes in a folder which job made it."""
    write_text(folder / MAKER, job_id)


def maker_of(folder: Path) -> str:
    """The job that made a folder and has not yet noted its own end; "" if there is none."""
    try:
        return read_text(folder / MAKER)
    except (OSError, ValueError):
        return ""


def unsign_folder(folder: Path) -> None:
    """Removes the note of `sign_folder`."""
    with suppress(OSError):
        (folder / MAKER).unlink(missing_ok=True)


def publish_folder(build: Path, final: Path) -> None:
    """Gives a finished folder its final name, all or nothing.

    What a killed writer left half-written in it is dropped. Raises FileExistsError when the name is taken: nothing is
    overwritten.
    """
    if final.exists():
        raise FileExistsError(f"{final.name!r} exists already; choose another name, or delete it first.")
    for torn in build.glob(f"{TORN}*"):
        torn.unlink()
    make_folder(final.parent)
    build.rename(final)


def copy_folder(source: Path, final: Path) -> None:
    """Copies a folder so that `final` is there as a whole or not at all; FileExistsError when the name is taken."""
    build = final.with_name(f".building-{final.name}")
    if build.exists():
        delete_folder(build)
    shutil.copytree(source, build)
    publish_folder(build, final)


def free_folder(parent: Path, name: str) -> Path:
    """The folder of that name, or the first of name-2, name-3... that does not exist yet."""
    numbered = (parent / f"{name}-{number}" for number in count(2))
    return next(path for path in chain([parent / name], numbered) if not path.exists())


def scratch_file() -> BinaryIO:
    """A file without a name on the workspace's disk; it is gone when it is closed, or its process is killed."""
    return cast(BinaryIO, tempfile.TemporaryFile(dir=make_folder(datasets_folder())))


def free_bytes() -> int:
    """Free space of the disk that holds the workspace, in bytes."""
    return shutil.disk_usage(make_folder(datasets_folder())).free


def files_in(folder: Path) -> list[Path]:
    """The files in a folder and those below it, sorted, without links."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def folder_bytes(folder: Path) -> int:
    """How much the files in a folder hold together."""
    return sum(path.stat().st_size for path in files_in(folder))


def zip_folder(folder: Path) -> bytes:
    """The files of a folder as a zip file with this folder in it; nothing is compressed, as images are already."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in files_in(folder):
            archive.write(path, Path(folder.name) / path.relative_to(folder))
    return buffer.getvalue()


def version_of(*paths: Path) -> tuple[int, ...]:
    """What changes whenever one of these files is written, made or removed: the key of a cache of what they hold."""
    version: list[int] = []
    for path in paths:
        try:
            file = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            version.append(0)
        else:
            version += (file.st_mtime_ns, file.st_ino, file.st_size)
    return tuple(version)


def modified_at(path: Path) -> int:
    """When a file was last changed, in nanoseconds; 0 when it does not exist. Makes cache keys."""
    return path.stat().st_mtime_ns if path.exists() else 0
