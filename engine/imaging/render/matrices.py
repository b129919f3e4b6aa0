"""Operations on many small matrices with sums in a fixed order, so that every processor gives the same numbers."""

import numpy as np


def stacked(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> np.ndarray:
    """The matrices ((a, b), (c, d)) of numbers (n,): (n, 2, 2)."""
    return np.stack([a, b, c, d], axis=1).reshape(-1, 2, 2)


def product(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The products of matrices (n, 2, 2) and (n, 2, k): (n, 2, k).

    NumPy's own product calls a library whose last bits depend on the processor.
    """
    return first[:, :, :1] * second[:, :1] + first[:, :, 1:] * second[:, 1:]
