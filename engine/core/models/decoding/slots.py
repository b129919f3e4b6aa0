"""Decodes the slots of a net under a constraint, exactly: impossible texts are left out before anything is chosen.

A text of k symbols fills the first k slots, and the slots after it are blank. Its probability is the product over the
slots, divided by the sum over all possible texts.
"""

from typing import NamedTuple

import numpy as np

from engine.core.models.decoding import ctc
from engine.core.models.decoding.constraint import Automaton, Possible

NEGLIGIBLE = 1e-9  # share of a word below which it adds nothing to the probabilities shown


class Decoded(NamedTuple):
    """Texts as class numbers int (n, slots), their confidence float32 (n,), and per slot probabilities float32."""

    classes: np.ndarray
    confidence: np.ndarray
    probabilities: np.ndarray


def decode(probabilities: np.ndarray, possible: Possible) -> Decoded:
    """The most likely of the possible texts for each image, from probabilities (n, slots, classes).

    Its confidence and the probabilities of the slots are those among possible texts.
    """
    logs = np.log(np.maximum(probabilities.astype(np.float64), ctc.SMALLEST))
    return along(logs, possible) if isinstance(possible, Automaton) else among_words(logs, possible)


def among_words(logs: np.ndarray, words: np.ndarray) -> Decoded:
    """Decodes logarithms (n, slots, classes) among words, int (m, slots)."""
    classes, confidence = np.empty((len(logs), logs.shape[1]), int), np.empty(len(logs), np.float32)
    shares = np.zeros(logs.shape, np.float32)
    for row, slots in enumerate(logs.astype(np.float32)):
        score = sum(slots[slot][words[:, slot]] for slot in range(words.shape[1]))
        best = int(np.argmax(score))
        weight = np.exp(score - score[best])
        total = weight.sum(dtype=np.float64)
        classes[row], confidence[row] = words[best], 1 / total
        counted = np.flatnonzero(weight > NEGLIGIBLE)
        for slot in range(words.shape[1]):
            np.add.at(shares[row, slot], words[counted, slot], weight[counted] / weight[counted].sum())
    return Decoded(classes, confidence, shares)


def along(logs: np.ndarray, possible: Automaton) -> Decoded:
    """Decodes logarithms (n, slots, classes) along an automaton, by dynamic programming over its states."""
    tails = ending(logs)
    best, back = best_ways(logs, possible)
    reached = [
        (best[k] + tails[k][:, None])[:, possible.accepting[k]].max(axis=1, initial=-np.inf) for k in range(len(best))
    ]
    count = np.argmax(reached, axis=0)
    before, after = sums_before(logs, possible), sums_after(logs, possible, tails)
    total = after[0][:, 0]
    confidence = np.exp(np.max(reached, axis=0) - total).astype(np.float32)
    return Decoded(
        traced(best, back, possible, count, logs.shape), confidence, shares(logs, possible, before, after, tails)
    )


def ending(logs: np.ndarray) -> list[np.ndarray]:
    """For each length 0..slots, the logarithm (n,) of the probability that all later slots are blank."""
    tails = [np.zeros(len(logs))]
    for slot in reversed(range(logs.shape[1])):
        tails.append(tails[-1] + logs[:, slot, -1])
    return tails[::-1]


def best_ways(logs: np.ndarray, possible: Automaton) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """For each layer and state the best way to it: its logarithm (n, states), and its last (source, symbol)."""
    best, back = [np.zeros((len(logs), 1))], [np.zeros((len(logs), 1, 2), int)]
    for slot, edges in enumerate(possible.edges):
        states = len(possible.accepting[slot + 1])
        score, last = np.full((len(logs), states), -np.inf), np.zeros((len(logs), states, 2), int)
        for source, target, symbols in edges:
            candidates = logs[:, slot, symbols]
            way = best[slot][:, source] + candidates.max(axis=1)
            better = way > score[:, target]
            score[better, target] = way[better]
            last[better, target, 0] = source
            last[better, target, 1] = symbols[candidates.argmax(axis=1)][better]
        best.append(score)
        back.append(last)
    return best, back


def traced(
    best: list[np.ndarray], back: list[np.ndarray], possible: Automaton, count: np.ndarray, shape: tuple[int, ...]
) -> np.ndarray:
    """The best text of each image as class numbers, int (n, slots); count: its number of symbols."""
    classes = np.full(shape[:2], shape[2] - 1)
    for row, length in enumerate(count.tolist()):
        state = int(np.where(possible.accepting[length], best[length][row], -np.inf).argmax())
        for slot in reversed(range(length)):
            state, classes[row, slot] = back[slot + 1][row, state]
    return classes


def sums_before(logs: np.ndarray, possible: Automaton) -> list[np.ndarray]:
    """For each layer and state, the logarithm (n, states) of the probability of all ways to it."""
    sums = [np.zeros((len(logs), 1))]
    for slot, edges in enumerate(possible.edges):
        total = np.full((len(logs), len(possible.accepting[slot + 1])), -np.inf)
        for source, target, symbols in edges:
            way = sums[slot][:, source] + np.logaddexp.reduce(logs[:, slot, symbols], axis=1)
            total[:, target] = np.logaddexp(total[:, target], way)
        sums.append(total)
    return sums


def sums_after(logs: np.ndarray, possible: Automaton, tails: list[np.ndarray]) -> list[np.ndarray]:
    """For each layer and state, the logarithm (n, states) of the probability of all ways from it to an end."""
    sums: list[np.ndarray] = []
    for count in reversed(range(len(possible.accepting))):
        total = np.where(possible.accepting[count], tails[count][:, None], -np.inf)
        for source, target, symbols in possible.edges[count] if sums else []:
            way = sums[-1][:, target] + np.logaddexp.reduce(logs[:, count, symbols], axis=1)
            total[:, source] = np.logaddexp(total[:, source], way)
        sums.append(total)
    return sums[::-1]


def shares(
    logs: np.ndarray, possible: Automaton, before: list[np.ndarray], after: list[np.ndarray], tails: list[np.ndarray]
) -> np.ndarray:
    """The probability of each class in each slot among the possible texts, float32 (n, slots, classes)."""
    marginals, total = np.zeros(logs.shape), after[0][:, :1]
    for slot, edges in enumerate(possible.edges):
        for source, target, symbols in edges:
            way = before[slot][:, source, None] + after[slot + 1][:, target, None] - total
            marginals[:, slot, symbols] += np.exp(way + logs[:, slot, symbols])
    for count, accepts in enumerate(possible.accepting[: logs.shape[1]]):
        ended = np.exp(before[count][:, accepts] + tails[count][:, None] - total).sum(axis=1)
        marginals[:, count:, -1] += ended[:, None]
    return marginals.astype(np.float32)
