"""Training as a job: images in memory, epochs until the end, then a model folder that reads without TensorFlow."""

from typing import Any

from engine import model, storage
from engine.imaging.encode import png
from engine.imaging.sheet import sheet
from engine.job import Job
from engine.train import continuing, fresh, pretrained
from engine.train.backend import computing_in, keras, out_of_memory
from engine.train.estimate import estimate
from engine.train.export import net_of, publish
from engine.train.fit import Trainer, batches_of, fit
from engine.train.material import Material, load
from engine.train.spec import Settled, TrainSpec

SHOWN = 64  # images of the first batch that are kept with the job


def run(spec: TrainSpec, job: Job) -> dict[str, Any]:
    """Trains and publishes the model; called again with the same job it goes on after the last finished epoch.

    Where the spec asks for an estimate it only returns that.

    Raises ValueError, FileNotFoundError, FileExistsError or MemoryError with a sentence, and Stopped after a wish to
    stop.
    """
    if spec.makes and (storage.models_folder() / spec.name).exists():
        raise FileExistsError(f"a model named {spec.name!r} exists already; choose another name, or delete it first.")
    spec = fresh.settled(spec)
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
        continuing.take_over(net, spec.continue_from, material.codec, job)
    if spec.estimate:
        with computing_in(spec.precision):
            return estimate(Trainer(net, material, spec, job))
    pictures, _ = batches_of(material, spec).sample(0)
    storage.write_bytes(job.folder / "first-batch.png", png(sheet(pictures[:SHOWN])))
    job.log(f"training {spec.recipe} with {net.count_params():,} parameters for {spec.epochs} epochs")
    with computing_in(spec.precision):
        learned = fit(net, material, spec, job)
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
    before = model.card(spec.like)
    now = (material.source.info.fingerprint, material.source.split_fingerprint())
    if (before.dataset_fingerprint, before.split_fingerprint) != now:
        job.log(f"the images, or their split, are not those that {spec.like} learned from: the result will differ")
