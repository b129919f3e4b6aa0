"""Training as a job: loads the images, runs the epochs, and writes a model that predicts without TensorFlow."""

from typing import Any

from engine.core.jobs.job import FailedError, Job
from engine.core.models.card import read_card
from engine.core.storage.files import write_bytes
from engine.core.storage.paths import models_folder
from engine.imaging.contact_sheet import sheet
from engine.imaging.encode import png
from engine.nets.backend import computing_in, out_of_memory
from engine.train.data import stream
from engine.train.data.material import Material, for_codec, load
from engine.train.export import write_model
from engine.train.loop import checkpoint, course, pretrained, transfer
from engine.train.loop.start import start_of
from engine.train.loop.timing import estimate
from engine.train.loop.trainer import Trainer, fit
from engine.train.spec import Resolved, TrainSpec

SHOWN = 64  # images of the first batch that are stored with the job


def run(spec: TrainSpec, job: Job) -> dict[str, Any]:
    """Trains and publishes the model; with the job of an earlier run it resumes after the last finished epoch.

    If the spec asks for an estimate, returns only that. Raises ValueError, FileNotFoundError, FileExistsError or
    MemoryError with a sentence, and StoppedError if the job was asked to stop.
    """
    if spec.makes and (models_folder() / spec.name).exists():
        raise FileExistsError(f"a model named {spec.name!r} exists already; choose another name, or delete it first.")
    spec = stream.resolved(spec)
    material = load(spec, job)
    if spec.like:
        compare_data(spec, material, job)
    resolved = for_codec(spec, spec.resolved(len(material.train.classes)), material.codec)
    resolved = pretrained.resolve_weights(resolved, job)
    try:
        return train(resolved, material, job)
    except out_of_memory() as error:
        raise MemoryError(str(error)) from None


def train(spec: Resolved, material: Material, job: Job) -> dict[str, Any]:
    """Builds, trains and publishes the net; returns its summary, or the estimate if that is asked for."""
    net, material, other = start_of(spec, material, job)
    if spec.continue_from:
        transfer.copy_weights(net, spec.continue_from, material.codec, job)
    trainer = Trainer(net, material, spec, job, other)
    if spec.estimate:
        with computing_in(spec.precision):
            return estimate(trainer)
    images, _ = trainer.batches.sample(0)
    write_bytes(job.folder / "first-batch.png", png(sheet(images[:SHOWN])))
    about = "about " if spec.ending == "progress" else ""
    job.log(f"training {spec.recipe} with {net.count_params():,} parameters for {about}{spec.epochs} epochs")
    with computing_in(spec.precision):
        if not checkpoint.path_of(job).exists():
            estimate(trainer)
        best = fit(trainer)
    if course.reads_nothing(best.rows, trainer.batches.steps) and not job.finish_asked():
        raise FailedError(nothing_read(len(best.rows)))
    folder, card = write_model(spec, material, best)
    result = {
        "model": spec.name,
        "parameters": card.parameters,
        "epochs": card.epochs,
        "cpu_seconds": card.cpu_seconds,
        "parity": card.parity,
        **{f"validation_{name}": value for name, value in card.scores.items()},
    }
    return job.publish(folder, models_folder() / spec.name, result)


def nothing_read(epochs: int) -> str:
    """The sentence for a training that never read better than guessing."""
    return (
        f"after {epochs} epochs the net reads nothing: it is no better than guessing, so no model was made. Check on "
        "the page Explore that the labels match the images (nothing can be learned from wrong ones), use more images, "
        "or prepare them so that the text is larger and stands out."
    )


def compare_data(spec: TrainSpec, material: Material, job: Job) -> None:
    """Logs if a repeated training uses other data than the original."""
    card = read_card(spec.like)
    fingerprints = (material.source.info.fingerprint, material.source.split_fingerprint())
    if (card.dataset_fingerprint, card.split_fingerprint) != fingerprints:
        job.log(f"{spec.like} was trained on other images, or another split: the result will differ")
