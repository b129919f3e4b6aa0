"""Reads lists that people write into rows of texts: CSV with any separator, JSON, JSON lines, and plain text."""

import csv
import io
import json
from typing import Any

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
    if len(rows) > MAX_LINES + 1:
        raise ValueError(f"{title} must have at most {MAX_LINES:,} lines; it has more. Divide it into several lists.")
    return rows


def decoded(title: str, data: bytes) -> str:
    """Decodes the text of a list. Raises ValueError if it is too large or not UTF-8."""
    if len(data) > MAX_LIST_BYTES:
        raise ValueError(
            f"{title} must have at most {MAX_LIST_BYTES // 10**6} MB; it has more. Divide it into several lists."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{title} must be UTF-8 text, and is not; save it again as CSV UTF-8.") from None


def table(title: str, text: str) -> list[list[str]]:
    """Reads rows separated by comma, semicolon or tab. Quoted cells may contain any of these."""
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise ValueError(f"{title} is not valid CSV ({error}); save it again as CSV UTF-8.") from None


def records(title: str, text: str) -> list[list[str]]:
    """Reads {"file": "label"}, [["file", "label"]] or records with names, as one JSON value or one per line."""
    try:
        if title.lower().endswith(".jsonl"):
            value: Any = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{title} is not valid JSON ({str(error)[:100]}); save it again.") from None
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


def cell(value: Any) -> str:
    """Converts a value of a JSON list to text; null becomes ""."""
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
