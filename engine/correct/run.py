"""Corrections become a dataset as a job: the images on whose text people agree, each with its origin and the model."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd

from engine.core.datasets import preprocessing, shard
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.write import finish_dataset, write_split
from engine.core.jobs.job import Job
from engine.core.models.card import read_card
from engine.core.models.lineage import learned_from
from engine.core.storage.files import write_json
from engine.core.storage.folders import make_folder
from engine.core.storage.paths import datasets_folder
from engine.correct.decisions import agreed, image_of, standing
from engine.correct.spec import CorrectSpec
from engine.imaging.decode import decode, image_hash
from engine.imaging.encode import png
from engine.imaging.preprocess import Preprocessing


def run(spec: CorrectSpec, job: Job) -> dict[str, Any]:
    """Makes the dataset, all of it as training part; returns dataset, count, disputed and known (left out, with why).

    Raises ValueError if there is nothing to learn from, FileNotFoundError, or FileExistsError if the name is taken.
    """
    rows, disputed = agreed(standing(spec.model))
    if rows.empty:
        raise ValueError(
            f"nothing was corrected for {spec.model!r} yet, or people disagree on all of it ({disputed}); correct some "
            "texts on the page Correct first."
        )
    known, prepared = dataset_of(spec.model)
    images = [row_of(spec.model, row) for row in rows.to_dict("records")]
    new = [image for image in images if image["picture"] not in known]
    if not new:
        raise ValueError(
            f"all {len(images):,} corrected images are in the dataset that {spec.model!r} learned from; correct their "
            "labels on the page Relabel."
        )
    build = make_folder(job.folder / "build")
    for index in range(-(-len(new) // shard.ROWS)):
        shard.write(build, index, new[index * shard.ROWS : (index + 1) * shard.ROWS])
        job.progress(min(len(new), (index + 1) * shard.ROWS), len(new), "images")
    finish_dataset(build, "auto", f"corrections of {spec.model}", spec.model_dump(mode="json"))
    write_json(build / preprocessing.FILE, prepared.model_dump(mode="json"))
    parts = pd.Series("train", index=np.arange(len(new)))
    write_split(build, parts, {"counts": {"train": len(new)}, "notes": ["Corrections are for training only."]})
    summary = {"dataset": spec.export, "count": len(new), "disputed": disputed, "known": len(images) - len(new)}
    return job.publish(build, datasets_folder() / spec.export, summary)


def dataset_of(model: str) -> tuple[set[str], Preprocessing]:
    """The hashes of the images that a model learned from and was tested on, and their preprocessing.

    Nothing, and the default, if its dataset is gone, or is another of that name now.
    """
    card = read_card(model)
    with suppress(ValueError, FileNotFoundError):
        source = open_dataset(card.dataset)
        if learned_from(card, source):
            return set(source.frame(["picture"])["picture"]), preprocessing.preprocessing_of(source)
    return set(), Preprocessing()


def row_of(model: str, correction: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of the dataset."""
    pixels = decode(image_of(model, correction["image"]), read_card(model).frame)
    height, width = pixels.shape[:2]
    return {
        "image": png(pixels),
        "path": correction["file"].encode("utf-8", "replace").decode("utf-8"),
        "text": correction["text"],
        "group": None,
        "picture": image_hash(pixels),
        "width": width,
        "height": height,
        "model": model,
        "predicted": correction["predicted"],
        "corrected": correction["when"],
    }
