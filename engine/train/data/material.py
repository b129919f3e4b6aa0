"""What a net is trained on: prepared images and class numbers of the training and the validation part, in memory."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from engine.core.datasets import labels
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.datasets.labels import Codec
from engine.core.datasets.preprocessing import is_stored, preparation_for, preprocessing_of, words
from engine.core.datasets.suggestion import suggested
from engine.core.jobs.job import Job
from engine.core.models.card import Card, read_card
from engine.imaging.decode import decode
from engine.imaging.preprocess import Preparation, Preprocessing, prepare
from engine.nets.recipes import recipe_of
from engine.train import memory
from engine.train.data import stream
from engine.train.data.augment import augment
from engine.train.data.batches import epoch_order
from engine.train.spec import Resolved, TrainSpec

AT_ONCE = 1000  # images decoded before the job checks again whether it should stop


class Part(NamedTuple):
    """Images uint8 (n, height, width, channels) and class numbers int32 (n, slots)."""

    images: np.ndarray
    classes: np.ndarray


class Material(NamedTuple):
    """Everything that a training reads from a dataset."""

    train: Part
    validation: Part
    codec: Codec
    preparation: Preparation
    source: Dataset


def load(spec: TrainSpec, job: Job) -> Material:
    """Opens the dataset, checks that a net can be trained on it, and prepares its images.

    Raises FileNotFoundError if dataset or model do not exist, ValueError if they are unsuitable or do not fit into
    memory.
    """
    source = open_dataset(spec.dataset)
    texts = source.frame(["text"])["text"]
    ids = {part: part_ids(source, part, spec) for part in ("train", "validation")}
    codec, preparation = codec_and_preparation(source, texts, spec)
    check(spec, texts, codec, len(ids["train"]), len(ids["validation"]))
    # Streamed images are drawn when they are needed.
    stored_ids = {**ids, "train": ids["train"][:0]} if spec.stream else ids
    count = sum(map(len, stored_ids.values()))
    memory.check(memory.image_bytes(count, preparation) + memory.OVERHEAD, f"training on {count:,} images")
    job.log(f"preprocessing: {words(preparation)}")
    if not is_stored(source) and (reason := suggested(source).reason):
        job.log(reason)
    job.log(
        f"preparing {' and '.join(f'{len(rows):,} {part}' for part, rows in stored_ids.items() if len(rows))} images"
    )
    train, validation = (
        Part(prepare_images(source, stored_ids[part], preparation, job), codec.encode(texts[ids[part]])) for part in ids
    )
    return Material(train, validation, codec, preparation, source)


def part_ids(source: Dataset, part: str, spec: TrainSpec) -> np.ndarray:
    """The ids of the training or the validation part; a final training uses all images and has no validation part."""
    if part == "train":
        return share_of(source.part_ids("all" if spec.final else "train"), spec)
    return np.empty(0, np.int64) if spec.final else source.part_ids(part)


def share_of(ids: np.ndarray, spec: TrainSpec) -> np.ndarray:
    """The requested share of the training ids, ascending; a larger share contains every smaller one."""
    if spec.share == 1:
        return ids
    count = max(1, round(spec.share * len(ids)))
    return np.sort(np.random.default_rng(spec.seed).permutation(ids)[:count])


def codec_and_preparation(source: Dataset, texts: pd.Series, spec: TrainSpec) -> tuple[Codec, Preparation]:
    """How texts and images are encoded: as the dataset suggests, or as in the model to continue from."""
    codec = stream.codec_of(stream.drawer_of(source)) if spec.stream else labels.codec_of(texts)
    if recipe_of(spec.recipe).decoding == "ctc":
        codec = codec._replace(blank=True)
    return continued_encoding(source, read_card(spec.continue_from), codec, spec) if spec.continue_from else (
        codec, preparation_for(source, preprocessing_of(source), spec.mode)
    )  # fmt: skip


def first_batch(source: Dataset, spec: TrainSpec) -> tuple[np.ndarray, list[str]]:
    """The first images that a training with this spec sees, uint8 (batch, h, w, c), and their texts.

    Decodes or draws only these. Raises like `load`.
    """
    spec = stream.resolved(spec)
    texts = source.frame(["text"])["text"]
    ids = part_ids(source, "train", spec)
    codec, preparation = codec_and_preparation(source, texts, spec)
    check(spec, texts, codec, len(ids), len(part_ids(source, "validation", spec)))
    resolved = for_codec(spec, spec.resolved(len(ids)), codec)
    if spec.stream:
        images, classes = stream.StreamedBatches(stream.plan_for(source, codec, preparation, resolved)).sample(0)
        return images, codec.decode(classes)
    rows = epoch_order(len(ids), 0, resolved)[: resolved.batch]
    images = np.stack([prepare(decode(file), preparation) for file in source.image_files(ids[rows])])
    return augment(images, rows, 0, resolved), texts[ids[rows]].to_list()


def for_codec(spec: TrainSpec, resolved: Resolved, codec: Codec) -> Resolved:
    """The resolved spec with what its recipe leaves to the texts: single symbols are not framed, unless asked for."""
    return resolved.model_copy(update={"framing": 0.0}) if codec.slots == 1 and spec.framing is None else resolved


def check(spec: TrainSpec, texts: pd.Series, codec: Codec, train: int, validation: int) -> None:
    """Raises ValueError if there is nothing to learn, no validation image, or augmentation would change labels."""
    if texts.nunique() < 2:
        raise ValueError(
            f"every image of {spec.dataset!r} has the same label ({texts.iloc[0]!r}), so there is nothing to learn; "
            "use a dataset with at least two different labels."
        )
    if not validation and not spec.final:
        raise ValueError(
            f"the validation part of {spec.dataset!r} is empty, so the net could not be evaluated; split the "
            "dataset again with a validation share above 0."
        )
    if not train:
        raise ValueError(
            f"the training part of {spec.dataset!r} is empty; split it again with a larger share for training."
        )
    if spec.batch and spec.batch > train:
        raise ValueError(
            f"batch must be at most the number of training images; got {spec.batch} for {train} images. Lower batch, "
            "or split with more images for training."
        )
    if codec.slots > 1 and (spec.flips in ("sideways", "both") or spec.quarter_turns):
        raise ValueError(
            "sideways flips and quarter_turns need texts of one symbol, since they would change the order of symbols; "
            f"these texts have up to {codec.slots}. Turn them off."
        )


def continued_encoding(source: Dataset, card: Card, codec: Codec, spec: TrainSpec) -> tuple[Codec, Preparation]:
    """Codec and preparation of the model to continue from; the dataset's codec if the model's does not cover it.

    Raises ValueError if the model has another recipe than the spec.
    """
    if card.recipe != spec.recipe:
        raise ValueError(
            f"continue_from must name a model of the recipe {spec.recipe}; {spec.continue_from!r} is a {card.recipe}. "
            f"Set recipe to {card.recipe}, or continue from another model."
        )
    same_lengths = card.slots == codec.slots and card.blank == codec.blank
    covers = set(codec.alphabet) <= set(card.alphabet) and (same_lengths or (card.blank and codec.slots <= card.slots))
    return (card.codec if covers else codec), own_size(source, card, spec)


def own_size(source: Dataset, card: Card, spec: TrainSpec) -> Preparation:
    """The preprocessing of the model to continue from, in the size that suits the dataset if it is another one's."""
    if card.dataset == source.name:
        return card.preparation
    free = {"width": 0, "height": 0}
    return preparation_for(source, Preprocessing(**card.preparation.model_dump() | free), spec.mode)


def with_preparation(material: Material, preparation: Preparation, spec: TrainSpec, job: Job) -> Material:
    """The same material with its images prepared in another way."""
    source = material.source
    train, validation = (
        part._replace(images=prepare_images(source, part_ids(source, name, spec)[: len(part.images)], preparation, job))
        for name, part in (("train", material.train), ("validation", material.validation))
    )
    return material._replace(train=train, validation=validation, preparation=preparation)


def prepare_images(source: Dataset, ids: np.ndarray, preparation: Preparation, job: Job) -> np.ndarray:
    """Prepares the images of these rows for the net, uint8 (n, height, width, channels)."""
    prepared = np.empty((len(ids), preparation.height, preparation.width, preparation.channels), np.uint8)
    done = 0
    for _, files in source.batches(ids, AT_ONCE):
        job.check_stop()
        for file in files:
            prepared[done] = prepare(decode(file), preparation)
            done += 1
    return prepared
