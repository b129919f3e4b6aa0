"""What the baseline model sees of an image: directions of its strokes, in the whole image and in its ink alone."""

from functools import partial

import cv2
import numpy as np

from engine.core.datasets.dataset import Dataset
from engine.core.datasets.shard import by_shard
from engine.core.jobs import pool
from engine.core.jobs.job import Job
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.preprocess import Preparation, background_colour, prepare, resize

SIDE = 24  # pixels of the square that is described
SEEN = Preparation(width=2 * SIDE, height=2 * SIDE)
CELL, DIRECTIONS = 4, 8
FAINT = 8  # grey levels between background and ink below which there is no ink to crop to
BATCH = 250  # images held at once by a process
FEWEST = 2000  # images that take a process about as long as its start


def features(source: Dataset, ids: np.ndarray, job: Job, workers: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Numbers that describe images, float32 (n, features), and which of the images could be read, bool (n,).

    ids: rising. workers: how many processes look, a shard each; 0 for as many as pay. All of them are half of the job's
    progress.
    """
    shards, done = [], 0
    blocks = by_shard(ids)
    for rows in pool.run(partial(of_shard, source, job), blocks, pool.useful(workers, blocks, FEWEST)):
        shards.append(rows)
        done += len(rows)
        job.progress(done, 2 * len(ids), "images")
        job.check_stop()
    whole = np.concatenate(shards)
    return whole, ~np.isnan(whole[:, 0])


def of_shard(source: Dataset, job: Job, ids: np.ndarray) -> np.ndarray:
    """The features of the images of one shard, as `described` gives them."""
    batches = []
    for _, files in source.batches(ids, BATCH):
        job.check_stop()
        batches.append(described(files))
    return np.concatenate(batches)


def described(files: list[bytes]) -> np.ndarray:
    """The features of some image files, float32 (n, features); NaN for those that cannot be read."""
    whole, ink = np.zeros((2, len(files), SIDE, SIDE), np.uint8)
    shape, unreadable = np.zeros((len(files), 2), np.float32), []
    for place, data in enumerate(files):
        try:
            grey = prepare(decode(data), SEEN)[..., 0]
        except UnreadableError:
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
    """How far each pixel, uint8 (h, w), is from the background, scaled to 0..255 and cropped to the ink (Otsu 1979)."""
    away = cv2.absdiff(grey, np.full_like(grey, background_colour(grey)))
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
