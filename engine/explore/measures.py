"""Measures a random sample of images, mean images, brightness and contrast, and keeps the result beside the dataset."""

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.datasets.dataset import Dataset
from engine.core.storage.files import DamagedFileError, as_json, parse_json
from engine.core.storage.tables import read_table, write_table
from engine.explore.spec import ExploreSpec
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.preprocess import resize, to_mode

LONGEST_SIDE = 96  # pixels of a mean image
BATCH = 64
BINS = 32  # of 256 grey levels
DARK = 128  # mean grey level of a dark image
FILE = "means.parquet"
TYPES = {"key": pa.string(), "images": pa.int64(), "height": pa.int64(), "width": pa.int64(), "pixels": pa.binary()}

Telling = Callable[[int, int], None]  # called with the number of images done, and of all


class Measures(NamedTuple):
    """What a sample of images looks like.

    means: columns key (a label, or a length as text), images (number averaged), picture (uint8 (h, w)). brightness:
    columns level (middle of a grey-level bin), brightness, contrast (numbers of images). opened, unreadable: the
    numbers of images that could and could not be decoded. dark: the share of dark images, 0..1.
    """

    means: pd.DataFrame
    brightness: pd.DataFrame
    opened: int
    unreadable: int
    dark: float


class Opened(NamedTuple):
    """Greyscale images of one size, uint8 (n, h, w), and a row for each: columns id, brightness, contrast.

    unreadable: the number of images in the sample that cannot be decoded.
    """

    rows: pd.DataFrame
    images: np.ndarray
    unreadable: int


def draw_sample(keys: pd.Series, count: int, seed: int, evenly: bool) -> np.ndarray:
    """Draws about `count` ids of `keys` (indexed by id), ascending. evenly: equally many of each key, if possible."""
    order = keys.iloc[np.random.default_rng(seed).permutation(len(keys))]
    if evenly:
        per_key = max(1, count // max(keys.nunique(), 1))
        return np.sort(order.groupby(order.to_numpy()).head(per_key).index.to_numpy())
    return np.sort(order.index[:count].to_numpy())


def measure(source: Dataset, keys: pd.Series, evenly: bool, spec: ExploreSpec, tell: Telling) -> Measures:
    """Measures images by key (indexed by id), or takes what was kept of the same images under the same settings."""
    mark = f"{source.info.fingerprint} {spec.sample} {spec.seed} {len(keys)} {keys.index.to_numpy().sum()}"
    with suppress(FileNotFoundError, DamagedFileError, ValueError, KeyError):  # it can be measured again
        return kept(source, mark)
    size = common_size(source.frame(["width", "height"]).loc[keys.index])
    opened = open_images(source, draw_sample(keys, spec.sample, spec.seed, evenly), size, tell)
    dark = float((opened.rows["brightness"] < DARK).mean()) if len(opened.rows) else 0.0
    measures = Measures(means(keys, opened), brightness(opened.rows), len(opened.rows), opened.unreadable, dark)
    with suppress(OSError):  # in a workspace that cannot be written to, it is measured at every look
        keep(source, mark, measures)
    return measures


def keep(source: Dataset, mark: str, measures: Measures) -> None:
    """Stores measures beside the dataset, with a mark of what they depend on."""
    pictures = measures.means["picture"]
    columns = {
        "key": measures.means["key"].astype(str),
        "images": measures.means["images"],
        "height": [picture.shape[0] for picture in pictures],
        "width": [picture.shape[1] for picture in pictures],
        "pixels": [picture.tobytes() for picture in pictures],
    }
    table = pa.table({name: pa.array(columns[name], kind) for name, kind in TYPES.items()})
    about = {"mark": mark, "brightness": measures.brightness.to_dict("list")} | {
        name: getattr(measures, name) for name in ("opened", "unreadable", "dark")
    }
    write_table(source.folder / FILE, table.replace_schema_metadata({"about": as_json(about)}))


def kept(source: Dataset, mark: str) -> Measures:
    """The stored measures. Raises KeyError or ValueError if they are of other images or settings."""
    table = read_table(source.folder / FILE, types=TYPES)
    about = parse_json((table.schema.metadata or {})[b"about"].decode())
    if about["mark"] != mark:
        raise ValueError("the stored measures are of other images or settings")
    rows = table.to_pandas()
    shapes = zip(rows["pixels"], rows["height"], rows["width"], strict=True)
    rows["picture"] = [np.frombuffer(pixels, np.uint8).reshape(height, width) for pixels, height, width in shapes]
    figures = (about[name] for name in ("opened", "unreadable", "dark"))
    return Measures(rows[["key", "images", "picture"]], pd.DataFrame(about["brightness"]), *figures)


def open_images(source: Dataset, ids: np.ndarray, size: tuple[int, int], tell: Telling) -> Opened:
    """Decodes the images of these rows and resizes them to (height, width)."""
    rows, images, unreadable = [], [], 0
    for batch, files in source.batches(ids, BATCH):
        for row, data in zip(batch.tolist(), files, strict=True):
            try:
                grey = to_mode(decode(data), "grey")
            except UnreadableError:
                unreadable += 1
                continue
            rows.append((row, float(grey.mean()), float(grey.std())))
            images.append(resize(grey, *size))
        tell(len(rows) + unreadable, len(ids))
    stack = np.stack(images) if images else np.empty((0, *size), np.uint8)
    return Opened(pd.DataFrame(rows, columns=["id", "brightness", "contrast"]), stack, unreadable)


def common_size(frame: pd.DataFrame) -> tuple[int, int]:
    """Height and width of the mean images: the medians of the dataset, scaled down to LONGEST_SIDE."""
    height, width = float(frame["height"].median()), float(frame["width"].median())
    scale = min(1, LONGEST_SIDE / max(height, width))
    return max(1, round(height * scale)), max(1, round(width * scale))


def means(keys: pd.Series, opened: Opened) -> pd.DataFrame:
    """Averages images by key: the table `Measures.means`, sorted by key."""
    key_of_row = keys.loc[opened.rows["id"]].to_numpy()
    places = [(key, np.flatnonzero(key_of_row == key)) for key in sorted(set(key_of_row.tolist()))]
    rows = [(str(key), len(at), opened.images[at].mean(axis=0).round().astype(np.uint8)) for key, at in places]
    return pd.DataFrame(rows, columns=["key", "images", "picture"])


def brightness(rows: pd.DataFrame) -> pd.DataFrame:
    """Histograms: the table `Measures.brightness`."""
    edges = np.linspace(0, 256, BINS + 1)
    table = {name: np.histogram(rows[name], edges)[0] for name in ("brightness", "contrast")}
    return pd.DataFrame({"level": (edges[:-1] + edges[1:]) / 2, **table})
