"""CSV files of pixels: one image per line, its label in the first or last column, with or without a header."""

import csv
import re
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from engine.collect.spec import CollectSpec
from engine.collect.tables.pixels import BATCH, Batch, beginning, images, layout, to_uint8
from engine.core.storage.lists import decoded

LABELS = ("label", "labels", "class", "target", "y", "character", "symbol", "text", "letter", "digit")
HEAD_BYTES = 4_000_000
HEAD_LINES = 200
BLOCK_BYTES = 4_000_000
MAX_COLUMNS = 200_000


class CsvTable:
    """A CSV file of pixels. Raises ValueError if its first lines are not pixels."""

    def __init__(self, path: Path, spec: CollectSpec) -> None:
        self.path, self.spec, self.title = path, spec, path.name
        rows = first_lines(path)
        self.width = len(rows[0])
        self.header = not is_pixels(rows[0][1:-1])
        body = rows[1:] if self.header else rows
        if self.width < 2 or self.width > MAX_COLUMNS or not body:
            raise ValueError(
                f"each line of a table must have a label and pixels; those of {self.title} do not. Give another file."
            )
        self.at = label_column(rows[0] if self.header else [], body, spec.label)
        self.layout = layout((self.width - 1,), spec.table_width, self.title)
        self.unit = any("." in cell for row in body for cell in row[1:-1]) and not any(
            number(cell) > 1 for row in body for cell in (*row[: self.at], *row[self.at + 1 :])
        )
        with path.open("rb") as file:
            self.count = sum(piece.count(b"\n") for piece in iter(lambda: file.read(BLOCK_BYTES), b"")) - self.header

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
        columns = [block.column(at) for at in range(self.width) if at != self.at]
        empty = next((at for at, values in enumerate(columns) if values.null_count), None)
        if empty is not None:
            row = columns[empty].is_null().to_pylist().index(True)
            raise ValueError(
                f"pixels must be numbers from 0 to 255; {self.title} has none in row {first + row + 1}, column "
                f"{empty + (empty >= self.at) + 1}. Correct or remove the row."
            )
        values = np.column_stack([pixels.to_numpy() for pixels in columns])
        pixels = to_uint8(values, self.unit, self.title, first)
        labels = [str(label) for label in block.column(self.at).to_pylist()]
        return images(pixels, self.layout, self.spec.transpose), labels  # type: ignore[return-value]

    def blocks(self) -> Iterator[pa.RecordBatch]:
        """Yields blocks of lines, with labels as text and pixels as numbers."""
        names = [str(at) for at in range(self.width)]
        kinds = {name: pa.string() if at == self.at else pa.float32() for at, name in enumerate(names)}
        try:
            reader = pc.open_csv(
                self.path,
                pc.ReadOptions(
                    use_threads=False, block_size=BLOCK_BYTES, skip_rows=int(self.header), column_names=names
                ),
                pc.ParseOptions(newlines_in_values=False),
                pc.ConvertOptions(column_types=kinds, strings_can_be_null=False),
            )
            yield from reader
        except pa.ArrowInvalid as error:
            raise ValueError(
                f"{self.title} {explanation(str(error), self.width)} Correct or remove the line."
            ) from None


def first_lines(path: Path) -> list[list[str]]:
    """The cells of the first lines, without the last one, which may be incomplete."""
    with path.open("rb") as file:
        data = file.read(HEAD_BYTES)
    text = decoded(path.name, data[: data.rfind(b"\n") + 1] or data)
    rows = [row for row in csv.reader(text.splitlines()[:HEAD_LINES]) if row]
    if not rows:
        raise ValueError(f"each line of a table must have a label and pixels; {path.name} is empty. Give another file.")
    return rows


def is_pixels(cells: list[str]) -> bool:
    """Whether all cells are numbers. The cells of a header usually are not (pixel0)."""
    return all(re.fullmatch(r"\s*[0-9.eE+-]*\s*|[nN][aA][nN]", cell) for cell in cells)


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
