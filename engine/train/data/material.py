"""What a net learns from: prepared images and class numbers of the training and the validation part, in memory."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from engine.core.datasets import labels
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.datasets.labels import Codec
from engine.core.datasets.preprocessing import preparation_for, steps_of, words
from engine.core.jobs.job import Job
from engine.core.models.card import Card, read_card
from engine.imaging.decode import decode
from engine.imaging.preprocess import Preparation, prepare
from engine.nets.recipes import recipe_of
from engine.train import memory
from engine.train.data import stream
from engine.train.data.augment import augmented
from engine.train.data.batches import order
from engine.train.spec import TrainSpec

AT_ONCE = 1000  # pictures decoded between two looks for a wish to stop


class Part(NamedTuple):
    """Images uint8 (n, height, width, channels) and class numbers int32 (n, slots)."""

    images: np.ndarray
    classes: np.ndarray


class Material(NamedTuple):
    """All that training reads of a dataset."""

    train: Part
    validation: Part
    codec: Codec
    preparation: Preparation
    source: Dataset


def load(spec: TrainSpec, job: Job) -> Material:
    """Opens the dataset, checks that it can be learned from, and prepares its images.

    Raises FileNotFoundError when dataset or model do not exist, ValueError when they do not suit or do not fit into
    the memory.
    """
    source = open_dataset(spec.dataset)
    texts = source.frame(["text"])["text"]
    ids = {part: part_ids(source, part, spec) for part in ("train", "validation")}
    codec, preparation = setting(source, texts, spec)
    check(spec, texts, codec, len(ids["train"]), len(ids["validation"]))
    kept = {**ids, "train": ids["train"][:0]} if spec.stream else ids  # what is streamed is drawn when it is needed
    count = sum(map(len, kept.values()))
    memory.check(memory.of_images(count, preparation) + memory.SURROUNDINGS, f"learning from {count:,} images")
    job.log(f"steps: {words(preparation)}")
    job.log(f"preparing {' and '.join(f'{len(some):,} {part}' for part, some in kept.items() if len(some))} images")
    train, validation = (
        Part(images(source, kept[part], preparation, job), codec.encode(texts[ids[part]])) for part in ids
    )
    return Material(train, validation, codec, preparation, source)


def part_ids(source: Dataset, part: str, spec: TrainSpec) -> np.ndarray:
    """The ids of the training or the validation part; a final training learns from all and is judged by none."""
    if part == "train":
        return share_of(source.part_ids("all" if spec.final else "train"), spec)
    return np.empty(0, np.int64) if spec.final else source.part_ids(part)


def share_of(ids: np.ndarray, spec: TrainSpec) -> np.ndarray:
    """The share of the training ids that is asked for, rising; a smaller share is part of a larger one."""
    if spec.share == 1:
        return ids
    count = max(1, round(spec.share * len(ids)))
    return np.sort(np.random.default_rng(spec.seed).permutation(ids)[:count])


def setting(source: Dataset, texts: pd.Series, spec: TrainSpec) -> tuple[Codec, Preparation]:
    """How texts and pictures reach the net: as the dataset suggests, or as a model to continue from was used to."""
    codec = stream.codec_of(stream.drawer_of(source)) if spec.stream else labels.codec_of(texts)
    if recipe_of(spec.recipe).decoding == "ctc":
        codec = codec._replace(blank=True)
    return continued(read_card(spec.continue_from), codec, spec) if spec.continue_from else (
        codec, preparation_for(source, steps_of(source), spec.mode)
    )  # fmt: skip


def first_batch(source: Dataset, spec: TrainSpec) -> tuple[np.ndarray, list[str]]:
    """The first images that a training with this spec sees, uint8 (batch, h, w, c), and their texts.

    Only these are decoded, or drawn. Raises as `load` does.
    """
    spec = stream.settled(spec)
    texts = source.frame(["text"])["text"]
    ids = part_ids(source, "train", spec)
    codec, preparation = setting(source, texts, spec)
    check(spec, texts, codec, len(ids), len(part_ids(source, "validation", spec)))
    settled = spec.resolved(len(ids))
    if spec.stream:
        drawn, classes = stream.Fresh(stream.order(source, codec, preparation, settled)).sample(0)
        return drawn, codec.decode(classes)
    rows = order(len(ids), 0, settled)[: settled.batch]
    pictures = np.stack([prepare(decode(each), preparation) for each in source.pictures(ids[rows])])
    return augmented(pictures, rows, 0, spec), texts[ids[rows]].to_list()


def check(spec: TrainSpec, texts: pd.Series, codec: Codec, train: int, validation: int) -> None:
    """Raises ValueError when there is nothing to learn, nothing to judge it by, or labels would change."""
    if texts.nunique() < 2:
        raise ValueError(
            f"every image of {spec.dataset!r} has the same label ({texts.iloc[0]!r}), so there is nothing to learn; "
            "take a dataset with at least two different labels."
        )
    if not validation and not spec.final:
        raise ValueError(
            f"the validation part of {spec.dataset!r} is empty, so nothing would tell how well the net learns; split "
            "it again with a validation share above 0."
        )
    if not train:
        raise ValueError(
            f"the training part of {spec.dataset!r} is empty; split it again with a larger share for training."
        )
    if spec.batch and spec.batch > train:
        raise ValueError(
            f"batch must be at most the number of training images; got {spec.batch} for {train} images: lower batch, "
            "or split with more images for training."
        )
    if codec.slots > 1 and (spec.flips in ("sideways", "both") or spec.quarter_turns):
        raise ValueError(
            "sideways flips and quarter_turns would change the order of symbols, and texts here have up to "
            f"{codec.slots}; leave them off."
        )


def continued(card: Card, codec: Codec, spec: TrainSpec) -> tuple[Codec, Preparation]:
    """Codec and preparation of the model to continue from; the dataset's own codec where the model's is not enough.

    Raises ValueError when the model is another net than asked for.
    """
    if card.recipe != spec.recipe:
        raise ValueError(
            f"{spec.continue_from!r} is a {card.recipe}, and recipe asks for a {spec.recipe}; set recipe to "
            f"{card.recipe}, or continue from another model."
        )
    same_lengths = card.slots == codec.slots and card.blank == codec.blank
    enough = set(codec.alphabet) <= set(card.alphabet) and (same_lengths or (card.blank and codec.slots <= card.slots))
    return (card.codec if enough else codec), card.preparation


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
