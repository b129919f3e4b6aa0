"""What was read, as a file: lines `file,prediction`, CSV, a submission, JSON lines or Parquet."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from engine.classify.spec import Format
from engine.core.storage.files import as_csv, as_json, write_text
from engine.core.storage.tables import write_table

NAMES: dict[Format, str] = {
    "lines": "output.txt",
    "csv": "output.csv",
    "submission": "submission.csv",
    "jsonl": "output.jsonl",
    "parquet": "output.parquet",
}
HEAD = ["file", "prediction"]
TYPES = pa.schema(
    [
        ("file", pa.string()), ("prediction", pa.string()), ("confidence", pa.float64()), ("accepted", pa.bool_()),
        ("notice", pa.string()),
    ]
)  # fmt: skip


class Line(NamedTuple):
    """An image file and what was read in it; prediction and confidence are None where it could not be read.

    accepted: whether it is among the texts of a promise, False where the model is not sure; None without a promise.
    """

    file: str
    prediction: str | None
    confidence: float | None = None
    accepted: bool | None = None
    notice: str = ""


def write(path: Path, lines: Sequence[Line], form: Format, title: str = "") -> None:
    """Writes lines in a format. title: the first line of a submission."""
    if form == "parquet":
        rows = [line._replace(file=writable(line.file), notice=writable(line.notice))._asdict() for line in lines]
        write_table(path, pa.Table.from_pylist(rows, TYPES))
    else:
        write_text(path, WRITERS[form](lines, title))


def as_lines(lines: Sequence[Line], title: str) -> str:
    """`file,prediction` of all files that could be read."""
    return as_csv(HEAD, [line[:2] for line in lines if line.prediction is not None])


def as_table(lines: Sequence[Line], title: str) -> str:
    """CSV with a header and all columns."""
    return as_csv(Line._fields, lines)


def as_submission(lines: Sequence[Line], title: str) -> str:
    """A line with the title, then `file,prediction` of all files, sorted by file; empty where none could be read."""
    return as_csv([title], sorted((line.file, line.prediction or "") for line in lines))


def as_json_lines(lines: Sequence[Line], title: str) -> str:
    """One JSON object a line."""
    return "".join(f"{as_json(line._asdict())}\n" for line in lines).encode("utf-8", "replace").decode("utf-8")


WRITERS = {"lines": as_lines, "csv": as_table, "submission": as_submission, "jsonl": as_json_lines}


def writable(text: str) -> str:
    """A text without what UTF-8 cannot hold, as file names of other encodings have."""
    return text.encode("utf-8", "replace").decode("utf-8")


def check_title(form: Format, title: str) -> None:
    """Raises ValueError if a submission has no title, or another format has one."""
    if (form == "submission") == (not title.strip()):
        raise ValueError(
            "a submission needs a title for its first line, such as your name."
            if form == "submission"
            else f"title is the first line of a submission; the format is {form}. Leave it out, or set the format."
        )
