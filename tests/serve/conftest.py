"""What tests of serving share: images for the server, and what the library reads in them."""

import pytest

from engine import load
from engine.core.datasets.dataset import open_dataset


@pytest.fixture
def images(server_home, monkeypatch):
    """The files of four images of the dataset that the model learned from."""
    monkeypatch.setenv("GLYPHLAB_HOME", str(server_home))
    return open_dataset("digits").image_files(range(4))


@pytest.fixture
def expected(images):
    """What the model reads in these images when it is used as a library."""
    return [answer.text for answer in load("reader").read_all(images)]
