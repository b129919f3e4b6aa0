"""Noise does what its number says: the measured share or deviation is the one asked for."""

import numpy as np
import pytest

from engine.imaging.noise import gaussian, salt_and_pepper

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
    same, each = (noise(COLOUR, 0.1, random(), each_channel) for each_channel in (False, True))
    assert (same == same[..., :1]).all()
    assert (each != each[..., :1]).any()
    assert same.shape == each.shape == COLOUR.shape and same.dtype == each.dtype == np.uint8


def test_noise_stays_between_black_and_white():
    extremes = np.tile(np.array([0, 255], np.uint8), (50, 50))
    noisy = gaussian(extremes, 0.1, random(), each_channel=False)
    assert np.abs(noisy.astype(int) - extremes).max() < 150  # a value that ran over would jump by 255
