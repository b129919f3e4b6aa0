"""HDF5 files; external links and files are not followed."""

from pathlib import Path
from typing import Any

import h5py

from engine.collect.spec import CollectSpec
from engine.collect.tables.arrays import ArrayTable, paired

MAX_ARRAYS = 1000


def hdf5_tables(path: Path, spec: CollectSpec) -> list[ArrayTable]:
    """The tables of an HDF5 file. Raises ValueError when it holds none or cannot be read."""
    try:
        file = h5py.File(path, "r")
        found: dict[str, Any] = {}
        gather(file, "", found, 0)
        return paired(path.name, found, spec)
    except (OSError, RuntimeError, KeyError) as error:
        raise ValueError(
            f"{path.name} is no HDF5 file that can be read ({str(error)[:120]}); copy or save it again."
        ) from None


def gather(group: Any, prefix: str, found: dict[str, Any], depth: int) -> None:
    """Adds the arrays below a group that lie in the file itself; soft and external links are left out."""
    for name in group:
        hard = isinstance(group.get(name, getlink=True), h5py.HardLink)
        if not hard or len(found) >= MAX_ARRAYS or depth > 8:
            continue
        each = group[name]
        if isinstance(each, h5py.Dataset) and not each.external and not each.is_virtual and each.ndim >= 1:
            found[prefix + name] = each
        elif isinstance(each, h5py.Group):
            gather(each, f"{prefix}{name}/", found, depth + 1)
