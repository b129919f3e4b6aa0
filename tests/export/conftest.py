"""What tests of exporting share: small datasets, and the export as the job does it."""

import numpy as np
import pytest

from engine.core.datasets import shard
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.write import finish_dataset, publish_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.export.run import run
from engine.export.spec import ExportSpec
from engine.imaging.encode import png


@pytest.fixture
def picture():
    """picture(i) is an image of its own for each number, uint8 (8, width)."""
    return lambda i, width=12: np.random.default_rng(i).integers(0, 256, (8, width), np.uint8)


@pytest.fixture
def make(home, picture):
    """make(texts, widths) stores a dataset named "some" with one image for each text."""

    def make(texts, widths=None):
        rows = []
        for i, text in enumerate(texts):
            image = picture(i, widths[i] if widths else 12)
            size = {"width": image.shape[1], "height": image.shape[0]}
            rows.append({"image": png(image), "path": f"{i}.png", "text": text, "turns": [i, 1], **size})
        shard.write(home / "build", 0, rows)
        finish_dataset(home / "build", "text", "test", {})
        publish_dataset(home / "build", "some")
        return open_dataset("some")

    return make


@pytest.fixture
def export(home):
    """export(format) writes the dataset "some" to home/out; returns the folder and the result."""

    def export(kind, name="some"):
        spec = ExportSpec(dataset=name, format=kind, output=str(home / "out"))
        job = Job(control.create("export", spec.model_dump(mode="json"), None))
        result = run(spec, job)
        job.conclude()
        return home / "out", result

    return export
