"""What a finished job read, image by image: its lines with the image files and the true labels."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from engine.classify.files import Files
from engine.core.datasets.dataset import open_dataset
from engine.core.storage.tables import read_csv
from engine.imaging.decode import UnreadableError


def lines_of(spec: Mapping[str, Any], table: str) -> pd.DataFrame:
    """The lines of a job: columns of `Line`, and where they can be known id and label.

    Ids and labels are those of the job's dataset while its part still has these images. Raises FileNotFoundError or
    DamagedFileError if the job's CSV file is gone or damaged.
    """
    texts = {"file": str, "prediction": str, "notice": str, "accepted": str}
    lines = read_csv(Path(table), dtype=texts, keep_default_na=False)
    lines["confidence"] = pd.to_numeric(lines["confidence"], errors="coerce")
    with suppress(ValueError, FileNotFoundError):  # the dataset was deleted, or is not split any more
        source = open_dataset(spec["dataset"])
        ids = source.part_ids(spec["part"])
        if len(ids) == len(lines) and source.paths(ids) == lines["file"].to_list():
            lines["id"], lines["label"] = ids, source.frame(["text"], ids)["text"].to_numpy()
    return lines


def image_files(spec: Mapping[str, Any], lines: pd.DataFrame) -> list[bytes | None]:
    """The image files of some lines, in their order; None for those that are gone."""
    if "id" in lines:
        return [*open_dataset(spec["dataset"]).image_files(lines["id"].to_numpy(np.int64))]
    kind = next((kind for kind in ("folder", "zip", "image") if spec.get(kind)), None)
    return [bytes_of(Files(spec[kind], kind), file) if kind else None for file in lines["file"]]


def bytes_of(files: Files, name: str) -> bytes | None:
    """The content of a file; None if it cannot be read."""
    try:
        return files.read(name)
    except UnreadableError:
        return None
