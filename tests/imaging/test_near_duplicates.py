"""Likeness: the hash withstands what does not matter, and every near pair is found, once."""

import cv2
import numpy as np
import pytest

from engine.imaging.encode import png
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


def on_gradient(text: str, seed: int = 0, lighter: int = 0) -> np.ndarray:
    """A text of faint ink on a strong gradient, with a little noise."""
    image = np.tile(np.linspace(60, 200, 150), (50, 1)) + np.linspace(0, 20, 50)[:, None]
    ink = cv2.putText(np.zeros((50, 150), np.uint8), text, (8, 36), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 255, 2)
    noise = np.random.default_rng(seed).normal(0, 1.5, image.shape)
    return np.clip(image - 45 * (ink / 255) + noise + lighter, 0, 255).astype(np.uint8)


def near_in(pictures: list[np.ndarray]) -> set[tuple[int, int]]:
    """The pairs of pictures that are near, by their signatures."""
    signatures = [signature_of(png(picture)) for picture in pictures]
    hashes = np.array([signature.hash for signature in signatures], np.uint64)
    thumbs = np.frombuffer(b"".join(signature.thumb for signature in signatures), np.uint8).reshape(len(pictures), -1)
    return as_set(pairs for pairs, _ in alike(hashes, thumbs, 2))


def test_a_common_background_makes_no_images_alike_and_another_brightness_no_images_different():
    texts = ["".join(row) for row in np.random.default_rng(2).choice(list("ABCDEFGHKLMNPRSTUVWXYZ2345679"), (150, 5))]
    first = [on_gradient(text, seed) for seed, text in enumerate(texts)]
    assert len(near_in(first)) <= 1
    again = [on_gradient(text, 1000 + seed, lighter=12) for seed, text in enumerate(texts)]
    expected = {(row, row + len(texts)) for row in range(len(texts))}
    assert len(near_in([*first, *again]) & expected) >= 0.95 * len(expected)
