"""Where a training starts: from random weights or from the pre-trained net, whichever does better in equal trials."""

from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple

import numpy as np

from engine.core.jobs.job import Job
from engine.core.models import base as pretrained
from engine.core.models.card import BASE
from engine.core.storage.files import read_as, write_json
from engine.nets.backend import keras
from engine.nets.slotnet import LARGE
from engine.train import notes
from engine.train.data.material import Material, Part, with_preparation
from engine.train.export import net_of
from engine.train.loop import checkpoint
from engine.train.loop.checkpoint import Weights
from engine.train.loop.trainer import Trainer, batches_of, copies
from engine.train.loop.transfer import adopt, load_net
from engine.train.spec import Resolved

RECIPE = "slotnet"
SMALLEST = 28  # pixels; images with a shorter side would have to grow to more than 1.7 times their size
TRIAL = 0.05  # share of the steps of a training that each start gets to prove itself
STEPS = 40, 300  # of a trial, at least and at most
WORTH_TRYING = 500  # steps; a shorter training costs less than trials
JUDGED = 300  # validation images by which a trial is judged
FILE = "start.json"


class Start(NamedTuple):
    """What a training begins with: the net with its first weights, and its images in the net's size.

    other: the weights with which it starts anew if it is stuck; () for those that it then has.
    """

    net: keras.Model
    material: Material
    other: Sequence[np.ndarray]


def start_of(spec: Resolved, material: Material, job: Job) -> Start:
    """The start that the spec asks for; `auto` tries, notes what it chose and why, and keeps to it when resumed."""
    keras.utils.set_random_seed(spec.seed)
    scratch = Start(net_of(material, spec), material, ())
    if spec.continue_from or spec.recipe != RECIPE or spec.start == "scratch" or spec.estimate:
        return scratch
    reason = why_not(spec, material)
    base = None if reason else from_base(spec, material, scratch.net, job)
    if base is None:
        if reason and (spec.start == "base" or spec.ending == "progress"):
            notes.add(job, f"Started from scratch: {reason}.")
        return scratch
    if kept(job, spec, scratch, base) == "base":
        return base._replace(other=fresh(base, spec))
    return scratch._replace(other=copies(base.net.weights) if base.material is material else ())


def kept(job: Job, spec: Resolved, scratch: Start, base: Start) -> str:
    """The start chosen in an earlier run of the job, or now: "scratch" or "base"."""
    path = job.folder / FILE
    if not path.exists():
        if checkpoint.path_of(job).exists():  # of an earlier version, which always started from scratch
            return "scratch"
        write_json(path, {"start": chosen(job, spec, scratch, base)})
    return read_as(path, dict[str, str])["start"]


def chosen(job: Job, spec: Resolved, scratch: Start, base: Start) -> str:
    """Chooses the start and notes it: "scratch" or "base"."""
    if spec.start == "base":
        notes.add(job, "Started from the pre-trained net, as asked.")
        return "base"
    steps = spec.epochs * batches_of(base.material, spec).steps
    if steps < WORTH_TRYING:
        notes.add(job, "Started from the pre-trained net: a training this short leaves no time for trials.")
        return "base"
    tried = int(np.clip(TRIAL * steps, *STEPS))
    losses = {name: trial(start, spec, tried, job) for name, start in (("scratch", scratch), ("base", base))}
    best = "base" if losses["base"] <= losses["scratch"] else "scratch"
    words = {"base": "the pre-trained net", "scratch": "scratch"}
    other = "scratch" if best == "base" else "base"
    notes.add(
        job,
        f"Started from {words[best]}: after {tried} steps its validation loss was {losses[best]:.2f}, from "
        f"{words[other]} {losses[other]:.2f}.",
    )
    return best


def why_not(spec: Resolved, material: Material) -> str:
    """Why the pre-trained start does not suit a training, as the end of a sentence; "" if it does."""
    height, width = material.preparation.height, material.preparation.width
    if min(height, width) < SMALLEST:
        return (
            f"the pre-trained net needs images of at least {SMALLEST} pixels a side, and these are {width} x {height}"
        )
    if spec.start == "base":
        return ""
    if material.codec.slots == 1:
        return "single symbols are learned quickly without the pre-trained net, which reads texts"
    is_short = spec.epochs * batches_of(material, spec).steps < WORTH_TRYING
    return "so few epochs leave no time for trials" if is_short and spec.ending == "epochs" else ""


def from_base(spec: Resolved, material: Material, net: keras.Model, job: Job) -> Start | None:
    """The start from the pre-trained net, in the dataset's own size; None, with a note, if its file cannot be used.

    Images lower than LARGE pixels grow to that height, at which the pre-trained first layers see as they have learned.
    """
    try:
        card = pretrained.base_card(pretrained.FOLDER)
        old = load_net(BASE, pretrained.FOLDER)
    except (ValueError, FileNotFoundError) as reason:
        notes.add(job, f"Started from scratch: the pre-trained start cannot be used. {reason}")
        return None
    preparation = material.preparation
    short = min(preparation.height, preparation.width)
    if short < LARGE:
        size = {side: round(getattr(preparation, side) * LARGE / short) for side in ("height", "width")}
        material = with_preparation(material, preparation.model_copy(update=size), spec, job)
        net = net_of(material, spec)
    else:
        net = keras.models.clone_model(net)
    adopt(net, old, material.codec, card.codec)
    return Start(net, material, ())


def fresh(start: Start, spec: Resolved) -> Weights:
    """Random weights for the net of a start."""
    keras.utils.set_random_seed(spec.seed)
    return copies(net_of(start.material, spec).weights)


def trial(start: Start, spec: Resolved, steps: int, job: Job) -> float:
    """The validation loss after so many steps from a start, which are undone afterwards."""
    part = start.material.validation
    judged = Part(part.images[:JUDGED], part.classes[:JUDGED])
    trainer = Trainer(start.net, start.material, spec, job)
    first = copies(start.net.weights)
    done = 0
    with closing(trainer.batches):
        while done < steps:
            for images, classes in trainer.batches.epoch(done // trainer.batches.steps):
                done += 1
                trainer.net.optimizer.learning_rate = spec.learning_rate * min(1.0, 2 * done / steps)
                trainer.step(images, classes)
                job.check_stop()
                if done == steps:
                    break
    loss = trainer.evaluate(judged, copies(start.net.weights))["loss"]
    for variable, value in zip(start.net.weights, first, strict=True):
        variable.assign(value)
    return loss
