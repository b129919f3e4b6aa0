"""What the tests of collecting share: small files made on the spot, and the verb run in this process."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.collect.run import run
from engine.collect.spec import CollectSpec
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.spec import read


def png(shade: int = 0) -> bytes:
    """An image that differs from shade to shade."""
    out = io.BytesIO()
    pixels = np.full((12, 20), 255, np.uint8)
    pixels[2:9, 3:7] = shade % 256
    pixels[0, 0] = shade // 256
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    """A zip file with these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.fixture
def collect(home):
    """Runs the verb; returns its result and the dataset."""

    def go(name="d", **knobs):
        spec = read(CollectSpec, {"name": name, **knobs})
        result = run(spec, Job(control.create("collect", spec.model_dump(mode="json"))))
        return result, open_dataset(name)

    return go
