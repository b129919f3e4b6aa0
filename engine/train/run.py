"""Training as a job: images in memory, epochs until the end, then a model folder that reads without TensorFlow."""

from typing import Any

from engine.core.jobs.job import Job
from engine.core.models.card import read_card
from engine.core.storage.files import write_bytes
from engine.core.storage.paths import models_folder
from engine.imaging.contact_sheet import sheet
from engine.imaging.encode import png
from engine.nets.backend import computing_in, keras, out_of_memory
from engine.train.data import stream
from engine.train.data.material import Material, load
from engine.train.export import net_of, publish
from engine.train.loop import checkpoint, pretrained, transfer
from engine.train.loop.timing import estimate
from engine.train.loop.trainer import Trainer, fit
from engine.train.spec import Settled, TrainSpec

SHOWN = 64  # images of the first batch that are kept with the job


def run(spec: TrainSpec, job: Job) -> dict[str, Any]:
    """Trains and publishes the model; called again with the same job it goes on after the last finished epoch.

    Where the spec asks for an estimate it only returns that.

    Raises ValueError, FileNotFoundError, FileExistsError or MemoryError with a sentence, and Stopped after a wish to
    stop.
    """
    if spec.makes and (models_folder() / spec.name).exists():
        raise FileExistsError(f"a model named {spec.name!r} exists already; choose another name, or delete it first.")
    spec = stream.settled(spec)
    material = load(spec, job)
    if spec.like:
        compare_data(spec, material, job)
    settled = pretrained.settled(spec.resolved(len(material.train.classes)), job)
    try:
        return trained(settled, material, job)
    except out_of_memory() as error:
        raise MemoryError(str(error)) from None


def trained(spec: Settled, material: Material, job: Job) -> dict[str, Any]:
    """Builds the net, trains and publishes it; returns what came of it, or what it would take."""
    keras.utils.set_random_seed(spec.seed)
    net = net_of(material, spec)
    if spec.continue_from:
        transfer.take_over(net, spec.continue_from, material.codec, job)
    trainer = Trainer(net, material, spec, job)
    if spec.estimate:
        with computing_in(spec.precision):
            return estimate(trainer)
    pictures, _ = trainer.batches.sample(0)
    write_bytes(job.folder / "first-batch.png", png(sheet(pictures[:SHOWN])))
    job.log(f"training {spec.recipe} with {net.count_params():,} parameters for {spec.epochs} epochs")
    with computing_in(spec.precision):
        if not checkpoint.path_of(job).exists():
            estimate(trainer)
        learned = fit(trainer)
    card = publish(spec, material, learned)
    return {
        "model": spec.name,
        "parameters": card.parameters,
        "epochs": card.epochs,
        "cpu_seconds": card.cpu_seconds,
        "parity": card.parity,
        **{f"validation_{name}": value for name, value in card.scores.items()},
    }


def compare_data(spec: TrainSpec, material: Material, job: Job) -> None:
    """Says in the log where a repeated run learns from other data than the run that it repeats."""
    before = read_card(spec.like)
    now = (material.source.info.fingerprint, material.source.split_fingerprint())
    if (before.dataset_fingerprint, before.split_fingerprint) != now:
        job.log(f"the images, or their split, are not those that {spec.like} learned from: the result will differ")
