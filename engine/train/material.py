"""What a net learns from: prepared images and class numbers of the training and the validation part, in memory."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from engine import dataset, labels, model
from engine.dataset import Dataset
from engine.imaging.decode import decode
from engine.imaging.prepare import Preparation, prepare
from engine.job import Job
from engine.labels import Codec
from engine.model import Card
from engine.steps import preparation_for, steps_of, words
from engine.train import fresh
from engine.train.spec import TrainSpec

AT_ONCE = 1000  # pictures decoded between two looks for a wish to stop


class Part(NamedTuple):
    """Images uint8 (n, height, width, channels) and class numbers int32 (n, slots)."""

    images: np.ndarray
    classes: np.ndarray


class Material(NamedTuple):
    """All that training reads of a dataset; where it learns from fresh images, the training part has classes only."""

    train: Part
    validation: Part
    codec: Codec
    preparation: Preparation
    source: Dataset


def load(spec: TrainSpec, job: Job) -> Material:
    """Opens the dataset, checks that it can be learned from, and prepares its images.

    Raises FileNotFoundError when dataset or model do not exist, ValueError when they do not suit.
    """
    source = dataset.open(spec.dataset)
    texts = source.frame(["text"])["text"]
    ids = {part: source.part_ids(part) for part in ("train", "validation")}
    ids["train"] = some(ids["train"], spec)
    check(spec, texts, len(ids["train"]), len(ids["validation"]))
    drawer = fresh.drawer_of(source) if spec.stream else None
    if spec.continue_from:
        codec, preparation = continued(model.card(spec.continue_from), spec)
    else:
        codec = fresh.codec_of(drawer) if drawer else labels.codec_of(texts)
        preparation = preparation_for(source, steps_of(source), spec.mode)
    looked_at = ids if not drawer else {**ids, "train": ids["train"][:0]}
    job.log(f"steps: {words(preparation)}")
    job.log(
        f"preparing {' and '.join(f'{len(some):,} {part}' for part, some in looked_at.items() if len(some))} images"
    )
    train, validation = (
        Part(images(source, looked_at[part], preparation, job), codec.encode(texts[ids[part]])) for part in ids
    )
    return Material(train, validation, codec, preparation, source)


def some(ids: np.ndarray, spec: TrainSpec) -> np.ndarray:
    """The share of the training ids that is asked for, rising; a smaller share is part of a larger one."""
    if spec.share == 1:
        return ids
    count = max(1, round(spec.share * len(ids)))
    return np.sort(np.random.default_rng(spec.seed).permutation(ids)[:count])


def check(spec: TrainSpec, texts: pd.Series, train: int, validation: int) -> None:
    """Raises ValueError when there is nothing to learn, or nothing to judge it by."""
    if texts.nunique() < 2:
        raise ValueError(
            f"every image of {spec.dataset!r} has the same label ({texts.iloc[0]!r}), so there is nothing to learn; "
            "take a dataset with at least two different labels."
        )
    if not validation:
        raise ValueError(
            f"the validation part of {spec.dataset!r} is empty, so nothing would tell how well the net learns; split "
            "it again with a validation share above 0."
        )
    if spec.batch > train:
        raise ValueError(
            f"batch must be at most the number of training images; got {spec.batch} for {train} images: lower batch, "
            "or split with more images for training."
        )


def continued(card: Card, spec: TrainSpec) -> tuple[Codec, Preparation]:
    """Codec and preparation of the model to continue from.

    Raises ValueError when the model is another net than asked for.
    """
    if card.recipe != spec.recipe:
        raise ValueError(
            f"{spec.continue_from!r} is a {card.recipe}, and recipe asks for a {spec.recipe}; set recipe to "
            f"{card.recipe}, or continue from another model."
        )
    return card.codec, card.preparation


def images(source: Dataset, ids: np.ndarray, preparation: Preparation, job: Job) -> np.ndarray:
    """The pictures of these rows as the net takes them, uint8 (n, height, width, channels)."""
    found = np.empty((len(ids), preparation.height, preparation.width, preparation.channels), np.uint8)
    done = 0
    for _, pictures in source.batches(ids, AT_ONCE):
        job.check_stop()
        for picture in pictures:
            found[done] = prepare(decode(picture), preparation)
            done += 1
    return found


def chance(classes: np.ndarray) -> tuple[float, float]:
    """The shares of symbols and of whole texts that are right when each slot is guessed by its most frequent class."""
    frequent = [np.bincount(slot).max() / len(slot) for slot in classes.T]
    return float(np.mean(frequent)), float(np.prod(frequent))
