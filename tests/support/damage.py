"""Stored images that cannot be decoded any more."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from engine.core.datasets import shard
from engine.core.storage.tables import read_table, write_table


def cut_images(path: Path, places: Iterable[int]) -> None:
    """Cuts the image files at these places of a shard short; all its other columns stay."""
    table = read_table(path)
    images = table["image"].to_pylist()
    for place in places:
        images[place]["bytes"] = images[place]["bytes"][:60]
    column = pa.array(images, table.schema.field("image").type)
    write_table(path, table.set_column(table.schema.names.index("image"), "image", column), shard.ROW_GROUP)
