"""Uneven backgrounds: whatever the ink is lighter or darker than, only the ink is left."""

import cv2
import numpy as np
import pytest

from engine.imaging.uneven import removed, unevenness


def page(ink, low=60, high=200):
    """A gradient, uint8 (40, 200), with the ink's values where its mask is set; and the mask."""
    image = np.repeat(np.linspace(low, high, 200)[None], 40, axis=0)
    image += np.random.default_rng(1).normal(0, 2, image.shape)
    mask = np.zeros(image.shape, bool)
    for left in range(20, 180, 20):
        mask[10:30, left : left + 4] = mask[10:14, left : left + 10] = True
    image[mask] = np.broadcast_to(ink, image.shape)[mask]
    return image.clip(0, 255).astype(np.uint8), mask


LIGHT_AND_DARK = np.where(np.arange(200) // 20 % 2, 255, 0)


@pytest.mark.parametrize("ink", [0, 255, LIGHT_AND_DARK], ids=["dark", "light", "both"])
def test_only_ink_is_left_dark_on_white(ink):
    image, mask = page(ink)
    flat = removed(image)
    assert flat[mask].max() < 205 < 225 < np.percentile(flat[~mask], 1)
    assert np.abs(removed(255 - image).astype(int) - flat).max() <= 1
    assert np.abs(removed(np.repeat(image[..., None], 3, axis=2)).astype(int) - flat).max() <= 1


def test_a_frame_along_the_edge_leaves_its_surroundings_white():
    image = np.full((40, 200), 180, np.uint8)
    cv2.rectangle(image, (0, 0), (199, 39), 0)
    flat = removed(image)
    assert flat[1:-1, 1:-1].min() > 245 and flat[0].max() < 100


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (2, 2, 3), (3, 400), (1024, 700, 3)])
def test_images_of_every_shape_are_answered(shape):
    image = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    assert removed(image).shape == shape[:2] and np.isfinite(unevenness(image)).all()


def test_a_gradient_is_told_from_flat_paper_and_a_blank_image():
    gradient, mask = page(LIGHT_AND_DARK)
    found, flat = unevenness(gradient), unevenness(page(0, 200, 200)[0])
    assert abs(found.variation - 0.9 * 140) < 15 and flat.variation < 5
    assert abs(flat.contrast - 200) < 5 and abs(flat.ink - mask.mean()) < 0.01
    assert unevenness(np.full((40, 200), 9, np.uint8)).contrast == 0
