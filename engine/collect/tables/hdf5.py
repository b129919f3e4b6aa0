"""Tables in HDF5 files, also those of MATLAB 7.3. Links and external files are not followed."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np

from engine.collect.formats import Format

FORMATS = (
    Format("table", "HDF5", "images (n, height, width), labels (n,)", "Arrays of images and labels, also in groups."),
    Format("table", "MATLAB 7.3", "train.mat", "Like HDF5; its axes are stored in reverse."),
)
MAX_ARRAYS = 1000
MATLAB = "MATLAB_class"  # the attribute that MATLAB gives each array


class MatlabArray:
    """An array that MATLAB wrote, with its axes in MATLAB's order: HDF5 holds them in reverse."""

    def __init__(self, stored: Any) -> None:
        self.stored = stored
        self.shape, self.ndim, self.dtype = stored.shape[::-1], stored.ndim, stored.dtype

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any) -> np.ndarray:
        return np.asarray(self.stored[()]).T[key]

    def from_last(self) -> "FromLast":
        """The array with its last axis first, read in slices."""
        return FromLast(self.stored)


class FromLast:
    """An array that MATLAB wrote, with its last axis first."""

    def __init__(self, stored: Any) -> None:
        self.stored = stored
        self.shape, self.ndim, self.dtype = (len(stored), *stored.shape[:0:-1]), stored.ndim, stored.dtype

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: slice) -> np.ndarray:
        return np.asarray(self.stored[key]).transpose(0, *range(self.ndim - 1, 0, -1))


def hdf5_arrays(path: Path) -> dict[str, Any]:
    """The arrays of an HDF5 file, by name, to be read in slices. Raises ValueError if it cannot be read."""
    try:
        file = h5py.File(path, "r")
        arrays: dict[str, Any] = {}
        gather(file, "", arrays, 0)
    except (OSError, RuntimeError, KeyError) as error:
        raise ValueError(
            f"{path.name} cannot be read as an HDF5 file ({str(error)[:120]}); copy or save it again."
        ) from None
    return arrays


def gather(group: Any, prefix: str, arrays: dict[str, Any], depth: int) -> None:
    """Adds the arrays below a group that are stored in the file itself. Soft and external links are skipped."""
    for name in group:
        hard = isinstance(group.get(name, getlink=True), h5py.HardLink)
        if not hard or name == "#refs#" or len(arrays) >= MAX_ARRAYS or depth > 8:
            continue
        item = group[name]
        if isinstance(item, h5py.Dataset) and not item.external and not item.is_virtual and item.ndim >= 1:
            arrays[prefix + name] = array_of(item)
        elif isinstance(item, h5py.Group):
            gather(item, f"{prefix}{name}/", arrays, depth + 1)


def array_of(item: Any) -> Any:
    """A dataset of a file as an array to be read in slices, or as its texts."""
    if is_cells(item):
        return texts_of(item)
    return MatlabArray(item) if MATLAB in item.attrs else item


def is_cells(item: Any) -> bool:
    """Whether an array holds references to others, as the cells of MATLAB are stored."""
    return h5py.check_ref_dtype(item.dtype) is h5py.Reference


def texts_of(item: Any) -> np.ndarray:
    """The texts in the cells of MATLAB, which are stored as arrays of their characters; "" for other cells."""
    cells = [item.file[reference] if reference else None for reference in item[()].reshape(-1)]
    texts = [
        "".join(map(chr, cell[()].reshape(-1))) if isinstance(cell, h5py.Dataset) and cell.dtype == np.uint16 else ""
        for cell in cells
    ]
    return np.array(texts, object)
