"""Lists that people write, as rows of texts: CSV with any separator, JSON, JSON lines, and plain text."""

import csv
import io
import json
from typing import Any

MAX_LIST_BYTES = 100_000_000
MAX_LINES = 1_000_000
SUFFIXES = (".csv", ".tsv", ".jsonl", ".json", ".txt")


def parse(title: str, data: bytes) -> list[list[str]]:
    """The rows of a list, empty ones left out; what kind it is says the ending of its title.

    Of a JSON list of records the first row holds the names. Raises ValueError when it cannot be read.
    """
    text = decoded(title, data)
    if title.lower().endswith((".json", ".jsonl")):
        rows = records(title, text)
    elif title.lower().endswith(".txt") and not any(mark in text.split("\n", 1)[0] for mark in ",;\t"):
        rows = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    else:
        rows = table(title, text)
    if len(rows) > MAX_LINES + 1:
        raise ValueError(f"{title} has more than {MAX_LINES:,} lines; divide it into several lists.")
    return rows


def decoded(title: str, data: bytes) -> str:
    """The text of a list. Raises ValueError when it is too large or no UTF-8."""
    if len(data) > MAX_LIST_BYTES:
        raise ValueError(f"{title} is larger than {MAX_LIST_BYTES // 10**6} MB; divide it into several lists.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{title} is not written in UTF-8; save it again as CSV UTF-8.") from None


def table(title: str, text: str) -> list[list[str]]:
    """The rows of a text separated by comma, semicolon or tab; quoted cells may hold all of them."""
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise ValueError(f"{title} is no proper CSV ({error}); save it again as CSV UTF-8.") from None


def records(title: str, text: str) -> list[list[str]]:
    """The rows of {"file": "label"}, of [["file", "label"]] or of records with names, in one JSON or one a line."""
    try:
        if title.lower().endswith(".jsonl"):
            value: Any = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{title} is no proper JSON ({str(error)[:100]}); write it again.") from None
    if isinstance(value, dict):
        lists = [each for each in value.values() if isinstance(each, list)]
        value = lists[0] if len(lists) == 1 else [list(pair) for pair in value.items()]
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        names = list(dict.fromkeys(name for each in value for name in each))
        return [names, *([cell(each.get(name)) for name in names] for each in value)] if value else []
    if isinstance(value, list) and all(isinstance(each, list) for each in value):
        return [[cell(part) for part in each] for each in value]
    raise ValueError(f'{title} holds no list of files and labels; write {{"file": "label", ...}} or records.')


def cell(value: Any) -> str:
    """A value of a JSON list as text; nothing is ""."""
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
