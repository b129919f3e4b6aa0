"""Chooses the text of an image: symbol by symbol, or, where every text must be unique, the n-th of all texts."""

import hashlib
import math
from collections.abc import Sequence

ROUNDS = 6


def by_symbols(symbols: str, numbers: Sequence[float], repetition: bool) -> str:
    """A text from one random number (0 <= u < 1) for each of its symbols."""
    if repetition:
        return "".join(symbols[int(u * len(symbols))] for u in numbers)
    left = list(symbols)
    return "".join(left.pop(int(u * len(left))) for u in numbers)


def possible(symbols: int, length: int, repetition: bool) -> int:
    """The number of texts of a length."""
    return symbols**length if repetition else math.perm(symbols, length)


def all_possible(symbols: int, lengths: Sequence[float], repetition: bool) -> int:
    """The number of texts whose length lies in lengths (from, to)."""
    return sum(possible(symbols, length, repetition) for length in range(int(lengths[0]), int(lengths[1]) + 1))


def by_number(symbols: str, lengths: Sequence[float], repetition: bool, number: int) -> str:
    """The text with this number among all texts, shortest first; number < `all_possible`."""
    length = int(lengths[0])
    while number >= (of_length := possible(len(symbols), length, repetition)):
        number -= of_length
        length += 1
    left, text = list(symbols), ""
    for _ in range(length):
        number, place = divmod(number, len(left))
        text += left[place] if repetition else left.pop(place)
    return text


def shuffled(number: int, size: int, seed: int) -> int:
    """The position of `number` (< size) in a random order of 0..size-1, without building that order.

    A Feistel network over the next power of four, repeated until the result is below size (Black and Rogaway 2002).
    """
    bits = max((size - 1).bit_length() + 1, 2) // 2
    mask = (1 << bits) - 1
    while True:
        left, right = number >> bits, number & mask
        for round_number in range(ROUNDS):
            digest = hashlib.blake2b(f"{seed} {round_number} {right}".encode(), digest_size=bits // 8 + 1).digest()
            left, right = right, left ^ (int.from_bytes(digest) & mask)
        number = left << bits | right
        if number < size:
            return number
