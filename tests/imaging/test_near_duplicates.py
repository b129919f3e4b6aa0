"""Likeness: the hash withstands what does not matter, and every near pair is found, once."""

import numpy as np
import pytest

from engine.imaging.near_duplicates import ALIKE, alike, near_pairs
from engine.imaging.perceptual_hash import difference_hash, signature_of


def images(count: int) -> list[np.ndarray]:
    """Images that are not alike."""
    return list(np.random.default_rng(5).integers(0, 256, (count, 20, 30), np.uint8))


def hashes_with_near_ones(count: int) -> np.ndarray:
    """Hashes, two thirds of which differ from another in 0 to 8 bits, some in none of the low half."""
    rng = np.random.default_rng(7)
    hashes = rng.integers(0, 2**63, count, np.uint64)
    for place in range(count // 3, count):
        flips = rng.choice(64, rng.integers(0, 9), replace=False)
        hashes[place] = hashes[place - count // 3] ^ np.uint64(sum(1 << int(flip) for flip in flips))
    hashes[-50:] &= np.uint64(0xFFFFFFFF)  # a stretch in which many agree
    return hashes


def as_set(chunks):
    pairs = [tuple(pair) for chunk in chunks for pair in chunk.tolist()]
    assert len(pairs) == len(set(pairs)), "a pair was found twice"
    return set(pairs)


@pytest.mark.parametrize("bits", [0, 1, 3, 7])
def test_near_pairs_are_those_of_comparing_all_with_all(bits):
    hashes = hashes_with_near_ones(300)
    near = np.triu(np.bitwise_count(hashes[:, None] ^ hashes) <= bits, 1)
    assert as_set(near_pairs(hashes, bits)) == set(zip(*map(np.ndarray.tolist, np.nonzero(near)), strict=True))


def test_alike_pairs_agree_in_hash_and_thumbnail():
    hashes = np.repeat(hashes_with_near_ones(30), 3)
    thumbs = np.random.default_rng(8).integers(0, 12, (90, 16), np.uint8) + np.repeat([0, 100, 3], 30)[:, None]
    thumbs = thumbs.astype(np.uint8)
    apart = np.abs(thumbs[:, None].astype(int) - thumbs).mean(axis=2)
    near = np.triu((np.bitwise_count(hashes[:, None] ^ hashes) <= 2) & (apart <= ALIKE), 1)
    found = list(alike(hashes, thumbs, 2))
    assert as_set(pairs for pairs, _ in found) == set(zip(*map(np.ndarray.tolist, np.nonzero(near)), strict=True))
    assert near.any()
    for pairs, distance in found:
        assert distance == pytest.approx(apart[pairs[:, 0], pairs[:, 1]])


def test_the_hash_withstands_size_and_noise_and_tells_images_apart():
    image = np.kron(images(1)[0][:8, :9], np.ones((6, 6), np.uint8))
    noisy = np.clip(image.astype(int) + np.random.default_rng(8).integers(-3, 4, image.shape), 0, 255).astype(np.uint8)
    apart = [bin(difference_hash(image) ^ difference_hash(other)).count("1") for other in images(20)]
    assert bin(difference_hash(image) ^ difference_hash(noisy)).count("1") <= 4 and min(apart) > 12


def test_what_is_no_image_has_a_reason():
    assert signature_of(b"<html>").reason and not signature_of(b"").thumb
