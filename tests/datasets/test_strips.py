"""Strips of images: they show the images, are drawn once, and never stop the shelf."""

import numpy as np
import pytest

from engine.core.storage.folders import delete_folder
from engine.core.storage.paths import datasets_folder
from engine.datasets import shelf, strips
from engine.imaging.decode import decode


def test_a_strip_shows_images_from_all_over_the_dataset_and_is_kept(do):
    do("generate", name="wide", count=30, symbols="01", length=2, width=400, height=20, font_size=14, workers=1)
    entry = shelf.entry("wide")
    assert strips.kept(entry) is None
    strip = strips.draw(entry)
    image = decode(strip)
    assert image.shape[0] == strips.HEIGHT and strips.MOST_WIDTH <= image.shape[1] <= strips.LONGEST
    assert np.ptp(image) > 100 and strips.kept(shelf.entry("wide")) == strip


def test_another_dataset_of_the_same_name_gets_a_strip_of_its_own(do, tiny):
    before = strips.draw(shelf.entry(tiny))
    delete_folder(datasets_folder() / tiny)
    do("generate", name=tiny, count=40, symbols="ab", length=2, workers=1)
    assert strips.kept(shelf.entry(tiny)) is None and strips.draw(shelf.entry(tiny)) != before


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"PAR1")])
def test_a_dataset_without_readable_images_stays_on_the_shelf_without_a_strip(tiny, damage):
    damage(datasets_folder() / tiny / "part-00000.parquet")
    assert strips.draw(shelf.entry(tiny)) == b"" and strips.kept(shelf.entry(tiny)) == b""
