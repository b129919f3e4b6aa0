"""Training as a job: images in memory, epochs until the end, then a model folder that reads without TensorFlow."""

from typing import Any

from engine import storage
from engine.job import Job
from engine.train import fresh
from engine.train.backend import keras
from engine.train.export import load_weights, net_of, publish
from engine.train.fit import fit
from engine.train.material import load
from engine.train.spec import TrainSpec


def run(spec: TrainSpec, job: Job) -> dict[str, Any]:
    """Trains and publishes the model; called again with the same job it goes on after the last finished epoch.

    Raises ValueError, FileNotFoundError or FileExistsError with a sentence, and Stopped after a wish to stop.
    """
    if (storage.models_folder() / spec.name).exists():
        raise FileExistsError(f"a model named {spec.name!r} exists already; choose another name, or delete it first.")
    spec = fresh.settled(spec)
    material = load(spec, job)
    spec = spec.resolved(len(material.train.classes))
    keras.utils.set_random_seed(spec.seed)
    net = net_of(material, spec)
    if spec.continue_from:
        load_weights(net, spec.continue_from)
    job.log(f"training {spec.recipe} with {net.count_params():,} parameters for {spec.epochs} epochs")
    card = publish(spec, material, fit(net, material, spec, job))
    return {
        "model": spec.name,
        "parameters": card.parameters,
        "epochs": card.epochs,
        "cpu_seconds": card.cpu_seconds,
        "parity": card.parity,
        **{f"validation_{name}": value for name, value in card.scores.items()},
    }
