"""PNG files: whatever reads them sees exactly the pixels, and they are no larger than Pillow's at its default."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from engine.generate.sampling import draw
from engine.generate.spec import GenerateSpec
from engine.imaging.encode import png
from engine.imaging.render.render import render


@pytest.mark.parametrize("mode", ["colour", "grey"])
@pytest.mark.parametrize("preset", GenerateSpec.presets)
def test_other_readers_see_the_pixels_and_the_file_is_small(preset, mode):
    image = render(draw(GenerateSpec(**GenerateSpec.presets[preset] | {"mode": mode}), 0))
    data = png(image)
    assert (np.asarray(Image.open(io.BytesIO(data))) == image).all()
    theirs = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert (theirs[..., ::-1] if mode == "colour" else theirs).tolist() == image.tolist()
    packed = io.BytesIO()
    Image.fromarray(image).save(packed, "png")
    assert len(data) < 1.3 * len(packed.getvalue())


def test_a_part_of_a_larger_image_is_written_as_it_is_seen():
    whole = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
    part = whole[3:17:2, 5:25]
    assert (np.asarray(Image.open(io.BytesIO(png(part)))) == part).all()
