"""Assigns rows to parts, by their labels, groups and images, and reports how."""

from typing import Any

import numpy as np
import pandas as pd

from engine.core.datasets.info import PARTS
from engine.split.components import components_of
from engine.split.spec import SplitSpec

# A label with this many images can have one in each part.
ENOUGH = 3
TRIALS = 20
# With this many groups or labels any random choice is balanced, and comparing choices takes time and memory.
MANY = 1000
TRAIN, VALIDATION, TEST = range(3)


def assign(frame: pd.DataFrame, spec: SplitSpec, alike: np.ndarray | None = None) -> tuple[pd.Series, dict[str, Any]]:
    """Splits rows with the columns id, text, group and picture. Their order does not matter.

    alike: a number for each row, equal for rows that must stay in one part.

    Returns the part of each id, a Series sorted by id, and a report: counts (part -> images) and notes (sentences for
    people). Raises ValueError if there are too few images or groups.
    """
    order = np.argsort(frame["id"].to_numpy(), kind="stable")
    frame, alike = frame.iloc[order].reset_index(drop=True), None if alike is None else alike[order]
    notes: list[str] = []
    by_group = decide_by_group(frame, spec, notes, alike)
    units = components_of(frame, by_group, alike)
    note_copies(frame, notes)
    note_alike(frame["picture"], alike, notes)
    rng = np.random.default_rng(spec.seed)
    if by_group:
        part_of_unit = by_groups(frame["text"], units, spec, rng)
        notes.append(f"{frame['group'].nunique()} groups: each stays in one part, so shares are approximate.")
    elif alike is not None:
        part_of_unit = by_clusters(frame["text"].groupby(units).first(), np.bincount(units), spec, rng, notes)
    else:
        wanted = sizes(units.max() + 1, spec)
        part_of_unit = by_labels(frame["text"].groupby(units).first(), wanted, rng, notes)
    part = part_of_unit[units]
    note_unseen(frame["text"], part, notes)
    counts = {name: int((part == number).sum()) for number, name in enumerate(PARTS)}
    return pd.Series(np.array(PARTS)[part], index=frame["id"], name="part"), {"counts": counts, "notes": notes}


def sizes(count: int, spec: SplitSpec) -> tuple[int, int]:
    """The numbers of validation and test units among `count`: rounded shares, at least one unit per share above 0."""
    positive = [share for share in (spec.validation, spec.test) if share > 0]
    if count < len(positive) + 1:
        raise ValueError(
            f"{len(positive) + 1} parts need at least as many distinct images; got {count}. Add images, or set "
            "validation or test to 0."
        )
    validation, test = (max(round(count * share), int(share > 0)) for share in (spec.validation, spec.test))
    while validation + test >= count:  # rounding up left nothing for training
        validation, test = (validation - 1, test) if validation > test else (validation, test - 1)
    return validation, test


def decide_by_group(frame: pd.DataFrame, spec: SplitSpec, notes: list[str], alike: np.ndarray | None) -> bool:
    """Decides whether groups stay together. Raises ValueError if `by_group` is yes and they cannot."""
    groups = frame["group"].nunique()
    if spec.by_group == "no" or (spec.by_group == "auto" and not groups):
        if groups:
            notes.append(
                f"{groups} groups: not kept together, as requested, so a group may be in both training and test."
            )
        return False
    parts = 1 + (spec.validation > 0) + (spec.test > 0)
    if not groups:
        raise ValueError(
            f"by_group yes needs groups; {spec.dataset!r} has none. Set it to auto, or collect the images with groups."
        )
    if components_of(frame, True, alike).max() + 1 >= parts:
        return True
    if spec.by_group == "yes":
        raise ValueError(
            f"{parts} parts need at least {parts} groups without common images; {spec.dataset!r} has {groups}. Set "
            "by_group to no, or validation or test to 0."
        )
    notes.append(f"{groups} groups are too few for {parts} parts, so they are not kept together.")
    return False


def by_labels(texts: pd.Series, wanted: tuple[int, int], rng: np.random.Generator, notes: list[str]) -> np.ndarray:
    """Assigns units to parts by their labels: each label in the same shares if it has enough images."""
    order = rng.permutation(len(texts))
    count = texts.map(texts.value_counts()).to_numpy()
    if (count >= ENOUGH).mean() < 0.5:
        once = "each label occurs once" if count.max() == 1 else f"most labels occur fewer than {ENOUGH} times"
        notes.append(f"Split at random: {once}.")
        return spread(order, wanted)
    codes, labels = pd.factorize(texts)
    place = rng.permutation(len(labels))[codes]
    order = order[np.argsort(np.where(count >= ENOUGH, place, -1)[order], kind="stable")]
    notes.append(f"Stratified: each of {texts[count >= ENOUGH].nunique()} labels is in all parts in the same shares.")
    rare = (count < ENOUGH) & (texts.str.len() == 1).to_numpy()
    if rare.any():
        notes.append(f"Kept in training: {texts[rare].nunique()} labels with fewer than {ENOUGH} images.")
    first = ~texts.iloc[order].duplicated().to_numpy() & (count[order] >= ENOUGH)
    free = order[~first & ~rare[order]]
    if sum(wanted) <= len(free):
        return spread(free, wanted, len(texts))
    notes.append("Some labels may be missing in training, because its share is so small.")
    return spread(order, wanted)


def by_clusters(
    texts: pd.Series, weights: np.ndarray, spec: SplitSpec, rng: np.random.Generator, notes: list[str]
) -> np.ndarray:
    """Assigns units of one or several images to parts: clusters first, then single images until the shares are met.

    texts: a label for each unit. weights: its number of images. Clusters larger than a third of the smallest part go to
    training, because the shares could not be met with them.
    """
    wanted = np.array(sizes(len(weights), spec)) * weights.sum() // len(weights)
    largest = max(2, min(size for size in (*wanted, weights.sum()) if size) // 3)
    parts = np.full(len(weights), TRAIN)
    clusters, single = np.flatnonzero((weights > 1) & (weights <= largest)), np.flatnonzero(weights == 1)
    if len(clusters) > len(PARTS):
        labels = texts.iloc[clusters].reset_index(drop=True)
        parts[clusters] = by_labels(labels, sizes(len(clusters), spec), rng, [] if len(single) else notes)
    if len(single):
        got = [int(weights[parts == part].sum()) for part in (VALIDATION, TEST)]
        missing = [max(0, int(size) - have) for size, have in zip(wanted, got, strict=True)]
        fraction = min(1, len(single) / max(1, sum(missing)))
        still_wanted = (int(missing[0] * fraction), int(missing[1] * fraction))
        parts[single] = by_labels(texts.iloc[single].reset_index(drop=True), still_wanted, rng, notes)
    required = [TRAIN] + [part for part, share in ((VALIDATION, spec.validation), (TEST, spec.test)) if share > 0]
    if not np.isin(required, parts).all():
        notes.append("Near-duplicates form so few clusters that the shares are approximate.")
        return fill(weights, np.array([1 - spec.validation - spec.test, spec.validation, spec.test]), rng)
    return parts


def spread(order: np.ndarray, wanted: tuple[int, int], count: int | None = None) -> np.ndarray:
    """Assigns `count` units to parts: validation and test are spread evenly along `order`, in exactly the wanted sizes.

    If `order` is sorted by label, each label gets its share to within two images (systematic sampling).
    """
    parts = np.full(count or len(order), TRAIN)
    held = order[evenly(len(order), sum(wanted))]
    parts[held] = VALIDATION
    parts[held[evenly(len(held), wanted[1])]] = TEST
    return parts


def evenly(count: int, chosen: int) -> np.ndarray:
    """A mask of length `count` with exactly `chosen` true values, evenly spread."""
    steps = np.arange(count + 1) * chosen // max(count, 1)
    return np.diff(steps) > 0


def by_groups(texts: pd.Series, units: np.ndarray, spec: SplitSpec, rng: np.random.Generator) -> np.ndarray:
    """Assigns units of several images to parts: of TRIALS random choices, the one closest to the shares by label."""
    few = units.max() < MANY and texts.nunique() < MANY
    table = pd.crosstab(units, texts if few else np.zeros(len(texts))).to_numpy()  # (units, labels)
    shares = np.array([1 - spec.validation - spec.test, spec.validation, spec.test])
    goal = shares[:, None] * table.sum(axis=0)
    best, smallest = np.zeros(len(table), int), np.inf
    for _ in range(TRIALS if few else 1):
        parts = fill(table.sum(axis=1), shares, rng)
        got = np.stack([table[parts == part].sum(axis=0) for part in range(3)])
        miss = np.abs(got - goal).sum() + table.shape[1] * np.abs((got - goal).sum(axis=1)).sum()
        if miss < smallest:
            best, smallest = parts, miss
    return best


def fill(weights: np.ndarray, shares: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Assigns units of these weights to parts, in random order if they bring test or validation closer to its share.

    Training and each part with a share above 0 get at least one unit.
    """
    parts = np.full(len(weights), TRAIN)
    order = rng.permutation(len(weights))
    wanted = [part for part in (TEST, VALIDATION) if shares[part] > 0]
    for later, part in zip(range(len(wanted) - 1, -1, -1), wanted, strict=True):
        goal, got = shares[part] * weights.sum(), 0
        free = order[parts[order] == TRAIN]
        for unit in free[: len(free) - 1 - later]:
            if abs(got + weights[unit] - goal) < abs(got - goal):
                parts[unit] = part
                got += weights[unit]
        if not got:
            parts[free[np.argmin(weights[free])]] = part
    return parts


def note_copies(frame: pd.DataFrame, notes: list[str]) -> None:
    """Notes how many images occur more than once."""
    copies = frame["picture"].value_counts()
    if (copies > 1).any():
        notes.append(f"Kept in one part: {(copies > 1).sum()} images that occur more than once.")


def note_alike(images: pd.Series, alike: np.ndarray | None, notes: list[str]) -> None:
    """Notes how many distinct images are kept together with near-duplicates."""
    if alike is not None:
        size = images.groupby(alike).nunique()
        notes.append(f"Kept in one part: {size[size > 1].sum():,} near-duplicates, in {(size > 1).sum():,} clusters.")


def note_unseen(texts: pd.Series, part: np.ndarray, notes: list[str]) -> None:
    """Notes which symbols are missing in training."""
    learned = set().union(*texts[part == TRAIN])
    unseen = sorted(set().union(*texts[part != TRAIN]) - learned)
    if unseen:
        notes.append(f"Missing in training, so a model cannot learn them: the symbols {' '.join(unseen[:20])}.")
