"""Measured properties of a dataset's images, kept beside it, so that each image is measured once."""

from collections.abc import Callable, Iterable
from contextlib import suppress

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.datasets.corrections import same_images
from engine.core.datasets.dataset import Dataset
from engine.core.storage.files import DamagedFileError
from engine.core.storage.tables import read_table, write_table
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.properties import Properties, properties_of

FILE = "properties.parquet"
NAMES = Properties._fields
TYPES = {"id": pa.int64(), **dict.fromkeys(NAMES, pa.float32())}
BATCH = 250

Telling = Callable[[int, int], None]  # called with the number of images done, and of all


def measured(source: Dataset, ids: Iterable[int]) -> pd.DataFrame:
    """The properties (NAMES) that were measured of these images, indexed by id; NaN where they were not."""
    return kept(source).reindex(np.fromiter(ids, np.int64))


def unmeasured(source: Dataset, ids: Iterable[int]) -> np.ndarray:
    """Which of these images have not been measured, ascending."""
    return np.setdiff1d(np.fromiter(ids, np.int64), kept(source).index.to_numpy())


def measure(source: Dataset, ids: Iterable[int], tell: Telling) -> None:
    """Measures those of these images that have not been measured; an unreadable one has no values (NaN)."""
    before, missing = kept(source), unmeasured(source, ids)
    if not len(missing):
        return
    rows: list[tuple[float, ...]] = []
    for _, files in source.batches(missing, BATCH):
        rows += [of_file(data) for data in files]
        tell(len(rows), len(missing))
    new = pd.DataFrame(rows, columns=list(NAMES), index=pd.Index(missing, name="id"), dtype="float32")
    keep(source, pd.concat([before, new]).sort_index())


def of_file(data: bytes) -> tuple[float, ...]:
    """The properties of an image file."""
    try:
        return properties_of(decode(data))
    except UnreadableError:
        return (float("nan"),) * len(NAMES)


def keep(source: Dataset, table: pd.DataFrame) -> None:
    """Stores properties beside the dataset, with the fingerprint of the images that they are of."""
    columns = {name: pa.array(table.reset_index()[name], kind) for name, kind in TYPES.items()}
    mark = {"fingerprint": source.stored.fingerprint}
    with suppress(OSError):  # in a workspace that cannot be written to, they are measured each time
        write_table(source.folder / FILE, pa.table(columns).replace_schema_metadata(mark))


def kept(source: Dataset) -> pd.DataFrame:
    """The stored properties, indexed by id; none if they are of other images, or damaged, as they can be measured."""
    with suppress(FileNotFoundError, DamagedFileError):
        table = read_table(source.folder / FILE, types=TYPES)
        mark = (table.schema.metadata or {}).get(b"fingerprint", b"").decode(errors="replace")
        if same_images(mark, source.stored.fingerprint):
            return table.to_pandas().set_index("id")
    return pd.DataFrame(columns=list(NAMES), index=pd.Index([], name="id", dtype="int64"), dtype="float32")
