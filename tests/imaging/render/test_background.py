"""Backgrounds: between the two requested colours, or a crop of the named image."""

import numpy as np
import pytest

from engine.generate.painting import images
from engine.generate.spec import GenerateSpec
from engine.imaging.encode import png
from engine.imaging.render import background

BLUE, RED = (0, 0, 200), (200, 0, 0)


@pytest.mark.parametrize("kind", background.KINDS)
def test_a_paper_reaches_from_one_colour_to_the_other_and_not_beyond(kind):
    sheet = background.KINDS[kind]((40, 60), (BLUE, RED), np.random.default_rng(1))
    assert sheet.shape == (40, 60, 3) and sheet.dtype == np.uint8
    assert not sheet[..., 1].any() and sheet.max() <= 200 and np.ptp(sheet[..., 0]) > 100
    assert np.abs(sheet[..., 0].astype(int) + sheet[..., 2] - 200).max() <= 1


@pytest.mark.parametrize("shape", [(300, 400, 3), (20, 30), (50, 500, 3)])
def test_a_background_is_cropped_from_an_image_of_any_size(shape, tmp_path):
    image = np.random.default_rng(2).integers(100, 256, shape, np.uint8)
    (tmp_path / "wall.png").write_bytes(png(image))
    spec = GenerateSpec(paper_kind="picture", paper_picture=str(tmp_path / "wall.png"), smooth=False)
    shown = [sample.image for sample in images(spec, range(3))]
    assert all(image.shape == (60, 160, 3) for image in shown) and (shown[0] != shown[1]).any()


def test_what_cannot_be_a_background_is_refused_by_a_sentence(tmp_path):
    with pytest.raises(FileNotFoundError, match="no image /nowhere"):
        background.load("/nowhere")
    (tmp_path / "a.png").write_bytes(b"no picture")
    with pytest.raises(ValueError, match=r"a\.png cannot be used as the background"):
        background.load(str(tmp_path / "a.png"))
    (tmp_path / "b.png").write_bytes(png(np.zeros((5, 90), np.uint8)))
    with pytest.raises(ValueError, match=r"a background needs at least 16 x 16 pixels; b\.png has 90 x 5"):
        background.load(str(tmp_path / "b.png"))
