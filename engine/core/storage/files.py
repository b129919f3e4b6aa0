"""The workspace's folders and the only functions that open, write, move or delete what lies in them."""

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

TORN = ".writing-"  # how a file is named until it is whole


def read_bytes(path: Path) -> bytes:
    """The whole content of a file."""
    return path.read_bytes()


def write_bytes(path: Path, data: bytes | memoryview) -> None:
    """Writes a file so that a reader, or a crash, sees the old content or the new one, never a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=TORN)
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


def write_new(path: Path, data: bytes) -> None:
    """Writes a file into a folder that is published once it is whole; FileExistsError when the file is there."""
    with path.open("xb") as file:
        file.write(data)


def read_text(path: Path) -> str:
    """The whole content of a UTF-8 file."""
    return read_bytes(path).decode("utf-8")


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
    """The value in a JSON file; ValueError when it is cut short."""
    try:
        return json.loads(read_text(path))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(
            f"{path.name} in {path.parent.name} is damaged ({error}); restore it or delete its folder."
        ) from None


def write_json(path: Path, value: Any) -> None:
    """Writes a value as JSON like `write_bytes`."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def append_line(path: Path, text: str) -> None:
    """Adds one line to a file; a crash can tear only this last line."""
    with path.open("a", encoding="utf-8") as file:
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
