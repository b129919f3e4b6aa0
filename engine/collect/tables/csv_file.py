"""CSV files of pixels: one image per line, its label in the first or last column, with or without a header."""

import csv
import re
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from engine.collect.formats import Format
from engine.collect.spec import CollectSpec
from engine.collect.tables.array_labels import read_labels
from engine.collect.tables.pixels import (
    BATCH,
    BYTES,
    DARKEST_WHITE,
    Batch,
    Scale,
    beginning,
    images,
    layout,
    scale_note,
    scale_of,
    to_uint8,
)
from engine.core.storage.encodings import encoding_of
from engine.core.storage.lists import decoded

FORMATS = (
    Format("table", "CSV of pixels", "label,pixel0,pixel1,...", "One image a line, its label first or last."),
    Format(
        "table", "CSV of pixels with a heading by pandas", "5,0,0.1,0.2", "The numbers are recognised as a heading."
    ),
)
LABELS = ("label", "labels", "class", "target", "y", "character", "symbol", "text", "letter", "digit")
HEAD_BYTES = 4_000_000
HEAD_LINES = 200
BLOCK_BYTES = 4_000_000
FEWEST_COLUMNS = 5  # of a table of pixels: a label and an image of 2 x 2
MAX_COLUMNS = 200_000
MOST_DIGITS = 10  # cells that count from 0; more of them are a heading rather than an image


class CsvTable:
    """A CSV file of pixels. Raises ValueError if its first lines are not pixels.

    labels: of all images, from another file; None if they are in the first or last column.
    """

    def __init__(self, path: Path, spec: CollectSpec, labels: Any = None) -> None:
        self.path, self.spec, self.title = path, spec, path.name
        self.encoding, rows = first_lines(path, spec.encoding)
        self.width = len(rows[0])
        self.header = not is_pixels(rows[0][1:-1]) or is_made_heading(rows[0])
        body = rows[1:] if self.header else rows
        if self.width < 2 or self.width > MAX_COLUMNS or not body:
            raise ValueError(
                f"each line of a table must have a label and pixels; those of {self.title} do not. Give another file."
            )
        self.at = -1 if labels is not None else label_column(rows[0] if self.header else [], body, spec.label)
        self.layout = layout((self.width - (self.at >= 0),), spec.table_width, self.title)
        self.count = lines_in(path) - self.header
        self.labels = None if labels is None else read_labels(labels[:], self.count, self.title, spec)
        if self.labels and len(self.labels.texts) != self.count:
            raise ValueError(
                f"each image must have one label; {self.title} has {self.count} images for {len(self.labels.texts)} "
                "labels. Correct it."
            )
        self.symbols = self.labels is not None and self.labels.symbols
        self.scale = self.scale_of(body)
        notes = (self.labels.note if self.labels else "", scale_note(self.scale, self.title))
        self.notes = [note for note in notes if note]

    def scale_of(self, body: list[list[str]]) -> Scale:
        """The scale of all pixels. The first lines decide, unless they use less than a quarter of a byte."""
        numbers = [number(cell) for row in body for at, cell in enumerate(row) if at != self.at]
        if min(numbers, default=0) >= 0 and max(numbers, default=0) > DARKEST_WHITE:
            return BYTES
        return scale_of(self.values(block, 0) for block in self.blocks())

    def batches(self, start: int) -> Generator[Batch]:
        """Yields images and labels from row `start` on. Raises ValueError for a line that is not an image."""
        done = 0
        for block in self.blocks():
            for first in range(0, block.num_rows, BATCH):
                lines = block.slice(first, BATCH)
                if done >= start or done + lines.num_rows > start:
                    yield self.batch(lines.slice(max(start - done, 0)), max(done, start))
                done += lines.num_rows

    def first_labels(self) -> list[str]:
        """The labels of the first batch."""
        return beginning(self.batches(0))

    def batch(self, block: pa.RecordBatch, first: int) -> Batch:
        """Converts lines to images and labels."""
        pixels = to_uint8(self.values(block, first), self.scale, self.title, first)
        labels = self.labels.texts[first : first + len(block)] if self.labels else block.column(self.at).to_pylist()
        return images(pixels, self.layout, self.spec.transpose), list(map(str, labels))

    def values(self, block: pa.RecordBatch, first: int) -> np.ndarray:
        """The pixels of lines as numbers, (n, pixels). Raises ValueError for an empty cell."""
        columns = [block.column(at) for at in range(self.width) if at != self.at]
        empty = next((at for at, values in enumerate(columns) if values.null_count), None)
        if empty is not None:
            row = columns[empty].is_null().to_pylist().index(True)
            raise ValueError(
                f"pixels must be numbers from 0 to 255; {self.title} has none in row {first + row + 1}, column "
                f"{empty + (0 <= self.at <= empty) + 1}. Correct or remove the row."
            )
        return np.column_stack([pixels.to_numpy() for pixels in columns])

    def blocks(self) -> Iterator[pa.RecordBatch]:
        """Yields blocks of lines, with labels as text and pixels as numbers."""
        names = [str(at) for at in range(self.width)]
        kinds = {name: pa.string() if at == self.at else pa.float32() for at, name in enumerate(names)}
        try:
            reader = pc.open_csv(
                self.path,
                pc.ReadOptions(
                    use_threads=False,
                    block_size=BLOCK_BYTES,
                    skip_rows=int(self.header),
                    column_names=names,
                    encoding=self.encoding,
                ),
                pc.ParseOptions(newlines_in_values=False),
                pc.ConvertOptions(column_types=kinds, strings_can_be_null=False),
            )
            yield from reader
        except pa.ArrowInvalid as error:
            raise ValueError(
                f"{self.title} {explanation(str(error), self.width)} Correct or remove the line."
            ) from None


def holds_pixels(path: Path) -> bool:
    """Whether the first lines of a CSV file are pixels, with a label first or last, rather than a list of files."""
    try:
        rows = first_lines(path)[1]
    except ValueError:
        return True  # opening it says what is wrong
    return all(len(row) >= FEWEST_COLUMNS and is_pixels(row[1:-1]) for row in rows[1:] or rows)


def lines_in(path: Path) -> int:
    """The number of lines of a file, also if the last one has no end."""
    count, last = 0, b"\n"
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(BLOCK_BYTES), b""):
            count, last = count + piece.count(b"\n"), piece.rstrip(b"\0")[-1:]
    return count + (last != b"\n")


def first_lines(path: Path, wanted: str = "auto") -> tuple[str, list[list[str]]]:
    """The encoding of a file, and the cells of its first lines, without the last one, which may be incomplete."""
    with path.open("rb") as file:
        data = file.read(HEAD_BYTES)
    head = data[: data.rfind(b"\n") + 1] or data
    if b"\0" in data and len(head) % 2:
        head += b"\0"  # of UTF-16, whose end of line has two bytes
    encoding = (encoding_of(head) if wanted == "auto" else wanted) or "utf-8"
    rows = [row for row in csv.reader(decoded(path.name, head, encoding).splitlines()[:HEAD_LINES]) if row]
    if not rows:
        raise ValueError(f"each line of a table must have a label and pixels; {path.name} is empty. Give another file.")
    return encoding, rows


def is_pixels(cells: list[str]) -> bool:
    """Whether all cells are numbers. The cells of a header usually are not (pixel0)."""
    return all(re.fullmatch(r"\s*[0-9.eE+-]*\s*|[nN][aA][nN]", cell) for cell in cells)


def is_made_heading(cells: list[str]) -> bool:
    """Whether a row of numbers is a heading made by pandas: 0, 1, 2, ... or a first row with its repetitions numbered.

    pandas makes the row 5,0,0,3 of a file without a heading the heading 5,0,0.1,3.
    """
    counted = [str(place) for place in range(len(cells))]
    if cells == counted or cells[1:] in (counted[:-1], counted[1:]) or cells[:-1] in (counted[:-1], counted[1:]):
        return len(cells) > MOST_DIGITS
    repeated: Counter[str] = Counter()
    for cell in cells:
        base, dot, count = cell.rpartition(".")
        numbered = bool(dot) and base in repeated and count == str(repeated[base])
        if cell in repeated and not numbered:
            return False
        repeated[base if numbered else cell] += 1
    return len(repeated) < len(cells)


def number(cell: str) -> float:
    """The number in a cell, or 0 if there is none."""
    try:
        return float(cell)
    except ValueError:
        return 0.0


def label_column(header: list[str], body: list[list[str]], wanted: str) -> int:
    """The label column, first or last: the wanted one, the one called label, with texts, or with several values."""
    ends = (0, len(body[0]) - 1)
    if wanted in ("first", "last"):
        return ends[wanted == "last"]
    names = [cell.strip().lower() for cell in header]
    for at in ends if header else ():
        if names[at] == wanted.lower() if wanted else names[at] in LABELS:
            return at
    for at in ends:
        if not is_pixels([row[at] for row in body if len(row) > at]):
            return at
    first, last = ({row[at] for row in body if len(row) > at} for at in ends)
    return ends[1] if len(first) == 1 < len(last) else 0  # corners of images are usually blank


def explanation(error: str, width: int) -> str:
    """Explains an error of the CSV reader, as the end of a sentence about the file."""
    row = re.search(r"Row #(\d+)", error)
    where = f" in line {row[1]}" if row else ""
    if counts := re.search(r"Expected (\d+) columns, got (\d+)", error):
        return f"has {counts[2]} columns{where}, but {width} in the first."
    if value := re.search(r"invalid value '([^']{0,40})", error):
        return f"has {value[1]!r} in place of a pixel{where}; pixels are numbers from 0 to 255."
    return f"cannot be read{where} ({error[:100]})."
