"""Reads the rows of a list as people and scripts write them: with comment lines, unquoted commas, in columns."""

import re
from collections import Counter
from typing import NamedTuple

from engine.collect.formats import Format
from engine.collect.labels.annotations import rows_of_json
from engine.core.storage import lists

FORMATS = (
    Format(
        "labels", "CSV list", "file,label", "The heading names the column; separated by comma, semicolon, tab or |."
    ),
    Format(
        "labels", "CSV list without quotes", "1.jpg,Plum, Pear", "What follows the last expected comma is the label."
    ),
    Format("labels", "text list", "1.png hello world", "What follows the file is the label."),
    Format(
        "labels", "text list in columns (IAM)", "a01-000u-00 ok 154 1 2 3 4 AT word", "The last column is the label."
    ),
    Format("labels", "comment lines", "# form: name state", "Leading lines that start with # are skipped."),
)

SEPARATORS = ",;\t|"
NUMBERS = re.compile(r"-?\d+(\.\d+)?")
ENOUGH_COLUMNS = 5  # from here on, numbers between the file and the label make a list of columns


class Rows(NamedTuple):
    """The rows of a list without empty ones, with its heading if it has one.

    joined: the numbers of rows whose last cell holds separators that nobody quoted. unfit: (line, reason) for lines
    that cannot be divided into cells.
    """

    rows: list[list[str]]
    joined: frozenset[int] = frozenset()
    unfit: tuple[tuple[str, str], ...] = ()


def read_rows(title: str, data: bytes, encoding: str = "auto") -> Rows:
    """Reads a list. The extension of its title determines the format. Raises ValueError if it cannot be read."""
    text = lists.decoded(title, data, encoding)
    if title.lower().endswith((".json", ".jsonl")):
        rows = Rows(rows_of_json(title, text))
    else:
        rows = read_lines(title, without_comments(text))
    lists.check_length(title, rows.rows)
    return rows


def without_comments(text: str) -> str:
    """The text without its leading comment lines; a single one that is a heading only loses its #."""
    lines = text.split("\n")
    count = next((number for number, line in enumerate(lines) if not line.lstrip().startswith("#")), len(lines))
    if count == 1 and count < len(lines):
        marks = [[line.count(mark) for mark in SEPARATORS] for line in lines[:2]]
        if marks[0] == marks[1] and any(marks[0]):
            return "\n".join([lines[0].lstrip().lstrip("#").lstrip(), *lines[1:]])
    return "\n".join(lines[count:])


def read_lines(title: str, text: str) -> Rows:
    """Reads a list of lines, each with the cells of one row."""
    lines = [line for line in text.splitlines() if line.strip()]
    if title.lower().endswith(".txt") and not separated(lines):
        return Rows(in_columns(lines))
    tabs = bool(lines) and all("\t" in line for line in lines)
    separator = "\t" if tabs else max(SEPARATORS, key=(lines or [""])[0].count)
    rows = lists.table(title, text, separator)
    return fitted(title, spaces_removed(rows), [line.strip("\r") for line in lines], separator)


def separated(lines: list[str]) -> bool:
    """Whether the lines of a text file are cells between separators, rather than a file followed by its label."""
    counts = [{line.count(mark) for line in lines} for mark in SEPARATORS]
    if any(len(numbers) == 1 and numbers != {0} for numbers in counts) or all("\t" in line for line in lines):
        return True
    starts = [line.split(None, 1)[0] for line in lines]
    return sum(any(mark in start for mark in SEPARATORS) for start in starts) > len(lines) / 2


def in_columns(lines: list[str]) -> list[list[str]]:
    """The cells of lines separated by spaces: the file and the rest, or columns of which the last is the rest."""
    cells = [line.split() for line in lines]
    width = min((len(row) for row in cells), default=0)
    numeric = sum(all(NUMBERS.fullmatch(row[at]) for row in cells) for at in range(1, width - 1))
    most = width - 1 if width >= ENOUGH_COLUMNS and numeric >= 2 else 1
    return [line.split(None, most) for line in lines]


def spaces_removed(rows: list[list[str]]) -> list[list[str]]:
    """The rows without a space after each separator, if every cell but the first of a line has one."""
    if rows and all(cell.startswith(" ") for row in rows for cell in row[1:]) and any(len(row) > 1 for row in rows):
        return [[row[0], *(cell[1:] for cell in row[1:])] for row in rows]
    return rows


def fitted(title: str, rows: list[list[str]], lines: list[str], separator: str) -> Rows:
    """The rows with as many cells as the heading has, so that no cell of a longer row is cut without a word."""
    width = min(len(rows[0]), Counter(map(len, rows)).most_common(1)[0][0]) if rows else 0
    if width < 2 or all(len(row) <= width for row in rows):
        return Rows(rows)
    if not quotes(lines, separator) and len(lines) == len(rows):
        divided = [line.split(separator, width - 1) for line in lines]
        joined = frozenset(number for number, line in enumerate(lines) if line.count(separator) >= width)
        return Rows(spaces_removed(divided), joined)
    longer = [row for row in rows if any(row[width:])]
    reason = f"This line of {title} has more than the {width} cells of its heading; put quotes around its label."
    fitting = [row[:width] for row in rows if not any(row[width:])]
    return Rows(fitting, unfit=tuple((separator.join(row), reason) for row in longer))


def quotes(lines: list[str], separator: str) -> bool:
    """Whether the writer of a list put quotes around cells that need them."""
    mark = re.escape(separator)
    quoted = re.compile(rf'^"[^"]*"{mark}|(?:^|{mark})"[^"]*(?:{mark}|"")[^"]*"(?:{mark}|$)')
    return any(map(quoted.search, lines))
