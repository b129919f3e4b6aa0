"""Decodes lines of frames by CTC under a constraint: only possible texts are searched.

The confidence is the exact probability of the text, divided by that of all possible texts. Without a word list the
text is the best of a beam search over beginnings that can still become a possible text.
"""

from collections.abc import Sequence

import numpy as np

from engine.core.models.calibration import tempered
from engine.core.models.decoding import ctc
from engine.core.models.decoding.constraint import Automaton, Possible

FEWEST_BEAMS = 16
SHORT_LIST = 2000  # words whose exact probability is computed: those whose symbols are clearest somewhere in the line


def decode(
    frames: np.ndarray, possible: Possible, beam: int, temperature: float = 1.0
) -> tuple[list[list[int]], np.ndarray]:
    """The texts, as class numbers, and their confidence float32 (n,), from probabilities (n, frames, classes).

    Confidence is that of frames at this temperature; the texts do not depend on it, except among words.
    """
    calibrated = tempered(frames, temperature)
    if not isinstance(possible, Automaton):
        answers = [among_words(line, possible) for line in calibrated.astype(np.float64)]
        return [text for text, _ in answers], np.array([share for _, share in answers], np.float32)
    texts = [search(line, possible, max(beam, FEWEST_BEAMS)) for line in frames.astype(np.float64)]
    return texts, confidence(calibrated, texts, possible)


def confidence(frames: np.ndarray, texts: Sequence[Sequence[int]], possible: Automaton) -> np.ndarray:
    """The probability of each text divided by that of all possible texts, float32 (n,); frames (n, frames, classes)."""
    totals = np.array([log_total(line, possible) for line in frames.astype(np.float64)])
    return np.exp(np.minimum(ctc.log_likelihood(frames, texts) - totals, 0)).astype(np.float32)


def among_words(line: np.ndarray, words: np.ndarray) -> tuple[list[int], float]:
    """The most likely word, int (m, longest) padded with the blank, of a line (frames, classes)."""
    blank = line.shape[1] - 1
    clearest = np.log(np.maximum(line.max(axis=0), ctc.SMALLEST))
    clearest[blank] = 0
    near = np.argsort(-clearest[words].sum(axis=1), kind="stable")[:SHORT_LIST]
    texts = [word[word != blank].tolist() for word in words[near]]
    score = ctc.log_likelihood(np.broadcast_to(line, (len(texts), *line.shape)), texts)
    best = int(score.argmax())
    return texts[best], float(1 / np.exp(score - score[best]).sum())


def search(line: np.ndarray, possible: Automaton, beam: int) -> list[int]:
    """The most likely text found by a beam search along the automaton; line (frames, classes).

    As `ctc.search`; a beginning also has its state of the automaton.
    """
    blank = line.shape[1] - 1
    steps = [by_source(edges) for edges in possible.edges]
    beams: dict[tuple[int, ...], tuple[int, float, float]] = {(): (0, 1.0, 0.0)}
    for number, frame in enumerate(line):
        extended: dict[tuple[int, ...], list[float]] = {}
        for text, (state, ends_blank, ends_symbol) in beams.items():
            unchanged = extended.setdefault(text, [state, 0.0, 0.0])
            unchanged[1] += (ends_blank + ends_symbol) * frame[blank]
            if text:
                unchanged[2] += ends_symbol * frame[text[-1]]
            for symbol, target in steps[len(text)].get(state, {}).items() if len(text) < len(steps) else ():
                total = ends_blank if text and text[-1] == symbol else ends_blank + ends_symbol
                extended.setdefault((*text, symbol), [target, 0.0, 0.0])[2] += total * frame[symbol]
        left = len(line) - number - 1
        alive = {text: ends for text, ends in extended.items() if needed(text, int(ends[0]), possible) <= left}
        best = sorted((alive or extended).items(), key=lambda item: -sum(item[1][1:]))[:beam]
        scale = sum(best[0][1][1:]) or 1.0
        beams = {text: (int(state), before / scale, after / scale) for text, (state, before, after) in best}
    return list(max(beams.items(), key=lambda item: sum(item[1][1:]))[0])


def by_source(edges: Sequence[tuple[int, int, np.ndarray]]) -> dict[int, dict[int, int]]:
    """For each state, which symbol leads to which state."""
    steps: dict[int, dict[int, int]] = {}
    for source, target, symbols in edges:
        steps.setdefault(source, {}).update(dict.fromkeys(symbols.tolist(), target))
    return steps


def needed(text: tuple[int, ...], state: int, possible: Automaton) -> int:
    """The fewest frames in which a beginning can still become a possible text: its missing symbols."""
    states, count = {state}, len(text)
    while not possible.accepting[count][list(states)].any():
        states = {target for source, target, _ in possible.edges[count] if source in states}
        count += 1
    return count - len(text)


def log_total(line: np.ndarray, possible: Automaton) -> float:
    """The natural logarithm of the probability of all possible texts together; line (frames, classes).

    The forward variables of CTC along all texts at once. blanks[k] (states,): ways that end with a blank in a state of
    layer k. symbols[k] (states, classes - 1): those that end with each symbol.
    """
    blanks = [np.zeros(len(accepts)) for accepts in possible.accepting]
    symbols = [np.zeros((len(accepts), line.shape[1] - 1)) for accepts in possible.accepting]
    blanks[0][0], total = 1.0, 0.0
    for frame in np.maximum(line, ctc.SMALLEST):
        arriving = [np.zeros_like(ways) for ways in symbols]
        for count, edges in enumerate(possible.edges):
            whole = blanks[count] + symbols[count].sum(axis=1)
            for source, target, chosen in edges:
                arriving[count + 1][target, chosen] += np.maximum(whole[source] - symbols[count][source, chosen], 0)
        blanks = [frame[-1] * (ended + ways.sum(axis=1)) for ended, ways in zip(blanks, symbols, strict=True)]
        symbols = [frame[:-1] * (ways + new) for ways, new in zip(symbols, arriving, strict=True)]
        scale = sum(ended.sum() for ended in blanks) + sum(ways.sum() for ways in symbols)
        total += np.log(scale)
        blanks, symbols = [ended / scale for ended in blanks], [ways / scale for ways in symbols]
    ends = zip(blanks, symbols, possible.accepting, strict=True)
    return float(total + np.log(sum((ended + ways.sum(axis=1))[accepts].sum() for ended, ways, accepts in ends)))
