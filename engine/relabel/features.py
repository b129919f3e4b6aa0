"""What the quick model sees of a picture: directions of its strokes, in the whole picture and in its ink alone."""

import cv2
import numpy as np

from engine.core.datasets.dataset import Dataset
from engine.core.jobs import pool
from engine.core.jobs.job import Job
from engine.imaging.decode import Unreadable, decode
from engine.imaging.preprocess import Preparation, paper, prepare, resize

SIDE = 24  # pixels of the square that is described
SEEN = Preparation(width=2 * SIDE, height=2 * SIDE)
CELL, DIRECTIONS = 4, 8
FAINT = 8  # grey levels between paper and ink below which there is no ink to crop to
BATCH = 500


def features(source: Dataset, ids: np.ndarray, job: Job, total: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers that describe pictures, float32 (n, features), and which of the pictures could be read, bool (n,)."""
    batches = (files for _, files in source.batches(ids, BATCH))
    found, done = [], 0
    for some in pool.run(described, batches):
        found.append(some)
        done += len(some)
        job.progress(done, total, "images")
        job.check_stop()
    rows = np.concatenate(found)
    return rows, ~np.isnan(rows[:, 0])


def described(files: list[bytes]) -> np.ndarray:
    """The features of some picture files, float32 (n, features); NaN for those that cannot be read."""
    whole, ink = np.zeros((2, len(files), SIDE, SIDE), np.uint8)
    shape, unreadable = np.zeros((len(files), 2), np.float32), []
    for place, data in enumerate(files):
        try:
            grey = prepare(decode(data), SEEN)[..., 0]
        except Unreadable:
            unreadable.append(place)
            continue
        whole[place] = resize(grey, SIDE, SIDE)
        cropped = ink_of(grey)
        shape[place] = np.array(cropped.shape) / SEEN.width
        ink[place] = prepare(np.pad(cropped, 1), Preparation(width=SIDE, height=SIDE))[..., 0]
    rows = np.hstack([directions(ink), directions(whole), shape / 2])
    rows[unreadable] = np.nan
    return rows


def ink_of(grey: np.ndarray) -> np.ndarray:
    """How far each pixel, uint8 (h, w), is from the paper, stretched to 0..255 and cropped to the ink (Otsu 1979)."""
    away = cv2.absdiff(grey, np.full_like(grey, paper(grey)))
    strongest = int(away.max())
    if strongest < FAINT:
        return away
    cut, _ = cv2.threshold(away, 0, 255, cv2.THRESH_OTSU)
    left, top, width, height = cv2.boundingRect((away > cut).astype(np.uint8))
    away = cv2.convertScaleAbs(away, alpha=255 / strongest)
    return away[top : top + height, left : left + width]


def directions(images: np.ndarray) -> np.ndarray:
    """How strong edges of each direction are in each cell, float32 (n, features), each row of length 1.

    images: uint8 (n, SIDE, SIDE). Histograms of oriented gradients, after N. Dalal and B. Triggs, CVPR 2005.
    """
    values = images.astype(np.float32)
    across, down = np.zeros_like(values), np.zeros_like(values)
    across[:, :, 1:-1] = values[:, :, 2:] - values[:, :, :-2]
    down[:, 1:-1] = values[:, 2:] - values[:, :-2]
    strength = np.hypot(across, down)
    turn = np.arctan2(down, across) * (DIRECTIONS / (2 * np.pi)) % DIRECTIONS
    cells = SIDE // CELL
    sums = []
    for direction in range(DIRECTIONS):
        near = np.abs((turn - direction + DIRECTIONS / 2) % DIRECTIONS - DIRECTIONS / 2)
        part = strength * np.maximum(1 - near, 0)
        sums.append(part.reshape(-1, cells, CELL, cells, CELL).sum(axis=(2, 4)))
    rows = np.sqrt(np.stack(sums, axis=-1).reshape(len(images), -1))
    return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)).astype(np.float32)
