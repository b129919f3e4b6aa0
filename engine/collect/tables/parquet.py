"""Parquet files: a column of images in the format of Hugging Face, of lists of pixels, or one column per pixel."""

import json
from collections.abc import Generator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.collect.formats import Format
from engine.collect.spec import CollectSpec
from engine.collect.tables.csv_file import LABELS
from engine.collect.tables.pixels import (
    BATCH,
    Batch,
    Scale,
    beginning,
    images,
    label_texts,
    layout,
    scale_of,
    text_of,
    to_uint8,
)

FORMATS = (Format("table", "Parquet", "image, label", "Image files, lists of pixels, or a column for each pixel."),)


class ParquetTable:
    """A Parquet file of images with a column of labels. Raises ValueError if it is not one."""

    def __init__(self, path: Path, spec: CollectSpec) -> None:
        self.path, self.spec, self.title = path, spec, path.name
        self.notes, self.symbols = (), False
        try:
            with pq.ParquetFile(path) as file:
                self.schema, self.count = file.schema_arrow, file.metadata.num_rows
        except (pa.ArrowException, OSError) as error:
            raise ValueError(
                f"{path.name} cannot be read as a Parquet file ({str(error)[:100]}); copy or save it again."
            ) from None
        self.label = self.column(spec.label, LABELS, "label")
        self.names = class_names(self.schema).get(self.label, [])
        others = [name for name in self.schema.names if name != self.label]
        nested = [name for name in others if not pa.types.is_primitive(self.schema.field(name).type)]
        self.pixels = [spec.pixels] if spec.pixels else nested if len(nested) == 1 else others
        if not set(self.pixels) <= set(others) or not self.pixels or not self.count:
            names = ", ".join(others[:8])
            raise ValueError(
                f"pixels must name a column of images of {self.title}; choose one of its columns: {names}."
            )

    def column(self, wanted: str, usual: tuple[str, ...], what: str) -> str:
        """The wanted column, or else one with a usual name. Raises ValueError if there is none."""
        fitting = [name for name in self.schema.names if (name == wanted if wanted else name.lower() in usual)]
        if not fitting:
            names = ", ".join(self.schema.names[:8])
            raise ValueError(
                f"{what} must name the column of labels of {self.title}; choose one of its columns: {names}."
            )
        return fitting[0]

    def batches(self, start: int) -> Generator[Batch]:
        """Yields images and labels from row `start` on. Raises ValueError for rows that are not images."""
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
        """The labels of the first batch."""
        return beginning(self.batches(0))

    @cached_property
    def scale(self) -> Scale:
        """The scale of all pixels."""
        with pq.ParquetFile(self.path) as file:
            blocks = file.iter_batches(BATCH, columns=self.pixels)
            return scale_of(self.rows(block.columns, block.column(0).type) for block in blocks)

    def batch(self, block: pa.RecordBatch, first: int) -> Batch:
        """Converts rows to images and labels."""
        values = block.column(block.schema.names.index(self.label)).to_pylist()
        labels = [self.names[value] if self.names and value is not None else text_of(value) for value in values]
        columns = [block.column(block.schema.names.index(name)) for name in self.pixels]
        kind = columns[0].type
        if pa.types.is_struct(kind):
            return [image["bytes"] or b"" if image else b"" for image in columns[0].to_pylist()], labels
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            return [image or b"" for image in columns[0].to_pylist()], labels
        rows = self.rows(columns, kind)
        pixels = to_uint8(rows, self.scale, self.title, first)
        form = layout(tuple(rows.shape[1:]), self.spec.table_width, self.title)
        return images(pixels, form, self.spec.transpose), label_texts(labels, self.title)  # type: ignore[return-value]

    def rows(self, columns: list[Any], kind: pa.DataType) -> np.ndarray:
        """The numbers of these rows, (n, ...)."""
        try:
            if pa.types.is_primitive(kind):
                return np.column_stack([column.to_numpy(zero_copy_only=False) for column in columns])
            return np.array(columns[0].to_pylist())
        except (ValueError, TypeError):
            raise ValueError(
                f"all images must have the same number of pixels; those of {self.title} differ. Make them equal."
            ) from None


def class_names(schema: pa.Schema) -> dict[str, list[str]]:
    """The class names of number columns, from the metadata that Hugging Face stores in the file."""
    try:
        features = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))["info"]["features"]
        return {
            name: feature["names"]
            for name, feature in features.items()
            if isinstance(feature, dict) and "names" in feature
        }
    except (ValueError, KeyError, TypeError):
        return {}
