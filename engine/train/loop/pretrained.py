"""Finds the ImageNet weights: a file that the user names, or Keras' cache. Never downloads them."""

import os
from pathlib import Path

from engine.core.jobs.job import Job
from engine.train.spec import Resolved

RECIPE = "resnet50v2"
FILE = "resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5"  # as Keras names it


def cached() -> Path:
    """Where Keras would have cached the file."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "models" / FILE


def resolve_weights(spec: Resolved, job: Job) -> Resolved:
    """Returns the spec with the weights file that exists, or without frozen epochs if none does; logs which.

    Raises FileNotFoundError if the spec names a file that does not exist.
    """
    if spec.recipe != RECIPE or spec.continue_from:
        return spec.model_copy(update={"weights": ""})
    path = Path(spec.weights) if spec.weights else cached()
    if path.is_file():
        job.log(f"ImageNet weights from {path}")
        return spec.model_copy(update={"weights": str(path)})
    if spec.weights:
        raise FileNotFoundError(f"there is no weights file {spec.weights!r}; give another path, or none.")
    job.log(f"ImageNet weights not found ({path} does not exist): the whole net learns from scratch")
    return spec.model_copy(update={"frozen_epochs": 0})
