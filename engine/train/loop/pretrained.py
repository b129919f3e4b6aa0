"""Where ImageNet's weights come from: a file that the user names, or Keras' cache; never the network."""

import os
from pathlib import Path

from engine.core.jobs.job import Job
from engine.train.spec import Settled

RECIPE = "resnet50v2"
FILE = "resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5"  # as Keras names it


def cached() -> Path:
    """Where Keras would have kept the file."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "models" / FILE


def settled(spec: Settled, job: Job) -> Settled:
    """A resolved spec with the file of weights that is there, or without frozen epochs where there is none; says which.

    Raises FileNotFoundError when a file is named that does not exist.
    """
    if spec.recipe != RECIPE or spec.continue_from:
        return spec.model_copy(update={"weights": ""})
    path = Path(spec.weights) if spec.weights else cached()
    if path.is_file():
        job.log(f"ImageNet weights from {path}")
        return spec.model_copy(update={"weights": str(path)})
    if spec.weights:
        raise FileNotFoundError(f"there is no file of weights {spec.weights!r}; give another path, or none.")
    job.log(f"no ImageNet weights at hand ({path} is not there): all of it learns from scratch")
    return spec.model_copy(update={"frozen_epochs": 0})
