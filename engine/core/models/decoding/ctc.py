"""Reading a line of steps by connectionist temporal classification (Graves et al. 2006); the last class is the blank.

A path is one class for each step; its text is what is left when equal neighbours are joined and blanks dropped.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.core.datasets.labels import Codec

LEAST = 1e-30  # probabilities below this count as this much, so that their logarithms are numbers


class Line(NamedTuple):
    """What was read in n lines of steps.

    texts: as class numbers. confidence float32 (n,): the probability of each whole text, all its paths together.
    probabilities float32 (n, slots, classes): those of the step where each symbol of the text stands clearest; slots
    that a text leaves over are blank, and symbols beyond the slots have none. places float32 (n, slots, 1, steps): the
    steps that a symbol takes, sum 1, or all of them alike for slots left over.
    """

    texts: list[list[int]]
    confidence: np.ndarray
    probabilities: np.ndarray
    places: np.ndarray


def read(steps: np.ndarray, slots: int, beam: int = 1) -> Line:
    """Reads probabilities (n, steps, classes): greedily, or keeping the `beam` best beginnings where it is above 1."""
    count, length, classes = steps.shape
    texts = [greedy(one) if beam == 1 else search(one, beam) for one in steps]
    probabilities = np.zeros((count, slots, classes), np.float32)
    probabilities[..., -1] = 1
    places = np.full((count, slots, 1, length), 1 / length, np.float32)
    for i, text in enumerate(texts):
        taken = alignment(steps[i], text)
        for slot, symbol in enumerate(text[:slots]):
            mine = np.flatnonzero(taken == slot)
            probabilities[i, slot] = steps[i, mine[steps[i, mine, symbol].argmax()]]
            places[i, slot, 0] = (taken == slot) / len(mine)
    return Line(texts, np.exp(log_likelihood(steps, texts)).astype(np.float32), probabilities, places)


def greedy(steps: np.ndarray) -> list[int]:
    """The text of the most likely path; steps (steps, classes)."""
    path = steps.argmax(axis=1)
    kept = (path != steps.shape[1] - 1) & (np.diff(path, prepend=-1) != 0)
    return path[kept].tolist()


def search(steps: np.ndarray, beam: int) -> list[int]:
    """The most likely text among those whose beginnings stay among the `beam` best (Hannun et al. 2014).

    Each beginning has the probabilities of its paths that end with a blank, and of those that end with a symbol.
    """
    blank = steps.shape[1] - 1
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}
    for now in steps.astype(np.float64):
        symbols = np.argsort(-now[:blank])[:beam]  # a rarer symbol cannot lead to a beginning among the best
        longer: dict[tuple[int, ...], list[float]] = {}
        for text, (ends_blank, ends_symbol) in beams.items():
            same = longer.setdefault(text, [0.0, 0.0])
            same[0] += (ends_blank + ends_symbol) * now[blank]
            if text:
                same[1] += ends_symbol * now[text[-1]]
            for symbol in symbols.tolist():
                before = ends_blank if text and text[-1] == symbol else ends_blank + ends_symbol
                longer.setdefault((*text, symbol), [0.0, 0.0])[1] += before * now[symbol]
        best = sorted(longer.items(), key=lambda item: -sum(item[1]))[:beam]
        scale = sum(best[0][1]) or 1.0  # keeps long lines from vanishing; the order stays
        beams = {text: (ends[0] / scale, ends[1] / scale) for text, ends in best}
    return list(max(beams.items(), key=lambda item: sum(item[1]))[0])


def with_blanks(text: Sequence[int], blank: int) -> np.ndarray:
    """The states that a path of the text goes through: a blank before, between and after its symbols."""
    states = np.full(2 * len(text) + 1, blank)
    states[1::2] = text
    return states


def skippable(states: np.ndarray) -> np.ndarray:
    """For each state, whether it may follow the one two before it: a symbol that differs from the symbol before."""
    skips = np.zeros(len(states), bool)
    skips[3::2] = states[3::2] != states[1:-2:2]
    return skips


def alignment(steps: np.ndarray, text: Sequence[int]) -> np.ndarray:
    """Which symbol of the text each step belongs to on its most likely path, -1 for blanks (Viterbi)."""
    states = with_blanks(text, steps.shape[1] - 1)
    skips = skippable(states)
    emitted = np.log(np.maximum(steps[:, states], LEAST))
    score = np.full(len(states), -np.inf)
    score[:2] = emitted[0, :2]
    came = np.zeros((len(steps), len(states)), int)
    for step in range(1, len(steps)):
        one, two = np.roll(score, 1), np.roll(score, 2)
        one[:1], two[:2] = -np.inf, -np.inf
        ways = np.stack([score, one, np.where(skips, two, -np.inf)])
        came[step] = ways.argmax(axis=0)
        score = ways.max(axis=0) + emitted[step]
    state = len(states) - 1 if len(states) == 1 or score[-1] >= score[-2] else len(states) - 2
    taken = np.empty(len(steps), int)
    for step in range(len(steps) - 1, -1, -1):
        taken[step] = state // 2 if state % 2 else -1
        state -= came[step, state]
    return taken


def log_likelihood(steps: np.ndarray, texts: Sequence[Sequence[int]]) -> np.ndarray:
    """The natural logarithm of each text's probability, all its paths together; steps (n, steps, classes).

    These are the forward variables of Graves et al. 2006, scaled at each step; shorter texts are filled up with
    blanks, whose states come after their own and are not looked at.
    """
    count, blank = len(texts), steps.shape[2] - 1
    most = max((len(text) for text in texts), default=0)
    states, skips = np.full((count, 2 * most + 1), blank), np.zeros((count, 2 * most + 1), bool)
    for i, text in enumerate(texts):
        own = with_blanks(text, blank)
        states[i, : len(own)], skips[i, : len(own)] = own, skippable(own)
    here = np.zeros(states.shape)
    total = np.zeros(count)
    rows = np.arange(count)
    for step in range(steps.shape[1]):
        now = np.maximum(steps[rows[:, None], step, states].astype(np.float64), LEAST)
        if step == 0:
            here[:, :2] = now[:, :2]
            continue
        scale = np.maximum(here.sum(axis=1, keepdims=True), LEAST)
        total += np.log(scale[:, 0])
        nearer = here.copy()
        nearer[:, 1:] += here[:, :-1]
        nearer[:, 2:] += np.where(skips[:, 2:], here[:, :-2], 0)
        here = nearer / scale * now
    ends = 2 * np.array([len(text) for text in texts], int)
    last = here[rows, ends] + np.where(ends > 0, here[rows, ends - 1], 0)
    return total + np.log(np.maximum(last, LEAST))


def as_texts(line: Line, codec: Codec) -> list[str]:
    """The texts read, in symbols."""
    return ["".join(codec.alphabet[index] for index in text) for text in line.texts]
