"""Tables in HDF5 files. Links and external files are not followed."""

from pathlib import Path
from typing import Any

import h5py

from engine.collect.spec import CollectSpec
from engine.collect.tables.arrays import ArrayTable, paired

MAX_ARRAYS = 1000


def hdf5_tables(path: Path, spec: CollectSpec) -> list[ArrayTable]:
    """Opens the tables of an HDF5 file. Raises ValueError if it contains none or cannot be read."""
    try:
        file = h5py.File(path, "r")
        arrays: dict[str, Any] = {}
        gather(file, "", arrays, 0)
        return paired(path.name, arrays, spec)
    except (OSError, RuntimeError, KeyError) as error:
        raise ValueError(
            f"{path.name} cannot be read as an HDF5 file ({str(error)[:120]}); copy or save it again."
        ) from None


def gather(group: Any, prefix: str, arrays: dict[str, Any], depth: int) -> None:
    """Adds the arrays below a group that are stored in the file itself. Soft and external links are skipped."""
    for name in group:
        hard = isinstance(group.get(name, getlink=True), h5py.HardLink)
        if not hard or len(arrays) >= MAX_ARRAYS or depth > 8:
            continue
        item = group[name]
        if isinstance(item, h5py.Dataset) and not item.external and not item.is_virtual and item.ndim >= 1:
            arrays[prefix + name] = item
        elif isinstance(item, h5py.Group):
            gather(item, f"{prefix}{name}/", arrays, depth + 1)
