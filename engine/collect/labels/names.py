"""Judges where in the names of files their labels are, from the names alone."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

from engine.collect.parts import part_named, parts_of_paths

SEPARATORS = ("_", "-", " ", "~", "@", "#")
USUAL = 0.95  # of the names have what a reading needs
MIDDLE = 0.85  # the weight of a piece in the middle of a name, which is seldom the label
FEW = 3  # different words hardly are all labels, but do divide files
CLOSE = 0.1  # two readings whose scores differ by less are equally likely
LIKELY = 0.3  # a reading below is none
LONG_NUMBER = re.compile(r"\d{8,}|^[0-9a-fA-F]{16,}$|^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-|^\S{24,}$")
CAMERA = re.compile(r"(?i)(img|dsc[fn]?|pxl|vid|screenshot|whatsapp image|photo|scan)[ _-]?\d")
GROUPING = re.compile(r"(?i)(batch|set|part|user|writer|w|person|subject|folder|group|session|fold|page|dir)[ _-]?\d+")
MANY_NUMBERS = 12  # different numbers without a gap from here on are running numbers, not ten digits


class Reading(NamedTuple):
    """A way to read labels from names.

    options: the fields of the spec that choose it. score: 0 to 1. reason: why, as the end of a sentence. labels: of
    each path, None where it gives none.
    """

    options: dict[str, Any]
    score: float
    reason: str
    labels: Sequence[str | None]


def readings(paths: Sequence[str]) -> list[Reading]:
    """The readings of the names of images, the likeliest first, without those that give the same labels."""
    composed = [unicodedata.normalize("NFC", path) for path in paths]
    ranked = sorted(candidates(composed), key=lambda reading: -reading.score)
    different = {tuple(reading.labels): reading for reading in reversed(ranked)}
    return sorted(different.values(), key=lambda reading: -reading.score)


def rivals(ranked: Sequence[Reading]) -> list[Reading]:
    """The readings that are as likely as the first, and divide the files in another way; the first included."""
    first = ranked[0]
    return [first, *(other for other in ranked[1:] if other.score > first.score - CLOSE and not alike(first, other))]


def alike(one: Reading, other: Reading) -> bool:
    """Whether two readings put the same files together, whatever they call them."""
    pairs = set(zip(one.labels, other.labels, strict=True))
    return len(pairs) == len(set(one.labels)) == len(set(other.labels)) and 2 * len(pairs) <= len(one.labels)


def candidates(paths: Sequence[str]) -> Iterator[Reading]:
    """Every reading with its score."""
    stems = [stem_of(path.rpartition("/")[2]) for path in paths]
    above = [path.rpartition("/")[0].rpartition("/")[2] for path in paths]
    folders = [
        "" if part and part_named(folder) else folder for folder, part in zip(above, parts_of_paths(paths), strict=True)
    ]
    camera = 0.1 if sum(bool(CAMERA.match(stem)) for stem in stems) > len(stems) / 2 else 1
    separators = [mark for mark in SEPARATORS if separates(mark, stems)]
    places = [path.rpartition("/")[0] + "/" for path in paths]
    score, reason = judged(stems, places)
    yield Reading({"label_from": "stem"}, score * (0.4 if separators else 1) * camera, reason, stems)
    yield folder_reading(folders, score)
    for mark in separators:
        for options, labels, rest in divided(stems, mark):
            score, reason = judged(labels, [f"{place}{other}" for place, other in zip(places, rest, strict=True)])
            weight = MIDDLE if "pattern" in options else 0.5 if separates(mark, labels) else 1
            yield Reading(options, score * weight * camera, reason, labels)


def separates(mark: str, stems: Sequence[str | None]) -> bool:
    """Whether a mark divides nearly all names. Spaces also divide words, so that they only count before numbers."""
    ends = [stem.rpartition(mark)[2] for stem in stems if stem and mark in stem[1:]]
    return len(ends) >= USUAL * len(stems) and (mark != " " or all(number_in(end) is not None for end in ends))


def divided(stems: Sequence[str], mark: str) -> Iterator[tuple[dict[str, Any], list[str | None], list[str]]]:
    """The readings of the pieces of stems between separators: options, labels, and the rest of each stem."""
    separator = {} if mark == "_" else {"separator": mark}
    halves = [stem.rpartition(mark) for stem in stems]
    before, after = [half[0] or None for half in halves], [half[2] if half[1] else None for half in halves]
    pieces = [stem.split(mark) for stem in stems]
    usual = Counter(map(len, pieces)).most_common(1)[0]
    yield {"label_from": "suffix", **separator}, before, [half[2] for half in halves]
    yield {"label_from": "end", **separator}, after, [half[0] for half in halves]
    for place in range(usual[0] - 1) if usual[0] > 2 and usual[1] >= USUAL * len(stems) else ():
        labels = [piece[place] if len(piece) == usual[0] and piece[place] else None for piece in pieces]
        rest = [mark.join([*piece[:place], *piece[place + 1 :]]) for piece in pieces]
        yield {"label_from": "regex", "pattern": pattern_of(mark, place, usual[0])}, labels, rest


def pattern_of(mark: str, place: int, count: int) -> str:
    """The pattern for one of `count` pieces of a stem, counted from 0, but not the last."""
    piece, between = f"[^/{re.escape(mark)}]*", re.escape(mark)
    before, after = (f"{piece}{between}" * pieces for pieces in (place, count - place - 2))
    return f"(?:^|/){before}([^/{between}]+){between}{after}{piece}$"


def folder_reading(folders: Sequence[str], of_stems: float) -> Reading:
    """The reading by folders. of_stems: the score of the file names.

    Folders of single images, few ones with texts in them, and those named like batches or users are seldom labels.
    """
    labels = [folder or None for folder in folders]
    score, reason = judged(labels, None)
    counts = Counter(label for label in labels if label)
    if counts.total() < 2 * len(counts):
        score /= 2
    elif score and not all(map(GROUPING.fullmatch, counts)):
        if all(len(folder) == 1 for folder in counts):
            score += 0.06
        else:
            score = 0.6 if len(counts) <= FEW and of_stems > 0.6 else max(score, 0.85)
    return Reading({"label_from": "folder"}, score, reason, labels)


def judged(values: Sequence[str | None], rest: Sequence[str] | None) -> tuple[float, str]:
    """How likely these pieces of names are labels, 0 to 1, and why.

    rest: what else the path of each file has; None if the pieces are no running numbers anyway.
    """
    texts = [value for value in values if value]
    counts = Counter(texts)
    if not texts or (len(counts) == 1 and len(values) > 1):
        return 0.0, "it is always the same"
    coverage = len(texts) / len(values)
    if sum(bool(LONG_NUMBER.search(text)) for text in texts) > len(texts) / 2:
        return 0.05, "it is a time or an identifier"
    if rest is not None and are_counters(values, rest):
        return 0.1, "they are running numbers"
    score, reason = scored(texts, counts)
    return score * coverage * (0.5 if all(map(GROUPING.fullmatch, counts)) else 1), reason


def scored(texts: Sequence[str], counts: Counter[str]) -> tuple[float, str]:
    """The score of texts that are no running numbers, and why."""
    lengths = {len(text) for text in texts}
    numeric = all(text.isdigit() for text in counts)
    if lengths == {1}:
        return 0.9, f"it is one of {len(counts)} single symbols"
    if len(texts) >= 2 * len(counts):
        return (
            0.7 if numeric else 0.6 if len(counts) <= FEW else 0.8
        ), f"there are {len(counts)} different ones, each on several files"
    if len(lengths) == 1:
        return 0.8, f"all have {lengths.pop()} symbols, and nearly all differ"
    middle = median(map(len, texts))
    return 0.65 if middle <= 12 else 0.5 if middle <= 60 else 0.2, "nearly all differ"


def are_counters(values: Sequence[str | None], rest: Sequence[str]) -> bool:
    """Whether values are running numbers: of all files, or of those that agree in the rest of their names."""
    numbers = [number_in(value) for value in values]
    given = [number for number in numbers if number is not None]
    if len(given) < USUAL * len([value for value in values if value]) or len(given) < 2:
        return False
    padded = any(value and value[0] == "0" and len(value) > 1 for value in values)
    if len(set(given)) == len(given) and (len(given) >= MANY_NUMBERS or padded):
        span = max(given) - min(given) + 1
        full = max(given) >= 0.98 * 10 ** len(str(max(given)))  # drawn at random among all numbers of so many digits
        if len(given) >= (0.9 if full else 0.5) * span:
            return True
    return restarts(numbers, rest)


def restarts(numbers: Sequence[int | None], rest: Sequence[str]) -> bool:
    """Whether numbers begin with 0 or 1 and leave few gaps among the files that agree in the rest of their names."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number, other in zip(numbers, rest, strict=True):
        if number is not None:
            groups[other].append(number)
    if len(groups) < 2:
        return False
    total = sum(map(len, groups.values()))
    if sum(len(set(group)) for group in groups.values()) < USUAL * total:
        return False
    everything = {number for group in groups.values() for number in group}
    others = {number_in(other.rpartition("/")[2]) for other in groups}
    most = Counter(number for group in groups.values() for number in group).most_common(1)[0][1]
    if max(everything) <= 9 and None not in others and len(others) > len(everything) and 2 * most < total:
        return False  # digits beside numbers are classes rather than counters
    dense = len(everything) >= 0.9 * (max(everything) - min(everything) + 1) and min(everything) <= 1
    if dense and total >= 2 * len(groups):
        return True
    spans = sum(max(group) - min(group) + 1 for group in groups.values())
    return total >= 0.6 * spans and sum(min(group) <= 1 for group in groups.values()) >= 0.8 * len(groups)


def number_in(value: str | None) -> int | None:
    """The whole number that a value is, perhaps in parentheses."""
    bare = (value or "").strip("()#")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 12 else None


def stem_of(name: str) -> str:
    """A file name without its ending."""
    stem, dot, ending = name.rpartition(".")
    return stem if dot and stem.strip(".") and ending else name
