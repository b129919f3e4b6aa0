"""Turns a file of what was read into another format, without reading an image again."""

import csv
import io
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from engine.classify.outputs import HEAD, NAMES, TYPES, Line, check_title, write
from engine.classify.spec import Format
from engine.core.storage.files import parse_json, read_bytes
from engine.core.storage.lists import decoded
from engine.core.storage.tables import read_table

MEND = "classify the images again"
TRUTH = {"True": True, "False": False}
FIELDS = TypeAdapter(Line)


def convert(path: Path, output: Path | None, form: Format, title: str, folder: Path) -> dict[str, Any]:
    """Writes the lines of a file that classify wrote in another format; returns their number and the new path.

    output: where to, or in the folder. Raises FileNotFoundError or ValueError, with a sentence, if the file is none.
    """
    check_title(form, title)
    lines = lines_in(path)
    target = output or folder / NAMES[form]
    if target.resolve() == path.resolve():
        raise ValueError(f"output must be another file than {str(path)!r}, which is converted.")
    write(target, lines, form, title)
    return {"n": len(lines), "format": form, "output": str(target)}


def lines_in(path: Path) -> list[Line]:
    """The lines of a file in any of the formats: Parquet and JSON lines by their ending, else CSV.

    Raises FileNotFoundError or ValueError if it is none.
    """
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {str(path)!r}; give the path of a file that classify wrote.")
    readers = {".parquet": from_parquet, ".jsonl": from_json_lines}
    lines = readers.get(path.suffix.lower(), from_csv)(path)
    if not lines:
        raise ValueError(f"{path.name} has no line of file and prediction; give a file that classify wrote.")
    return lines


def from_parquet(path: Path) -> list[Line]:
    """The lines of a Parquet file."""
    types = dict(zip(TYPES.names, TYPES.types, strict=True))
    return [line_of(row) for row in read_table(path, TYPES.names, types, MEND).to_pylist()]


def from_json_lines(path: Path) -> list[Line]:
    """The lines of JSON lines. Raises ValueError, with the number of the line, for one without a file."""
    lines = []
    for number, text in enumerate(decoded(path.name, read_bytes(path)).split("\n"), 1):
        try:
            lines += [line_of(parse_json(text))] if text.strip() else []
        except (ValueError, TypeError, KeyError):
            raise ValueError(
                f"line {number} of {path.name} is not a JSON object with file and prediction; {MEND}."
            ) from None
    return lines


def line_of(row: dict[str, Any]) -> Line:
    """A line from its fields. Raises ValueError if one has another type, KeyError if one is missing."""
    values = (row["file"], row["prediction"], row.get("confidence"), row.get("accepted"), row.get("notice") or "")
    return FIELDS.validate_python(values)


def from_csv(path: Path) -> list[Line]:
    """The lines of a CSV file: under a header with file and prediction, or of a submission, under its title.

    Raises ValueError if a row has other columns.
    """
    text = decoded(path.name, read_bytes(path))
    try:
        first, *rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row] or [[]]
    except csv.Error as error:
        raise ValueError(f"{path.name} is not valid CSV ({error}); {MEND}.") from None
    names = first if set(HEAD) <= set(first) else HEAD
    odd = [number for number, row in enumerate(rows, 2) if len(row) != len(names)]
    if odd or (names is HEAD and len(first) != 1):
        row = odd[0] if odd else 1
        raise ValueError(f"row {row} of {path.name} must have the columns {', '.join(names)}; {MEND}, or correct it.")
    try:
        return [from_cells(dict(zip(names, row, strict=True))) for row in rows]
    except ValueError:
        raise ValueError(f"each confidence in {path.name} must be a number in 0..1 or empty; {MEND}.") from None


def from_cells(cells: dict[str, str]) -> Line:
    """A line from the cells of a table; a file without confidence, in a table that has them, could not be read."""
    confidence = cells.get("confidence")
    unread = confidence == "" and not cells["prediction"]
    return Line(
        cells["file"],
        None if unread else cells["prediction"],
        float(confidence) if confidence else None,
        TRUTH.get(cells.get("accepted", "")),
        cells.get("notice", ""),
    )
