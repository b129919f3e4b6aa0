"""Reads lists that people write into rows of texts: CSV with any separator, JSON, JSON lines, and plain text."""

import csv
import io
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from engine.core.storage import encodings

MAX_LIST_BYTES = 100_000_000
MAX_LINES = 1_000_000
ENDINGS = (".csv", ".tsv", ".jsonl", ".json", ".txt")


def parse(title: str, data: bytes) -> list[list[str]]:
    """Reads the rows of a list without empty ones. The extension of its title determines the format.

    The first row of a JSON list of records holds the names. Raises ValueError if the list cannot be read.
    """
    text = decoded(title, data)
    if title.lower().endswith((".json", ".jsonl")):
        rows = records(title, text)
    elif title.lower().endswith(".txt") and not any(mark in text.split("\n", 1)[0] for mark in ",;\t"):
        rows = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    else:
        rows = table(title, text)
    check_length(title, rows)
    return rows


def check_length(title: str, rows: Sequence[list[str]]) -> None:
    """Raises ValueError if a list has too many rows."""
    if len(rows) > MAX_LINES + 1:
        raise ValueError(f"{title} must have at most {MAX_LINES:,} lines; it has more. Divide it into several lists.")


def decoded(title: str, data: bytes, encoding: str = "auto") -> str:
    """Decodes the text of a list, with "auto" in the encoding that `encodings.encoding_of` finds.

    Raises ValueError if it is too large, or not text in this encoding.
    """
    if len(data) > MAX_LIST_BYTES:
        raise ValueError(
            f"{title} must have at most {MAX_LIST_BYTES // 10**6} MB; it has more. Divide it into several lists."
        )
    chosen = encodings.encoding_of(data) if encoding == "auto" else encoding
    try:
        if chosen:
            return data.decode(chosen).removeprefix("\ufeff")
    except UnicodeError as error:
        reason = f"is not valid {chosen} ({str(error)[:100]})"
    else:
        reason = "is in none of the encodings that are recognised"
    raise ValueError(f"{title} must be text, and {reason}; name its encoding, or save it again as CSV UTF-8.") from None


def table(title: str, text: str, separator: str = "") -> list[list[str]]:
    """Reads rows with this separator, or else comma, semicolon or tab. Quoted cells may contain it."""
    separator = separator or max(",;\t", key=text.split("\n", 1)[0].count)
    lines = list(io.StringIO(text, newline=""))
    rows: list[list[str]] = []
    start = 0
    try:
        while start < len(lines):
            whole, start = whole_rows(lines, start, separator)
            rows += whole
            if start < len(lines):
                rows.append(odd_row(lines[start].rstrip("\r\n"), separator))
                start += 1
    except csv.Error as error:
        raise ValueError(f"{title} is not valid CSV ({error}); save it again as CSV UTF-8.") from None
    return [row for row in rows if any(row)]


def whole_rows(lines: list[str], start: int, separator: str) -> tuple[list[list[str]], int]:
    """The rows from a line on, up to the line from which no row can be read, and that line's number."""
    reader = csv.reader((lines[place] for place in range(start, len(lines))), delimiter=separator, strict=True)
    rows, end = [], start
    with suppress(csv.Error):
        for row in reader:
            rows.append(row)
            end = start + reader.line_num
    return rows, end


def odd_row(line: str, separator: str) -> list[str]:
    """The cells of one line, however its quotation marks are placed.

    One that is not closed counts as a character; otherwise it would take the lines after it into its cell.
    """
    if line.count('"') % 2:
        return next(csv.reader([line], delimiter=separator, quoting=csv.QUOTE_NONE), [])
    return next(csv.reader([line], delimiter=separator), [])


def records(title: str, text: str) -> list[list[str]]:
    """Reads {"file": "label"}, [["file", "label"]] or records with names, as one JSON value or one per line."""
    value = json_value(title, text)
    if isinstance(value, dict):
        lists = [item for item in value.values() if isinstance(item, list)]
        value = lists[0] if len(lists) == 1 else [list(pair) for pair in value.items()]
    if isinstance(value, list) and all(isinstance(record, dict) for record in value):
        names = list(dict.fromkeys(name for record in value for name in record))
        return [names, *([cell(record.get(name)) for name in names] for record in value)] if value else []
    if isinstance(value, list) and all(isinstance(row, list) for row in value):
        return [[cell(item) for item in row] for row in value]
    raise ValueError(
        f'{title} must be a list of files and labels, and is another kind of JSON; write {{"file": "label", ...}} or '
        "records."
    )


def json_value(title: str, text: str) -> Any:
    """Reads one JSON value, or a list of one per line. Raises ValueError if it is not valid JSON."""
    try:
        if title.lower().endswith(".jsonl"):
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{title} is not valid JSON ({str(error)[:100]}); save it again.") from None


def cell(value: Any) -> str:
    """Converts a value of a JSON list to text; null becomes ""."""
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
