"""Reads a MATLAB file in a process of its own, because damaged ones can end the process that SciPy reads them in.

Run as a script: writes the arrays of the file that it is given as NPZ to its standard output.
"""

import sys
import zipfile
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from scipy.io import loadmat

MOST_DEPTH = 6


def gather(name: str, value: Any, arrays: dict[str, Any], depth: int) -> None:
    """Adds an array, or those in the fields of a structure."""
    if not isinstance(value, np.ndarray) or depth > MOST_DEPTH:
        return
    if value.dtype.names and value.size == 1:
        for field in value.dtype.names:
            gather(f"{name}/{field}", value.reshape(-1)[0][field], arrays, depth + 1)
    elif value.ndim and not value.dtype.names:
        arrays[name] = value if value.dtype != object else texts_of(value)


def texts_of(cells: np.ndarray) -> np.ndarray:
    """The cells of MATLAB as texts."""
    items = [item.reshape(-1)[0] if isinstance(item, np.ndarray) and item.size == 1 else item for item in cells.flat]
    return np.array([str(item)[:1000] for item in items]).reshape(cells.shape)


def write(arrays: dict[str, Any], out: BinaryIO) -> None:
    """Writes arrays as NPZ."""
    with zipfile.ZipFile(out, "w") as archive:
        for name, values in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                npy.write_array(file, np.ascontiguousarray(values), allow_pickle=False)


if __name__ == "__main__":
    variables: dict[str, Any] = {}
    for variable, content in loadmat(sys.argv[1], verify_compressed_data_integrity=True).items():
        if not variable.startswith("__"):
            gather(variable, content, variables, 0)
    write(variables, sys.stdout.buffer)
