"""The workspace's folders and the only functions that open, write, move or delete what lies in them."""

import csv
import errno
import hashlib
import io
import json
import os
import socket
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import psutil
from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")
TORN = ".writing-"  # how a file is named until it is whole
UNREADABLE = (errno.EIO, errno.EISDIR)  # the disk cannot read a file, or it is none
RESTORE = "restore it from a copy, or delete its folder"


class DamagedFileError(ValueError):
    """A file of the workspace does not hold what it must. The sentence names the file and the way out."""


def damaged(path: Path, reason: object, mend: str = RESTORE) -> DamagedFileError:
    """The error for a damaged file: what is wrong with it, and how to mend that, as the end of a sentence."""
    words = " ".join(str(reason).split())[:200]
    return DamagedFileError(f"{path.name} in {path.parent.name} is damaged ({words}); {mend}.")


def read_bytes(path: Path) -> bytes:
    """The whole content of a file."""
    return path.read_bytes()


def write_bytes(path: Path, data: bytes | memoryview) -> None:
    """Writes a file so that a reader, or a crash, sees the old content or the new one, never a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_torn(path.parent)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f"{TORN}{host_mark()}-{os.getpid()}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)  # mkstemp makes private files; a workspace may be shared
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def remove_torn(folder: Path) -> None:
    """Removes what processes of this machine that were killed while they wrote into a folder have left there."""
    for path in folder.glob(f"{TORN}{host_mark()}-*"):
        pid = path.name.removeprefix(f"{TORN}{host_mark()}-").partition("-")[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            path.unlink(missing_ok=True)


def this_host() -> str:
    """The name by which machines that share a workspace know this one."""
    return socket.gethostname()


@cache
def host_mark() -> str:
    """This machine in a file name."""
    return hashlib.sha256(this_host().encode()).hexdigest()[:8]


def write_new(path: Path, data: bytes) -> None:
    """Writes a file into a folder that is published once it is whole; FileExistsError when the file is there."""
    with path.open("xb") as file:
        file.write(data)


def read_text(path: Path) -> str:
    """The whole content of a UTF-8 file."""
    return read_bytes(path).decode("utf-8")


def move_file(path: Path, new: Path) -> None:
    """Gives a file another name on the same disk, in place of a file that has it."""
    path.replace(new)


def write_text(path: Path, text: str) -> None:
    """Writes a UTF-8 file like `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def as_json(value: Any) -> str:
    """A value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False)


def parse_json(text: str) -> Any:
    """The value in a JSON text; ValueError when it is damaged."""
    return json.loads(text)


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A table as CSV text with a header; values with commas, quotes or newlines are quoted, None is empty.

    What UTF-8 cannot hold (file names of other encodings) is written as "?".
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", "replace").decode("utf-8")


def read_json(path: Path) -> Any:
    """The value in a JSON file, of any shape; DamagedFileError when it is not JSON."""
    return read_as(path, cast(type[Any], Any))


def read_as(path: Path, shape: type[T], mend: str = RESTORE) -> T:
    """The value in a JSON file, as a type that describes its shape: a TypedDict, a pydantic model, dict[str, int]...

    Takes microseconds. Raises FileNotFoundError, or DamagedFileError, which ends with `mend`, if the file is not JSON
    of that shape.
    """
    try:
        return checker(cast(Any, shape)).validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise damaged(path, f"{field}: {first['msg']}" if field else first["msg"], mend) from None
    except OSError as error:
        if error.errno not in UNREADABLE:
            raise
        raise damaged(path, error.strerror, mend) from None


@cache
def checker(shape: Any) -> TypeAdapter[Any]:
    """The compiled check of a shape."""
    return TypeAdapter(shape)


def write_json(path: Path, value: Any) -> None:
    """Writes a value as JSON like `write_bytes`."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def append_line(path: Path, text: str) -> None:
    """Adds one line to a file; a crash can tear only this last line."""
    with path.open("a", encoding="utf-8", errors="replace") as file:
        file.write(text + "\n")


def last_lines(path: Path, most_bytes: int = 16_384) -> list[str]:
    """The complete lines within the last bytes of a file that may still grow; a torn one is left out."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        start = max(file.seek(0, os.SEEK_END) - most_bytes, 0)
        file.seek(start)
        whole = file.read().rpartition(b"\n")[0]
    lines = whole.decode("utf-8", errors="replace").splitlines()
    return lines[1:] if start else lines
