"""Decodes lines of frames by connectionist temporal classification (Graves et al. 2006); the last class is the blank.

A path has one class per frame; its text results from merging equal neighbours and dropping blanks.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.core.datasets.labels import Codec
from engine.core.models.calibration import SMALLEST, tempered


class Line(NamedTuple):
    """The predictions for n lines of frames.

    texts: as class numbers. confidence float32 (n,): the probability of each whole text, summed over its paths.
    probabilities float32 (n, slots, classes): those of the frame in which each symbol of the text is clearest; unused
    slots are blank, and symbols beyond the slots are left out. places float32 (n, slots, 1, frames): the frames that a
    symbol covers, with sum 1; uniform for unused slots.
    """

    texts: list[list[int]]
    confidence: np.ndarray
    probabilities: np.ndarray
    places: np.ndarray


def decode(frames: np.ndarray, slots: int, beam: int = 1, temperature: float = 1.0) -> Line:
    """Decodes probabilities (n, frames, classes): greedily, or by a beam search if `beam` is above 1.

    Confidence and probabilities are those of frames at this temperature; the texts do not depend on it.
    """
    texts = texts_of(frames, beam)
    calibrated = tempered(frames, temperature)
    return as_line(calibrated, texts, np.exp(log_likelihood(calibrated, texts)).astype(np.float32), slots)


def texts_of(frames: np.ndarray, beam: int) -> list[list[int]]:
    """The text of each line, as class numbers."""
    return [greedy(line) if beam == 1 else search(line, beam) for line in frames]


def as_line(frames: np.ndarray, texts: list[list[int]], confidence: np.ndarray, slots: int) -> Line:
    """What probabilities (n, frames, classes) show of texts that were chosen, and where."""
    count, length, classes = frames.shape
    probabilities = np.zeros((count, slots, classes), np.float32)
    probabilities[..., -1] = 1
    places = np.full((count, slots, 1, length), 1 / length, np.float32)
    for index, text in enumerate(texts):
        owners = alignment(frames[index], text)
        for slot, symbol in enumerate(text[:slots]):
            own_frames = np.flatnonzero(owners == slot)
            probabilities[index, slot] = frames[index, own_frames[frames[index, own_frames, symbol].argmax()]]
            places[index, slot, 0] = (owners == slot) / len(own_frames)
    return Line(texts, confidence, probabilities, places)


def greedy(frames: np.ndarray) -> list[int]:
    """The text of the most likely path; frames (frames, classes)."""
    path = frames.argmax(axis=1)
    emitted = (path != frames.shape[1] - 1) & (np.diff(path, prepend=-1) != 0)
    return path[emitted].tolist()


def search(frames: np.ndarray, beam: int) -> list[int]:
    """The most likely text found by a search that keeps the `beam` best prefixes (Hannun et al. 2014).

    For each prefix it tracks the probability of the paths that end with a blank, and of those that end with a symbol.
    """
    blank = frames.shape[1] - 1
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}
    for frame in frames.astype(np.float64):
        symbols = np.argsort(-frame[:blank])[:beam]  # a less likely symbol cannot lead to one of the best prefixes
        extended: dict[tuple[int, ...], list[float]] = {}
        for text, (ends_blank, ends_symbol) in beams.items():
            unchanged = extended.setdefault(text, [0.0, 0.0])
            unchanged[0] += (ends_blank + ends_symbol) * frame[blank]
            if text:
                unchanged[1] += ends_symbol * frame[text[-1]]
            for symbol in symbols.tolist():
                total = ends_blank if text and text[-1] == symbol else ends_blank + ends_symbol
                extended.setdefault((*text, symbol), [0.0, 0.0])[1] += total * frame[symbol]
        best = sorted(extended.items(), key=lambda item: -sum(item[1]))[:beam]
        scale = sum(best[0][1]) or 1.0  # keeps long lines from underflowing; does not change the order
        beams = {text: (ends[0] / scale, ends[1] / scale) for text, ends in best}
    return list(max(beams.items(), key=lambda item: sum(item[1]))[0])


def with_blanks(text: Sequence[int], blank: int) -> np.ndarray:
    """The states that a path of the text passes: a blank before, between and after its symbols."""
    states = np.full(2 * len(text) + 1, blank)
    states[1::2] = text
    return states


def skippable(states: np.ndarray) -> np.ndarray:
    """For each state, whether it may directly follow the state two before it: if their symbols differ."""
    skips = np.zeros(len(states), bool)
    skips[3::2] = states[3::2] != states[1:-2:2]
    return skips


def alignment(frames: np.ndarray, text: Sequence[int]) -> np.ndarray:
    """The index of the text's symbol that each frame belongs to on the most likely path, -1 for blanks (Viterbi)."""
    states = with_blanks(text, frames.shape[1] - 1)
    skips = skippable(states)
    emitted = np.log(np.maximum(frames[:, states], SMALLEST))
    score = np.full(len(states), -np.inf)
    score[:2] = emitted[0, :2]
    back_steps = np.zeros((len(frames), len(states)), int)
    for index in range(1, len(frames)):
        from_previous, from_skipped = np.roll(score, 1), np.roll(score, 2)
        from_previous[:1], from_skipped[:2] = -np.inf, -np.inf
        candidates = np.stack([score, from_previous, np.where(skips, from_skipped, -np.inf)])
        back_steps[index] = candidates.argmax(axis=0)
        score = candidates.max(axis=0) + emitted[index]
    state = len(states) - 1 if len(states) == 1 or score[-1] >= score[-2] else len(states) - 2
    owners = np.empty(len(frames), int)
    for index in range(len(frames) - 1, -1, -1):
        owners[index] = state // 2 if state % 2 else -1
        state -= back_steps[index, state]
    return owners


def log_likelihood(frames: np.ndarray, texts: Sequence[Sequence[int]]) -> np.ndarray:
    """The natural logarithm of each text's probability, summed over its paths; frames (n, frames, classes).

    Computes the forward variables of Graves et al. 2006, scaled at each frame. Shorter texts are padded with blanks,
    whose states come after their own and are ignored.
    """
    count, blank = len(texts), frames.shape[2] - 1
    longest = max((len(text) for text in texts), default=0)
    states, skips = np.full((count, 2 * longest + 1), blank), np.zeros((count, 2 * longest + 1), bool)
    for index, text in enumerate(texts):
        text_states = with_blanks(text, blank)
        states[index, : len(text_states)], skips[index, : len(text_states)] = text_states, skippable(text_states)
    forward = np.zeros(states.shape)
    total = np.zeros(count)
    rows = np.arange(count)
    for frame in range(frames.shape[1]):
        emitted = np.maximum(frames[rows[:, None], frame, states].astype(np.float64), SMALLEST)
        if frame == 0:
            forward[:, :2] = emitted[:, :2]
            continue
        scale = np.maximum(forward.sum(axis=1, keepdims=True), SMALLEST)
        total += np.log(scale[:, 0])
        reachable = forward.copy()
        reachable[:, 1:] += forward[:, :-1]
        reachable[:, 2:] += np.where(skips[:, 2:], forward[:, :-2], 0)
        forward = reachable / scale * emitted
    ends = 2 * np.array([len(text) for text in texts], int)
    last = forward[rows, ends] + np.where(ends > 0, forward[rows, ends - 1], 0)
    return total + np.log(np.maximum(last, SMALLEST))


def as_texts(line: Line, codec: Codec) -> list[str]:
    """The predicted texts, in symbols."""
    return ["".join(codec.alphabet[index] for index in text) for text in line.texts]
