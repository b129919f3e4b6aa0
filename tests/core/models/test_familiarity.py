"""Images unlike the training images get the sentence that fits, and images like them none, whatever their sizes."""

import cv2
import numpy as np
import pytest

from engine.core.models.familiarity import (
    Reading,
    outside_of,
    reading_of,
    unusual_appearance,
    unusual_reading,
    usual_appearance,
    usual_reading,
)
from engine.imaging.appearance import appearance_of
from engine.imaging.preprocess import Preparation, prepare

SMALL = Preparation(width=48, height=32)


def drawn(seed: int, width: int, height: int) -> np.ndarray:
    """A letter of dark ink somewhere on a light background, uint8 (height, width)."""
    rng = np.random.default_rng(seed)
    image = rng.integers(215, 245, (height, width)).astype(np.uint8)
    at = (round(width * rng.uniform(0.2, 0.3)), round(height * rng.uniform(0.75, 0.85)))
    cv2.putText(image, "RBEX"[seed % 4], at, cv2.FONT_HERSHEY_SIMPLEX, height / 40, 30, max(1, height // 12))
    return image


def of_many_sizes(seeds: range) -> list[np.ndarray]:
    """Letters 15 to 241 pixels wide, about as high as wide."""
    sizes = np.random.default_rng([seeds.start, 9])
    widths = sizes.integers(15, 242, len(seeds))
    return [
        drawn(seed, width, max(12, round(width * sizes.uniform(0.6, 1.1))))
        for seed, width in zip(seeds, widths, strict=True)
    ]


def notices(images: list[np.ndarray], preparation: Preparation, usual: dict) -> list[str]:
    """What is said of each image, in one line."""
    appearances = (appearance_of(image, prepare(image, preparation)) for image in images)
    return [" ".join(unusual_appearance(usual, appearance, preparation)) for appearance in appearances]


def usual_of(images: list[np.ndarray], preparation: Preparation = SMALL) -> dict:
    """The ranges that a card would hold."""
    return usual_appearance([appearance_of(image, prepare(image, preparation)) for image in images])


def test_images_of_all_trained_sizes_get_no_notice_and_altered_ones_do():
    usual, unseen = usual_of(of_many_sizes(range(400))), of_many_sizes(range(1000, 1300))
    assert np.mean([bool(notice) for notice in notices(unseen, SMALL, usual)]) <= 0.02
    inverted = notices([255 - image for image in unseen], SMALL, usual)
    assert np.mean(["light ink" in notice for notice in inverted]) > 0.98
    framed = [cv2.copyMakeBorder(image, *(len(image) // 2,) * 4, cv2.BORDER_CONSTANT, value=230) for image in unseen]
    assert np.mean(["text is smaller" in notice for notice in notices(framed, SMALL, usual)]) > 0.5


def test_one_size_is_named_and_does_not_matter_to_a_model_that_crops():
    images = [drawn(seed, 120, 60) for seed in range(50)]
    (notice,) = notices([drawn(3, 300, 150)], SMALL, usual_of(images))
    assert "300 x 150 pixels; the model was trained on 120 x 60" in notice
    cropping = Preparation(width=48, height=32, crop=True)
    assert notices([drawn(3, 300, 150)], cropping, usual_of(images, cropping)) == [""]
    assert "nothing on this image" in notices([np.full((60, 120), 9, np.uint8)], SMALL, {})[0].lower()


def test_a_card_of_an_earlier_version_says_nothing_of_what_it_does_not_know():
    assert notices(of_many_sizes(range(5)), SMALL, {}) == [""] * 5


@pytest.fixture
def text() -> np.ndarray:
    """Five bars on a prepared image, uint8 (40, 100, 1): centres at 10, 30, 50, 70 and 90."""
    image = np.full((40, 100, 1), 220, np.uint8)
    for centre in range(10, 100, 20):
        image[8:32, centre - 3 : centre + 3] = 20
    return image


def looked(*centres: float) -> np.ndarray:
    """Attention (slots, 1, 50) with a peak at each of these columns of 100."""
    columns = np.arange(50) * 2 + 1
    return np.stack([np.exp(-(((columns - centre) / 4) ** 2)) for centre in centres])[:, None]


def test_ink_without_a_symbol_and_two_symbols_in_one_place_are_noticed(text):
    every, read = looked(10, 30, 50, 70, 90), np.ones(5, bool)
    usual = usual_reading([reading_of(text, every, read), Reading(0.02, 0.05)])
    assert not unusual_reading(usual, reading_of(text, every, read), 5)
    (longer,) = unusual_reading(usual, reading_of(text, looked(10, 30, 50, 70), read[:4]), 4)
    assert "longer than the 4 symbols" in longer
    (shorter,) = unusual_reading(usual, reading_of(text, looked(10, 30, 50, 70, 90, 92), np.ones(6, bool)), 6)
    assert "shorter" in shorter
    unread = np.array([True] * 5 + [False])
    assert reading_of(text, looked(10, 30, 50, 70, 90, 92), unread) == reading_of(text, every, read)
    assert reading_of(text, every, ~read) is None and outside_of({}, {"left_over": 1.0}) == []
