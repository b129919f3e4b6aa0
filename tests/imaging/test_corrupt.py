"""Noise does what its number says: the measured share or deviation is the one asked for."""

import cv2
import numpy as np
import pytest

from engine.imaging.corrupt import blurred, gaussian, jpeg, salt_and_pepper, speckle, waved

GREY = np.full((200, 300), 128, np.uint8)
COLOUR = np.full((200, 300, 3), 128, np.uint8)


def random():
    return np.random.default_rng(5)


@pytest.mark.parametrize("deviation", [0.02, 0.1])
def test_gaussian_noise_has_the_deviation_asked_for_and_no_drift(deviation):
    change = gaussian(GREY, deviation, random(), each_channel=False).astype(float) - 128
    assert change.std() == pytest.approx(deviation * 255, rel=0.02)
    assert abs(change.mean()) < 0.02 * deviation * 255


@pytest.mark.parametrize("share", [0.01, 0.2, 1.0])
def test_salt_and_pepper_touches_the_share_asked_for_half_black_half_white(share):
    noisy = salt_and_pepper(GREY, share, random(), each_channel=False)
    assert np.mean(noisy != 128) == pytest.approx(share, rel=0.1)
    assert np.mean(noisy == 0) == pytest.approx(np.mean(noisy == 255), rel=0.15)


@pytest.mark.parametrize("noise", [gaussian, salt_and_pepper])
def test_noise_is_the_same_for_all_channels_or_each_its_own(noise):
    same, coloured = (noise(COLOUR, 0.1, random(), each_channel) for each_channel in (False, True))
    assert (same == same[..., :1]).all()
    assert (coloured != coloured[..., :1]).any()
    assert same.shape == coloured.shape == COLOUR.shape and same.dtype == coloured.dtype == np.uint8


def test_noise_stays_between_black_and_white():
    extremes = np.tile(np.array([0, 255], np.uint8), (50, 50))
    noisy = gaussian(extremes, 0.1, random(), each_channel=False)
    assert np.abs(noisy.astype(int) - extremes).max() < 150  # a value that ran over would jump by 255


def test_speckle_grows_with_the_lightness_of_the_pixel():
    grey = np.repeat(np.array([[0, 40, 80]], np.uint8), 4000, axis=0)
    change = speckle(grey, 0.1, random(), each_channel=False).astype(float) - grey
    assert change.std(axis=0) == pytest.approx([0, 4, 8], rel=0.1)


def test_blur_has_the_deviation_asked_for():
    point = np.zeros((41, 41), np.uint8)
    point[20, 20] = 255
    spread = blurred(np.kron(point, np.ones((3, 3), np.uint8)), 3.0).astype(float)
    x = np.arange(123) - 61
    assert np.sqrt((spread.sum(axis=0) * x**2).sum() / spread.sum()) == pytest.approx(3.0, rel=0.1)


@pytest.mark.parametrize("shape", [(32, 48), (32, 48, 3)])
def test_jpeg_changes_more_the_more_is_lost_and_keeps_channels_in_order(shape):
    smooth = cv2.GaussianBlur(random().integers(0, 256, shape, np.uint8), (0, 0), 3)
    smooth[..., :1] //= 2
    errors = [np.abs(jpeg(smooth, loss).astype(int) - smooth).mean() for loss in (5, 50, 90)]
    assert errors == sorted(errors) and errors[0] < 3


def test_waves_shift_by_at_most_their_amplitude():
    line = np.zeros((60, 160), np.uint8)
    line[:, 80] = 255
    columns = np.flatnonzero(waved(line, 5, 30, random()).any(axis=0))
    assert 74 <= columns[0] <= 76 and 84 <= columns[-1] <= 86
