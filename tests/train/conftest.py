"""Shared by the tests of training: small datasets of scikit-learn's digits, and jobs to train in."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from engine.core.datasets import shard
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.write import finish_dataset, publish_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.core.storage import folders, paths
from engine.generate.run import run as generate
from engine.generate.spec import GenerateSpec
from engine.imaging.decode import image_hash
from engine.imaging.encode import png
from engine.split.run import run as split
from engine.split.spec import SplitSpec
from engine.train.spec import TrainSpec

SMALL = {"count": 60, "symbols": "012", "length": "1-2", "width": 32, "height": 24, "font_size": 20, "dots": 5}


def store(name, images, texts):
    """Stores a dataset of images, uint8 (n, h, w), and texts."""
    build = folders.make_folder(paths.datasets_folder() / ".build")
    rows = [
        {
            "image": png(image), "path": f"{i}.png", "text": text, "picture": image_hash(image),
            "width": image.shape[1], "height": image.shape[0],
        }
        for i, (image, text) in enumerate(zip(images, texts, strict=True))
    ]  # fmt: skip
    for index, start in enumerate(range(0, len(rows), shard.ROWS)):
        shard.write(build, index, rows[start : start + shard.ROWS])
    finish_dataset(build, "class", "test", {})
    publish_dataset(build, name)


def divide(name, **shares):
    spec = SplitSpec(dataset=name, **shares)
    split(spec, Job(control.create("split", spec.model_dump(mode="json"))))


def generated(name, **values):
    """A split dataset of 60 generated images."""
    spec = GenerateSpec(name=name, workers=1, **(SMALL | values))
    generate(spec, Job(control.create("generate", spec.model_dump(mode="json"), spec.makes)))
    divide(name)
    return open_dataset(name)


def job_for(spec: TrainSpec) -> Job:
    return Job(control.create("train", spec.model_dump(mode="json"), spec.makes))


@pytest.fixture
def digits(home):
    """A split dataset "digits" of scikit-learn's 1,797 handwritten digits, 8 x 8 pixels."""
    loaded = load_digits()
    store("digits", np.clip(loaded.images * 16, 0, 255).astype(np.uint8), loaded.target.astype(str))
    divide("digits")


@pytest.fixture
def few(home):
    """A split dataset "few" of 120 of these digits."""
    loaded = load_digits()
    store("few", np.clip(loaded.images[:120] * 16, 0, 255).astype(np.uint8), loaded.target[:120].astype(str))
    divide("few")
