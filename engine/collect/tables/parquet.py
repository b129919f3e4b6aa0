"""Parquet files: a column of pictures as Hugging Face stores them, of lists of pixels, or a column for each pixel."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.collect.spec import CollectSpec
from engine.collect.tables.csv_file import LABELS
from engine.collect.tables.pixels import BATCH, Batch, beginning, images, label_texts, layout, text_of, to_uint8


class ParquetTable:
    """A Parquet file with a column of labels. Raises ValueError when it is none."""

    def __init__(self, path: Path, spec: CollectSpec) -> None:
        self.path, self.spec, self.title = path, spec, path.name
        try:
            with pq.ParquetFile(path) as file:
                self.schema, self.count = file.schema_arrow, file.metadata.num_rows
        except (pa.ArrowException, OSError) as error:
            raise ValueError(f"{path.name} is no Parquet file that can be read ({str(error)[:100]}).") from None
        self.label = self.column(spec.label, LABELS, "label")
        self.names = class_names(self.schema).get(self.label, [])
        rest = [name for name in self.schema.names if name != self.label]
        whole = [name for name in rest if not pa.types.is_primitive(self.schema.field(name).type)]
        self.pixels = [spec.pixels] if spec.pixels else whole[:1] if len(whole) == 1 else rest
        if not set(self.pixels) <= set(rest) or not self.pixels or not self.count:
            raise ValueError(f"{self.title} has no column of pictures; its columns are {', '.join(rest[:8])}.")

    def column(self, wanted: str, usual: tuple[str, ...], what: str) -> str:
        """The column that is meant. Raises ValueError when there is none."""
        fitting = [name for name in self.schema.names if (name == wanted if wanted else name.lower() in usual)]
        if not fitting:
            there = ", ".join(self.schema.names[:8])
            raise ValueError(f"{self.title} has no column of labels; name it in {what}. Its columns are {there}.")
        return fitting[0]

    def batches(self, start: int) -> Generator[Batch]:
        """The pictures and labels from a row on. Raises ValueError for rows that hold none."""
        done = 0
        try:
            with pq.ParquetFile(self.path) as file:
                for block in file.iter_batches(BATCH, columns=[*self.pixels, self.label]):
                    if done + block.num_rows > start:
                        yield self.batch(block.slice(max(start - done, 0)), max(done, start))
                    done += block.num_rows
        except (pa.ArrowException, OSError) as error:
            raise ValueError(f"{self.title} is damaged ({str(error)[:100]}); copy or download it again.") from None

    def first_labels(self) -> list[str]:
        """The labels of the first rows."""
        return beginning(self.batches(0))

    def batch(self, block: pa.RecordBatch, first: int) -> Batch:
        """The pictures and labels of some rows."""
        values = block.column(block.schema.names.index(self.label)).to_pylist()
        labels = [self.names[each] if self.names and each is not None else text_of(each) for each in values]
        columns = [block.column(block.schema.names.index(name)) for name in self.pixels]
        kind = columns[0].type
        if pa.types.is_struct(kind):
            return [each["bytes"] or b"" if each else b"" for each in columns[0].to_pylist()], labels
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            return [each or b"" for each in columns[0].to_pylist()], labels
        rows = self.rows(columns, kind)
        # Whether floats run to 1 or to 255 is decided by the first rows that tell.
        pixels = to_uint8(rows, rows.dtype.kind == "f" and bool(np.nanmax(rows, initial=0) <= 1), self.title, first)
        form = layout(tuple(rows.shape[1:]), self.spec.table_width, self.title)
        return images(pixels, form, self.spec.transpose), label_texts(labels, self.title)  # type: ignore[return-value]

    def rows(self, columns: list[Any], kind: pa.DataType) -> np.ndarray:
        """The numbers of some rows, (n, ...)."""
        try:
            if pa.types.is_primitive(kind):
                return np.column_stack([each.to_numpy(zero_copy_only=False) for each in columns])
            return np.array(columns[0].to_pylist())
        except (ValueError, TypeError):
            raise ValueError(f"{self.title} has rows with different numbers of pixels; all must be alike.") from None


def class_names(schema: pa.Schema) -> dict[str, list[str]]:
    """What the numbers in a column are called, as Hugging Face notes it in the file."""
    try:
        said = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))["info"]["features"]
        return {name: each["names"] for name, each in said.items() if isinstance(each, dict) and "names" in each}
    except (ValueError, KeyError, TypeError):
        return {}
