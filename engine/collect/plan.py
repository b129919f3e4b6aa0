"""Plans which files become rows, in which order and with which labels, before any image is decoded."""

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from engine.collect.archives.limits import MAX_MEMBER_BYTES
from engine.collect.archives.sources import Member, Sources, endings
from engine.collect.batch import LeftOut
from engine.collect.labels.rules import Label, labeller
from engine.collect.labels.translate import Translation, translator
from engine.collect.spec import CollectSpec
from engine.collect.tables.rows import preview_tables
from engine.core.storage.folders import modified_at

SAMPLE = 50


class Entry(NamedTuple):
    """A file that will become a row."""

    member: Member
    text: str
    group: str | None


class Plan(NamedTuple):
    """What collecting will do. found: number of images by group in the source ("" for no group)."""

    entries: list[Entry]
    left_out: list[LeftOut]
    found: Counter[str]

    @property
    def fingerprint(self) -> str:
        """Equal for equal plans, so that a resumed job notices a changed source."""
        return hashlib.blake2b(repr(self.entries).encode("utf-8", "replace"), digest_size=16).hexdigest()


def make_plan(spec: CollectSpec, sources: Sources) -> Plan:
    """Labels every image of the sources.

    Raises ValueError if there is no image or no label, or if `kind` is class and a label has several symbols.
    """
    labelled, missing = label_all(spec, sources)
    entries, left_out = [], [LeftOut(*skipped) for skipped in [*sources.skipped, *missing]]
    for member, label in labelled:
        reason = label.reason or unfit(member)
        if label.text is None or reason:
            left_out.append(LeftOut(sources.path_of(member), reason))
        else:
            entries.append(Entry(member, label.text, label.group))
    if not entries:
        raise ValueError(
            f"no label was found for any of {len(labelled)} images; {left_out[-1].file}: {left_out[-1].reason}"
        )
    check_kind(spec, entries)
    return Plan(entries, left_out, Counter(label.group or "" for _, label in labelled))


def label_all(spec: CollectSpec, sources: Sources) -> tuple[list[tuple[Member, Label]], list[tuple[str, str]]]:
    """Every image with its label in symbols, and (file, reason) for listed files that are missing.

    Raises ValueError if there is no image.
    """
    members = sources.members()
    images = [member for member in members if sources.is_image(member)]
    if not images:
        raise ValueError(f"the source must contain images; {sources.title} has {endings(members)}. Give another one.")
    label_of, missing = labeller(spec, sources, members)
    labels = [label_of(member) for member in images]
    translate = translator(spec, (label.text for label in labels if label.text is not None))
    return [(member, in_symbols(label, translate)) for member, label in zip(images, labels, strict=True)], missing


def in_symbols(label: Label, translate: Callable[[str], Translation]) -> Label:
    """The label with its text in symbols, or with the reason why it has none."""
    if label.text is None:
        return label
    text, reason = translate(label.text)
    return label if text == label.text else Label(text, label.group, reason)


def unfit(member: Member) -> str:
    """Why a file is not opened, or ""."""
    if member.size > MAX_MEMBER_BYTES:
        return f"It has {member.size / 1e6:.0f} MB; at most {MAX_MEMBER_BYTES // 10**6} MB are allowed. Scale it down."
    return ""


def check_kind(spec: CollectSpec, entries: list[Entry]) -> None:
    """Raises ValueError if `kind` is class and a label has more than one symbol."""
    longer = [entry for entry in entries if len(entry.text) != 1]
    if spec.kind == "class" and longer:
        raise ValueError(
            f"kind class needs labels of one symbol; {longer[0].member.name} has {longer[0].text[:60]!r}. Choose text "
            "or auto, or a pattern that matches one symbol."
        )


def label_preview(spec: CollectSpec, count: int = SAMPLE) -> pd.DataFrame:
    """The first files of each source with their labels, or the reason why there is none. Decodes nothing.

    Columns: file, label, group, reason (texts or None). At most `count` rows, alternating between sources. Raises what
    collecting would raise for its source.
    """
    if spec.label_from == "table":
        return preview_tables(spec, count)
    labels = read_labels(spec)
    if len(spec.source) == 1:
        return labels.head(count)
    # Paths start with the name of their source; alternating, so that wrong labels of the last source are seen too.
    turn = labels.groupby(labels["file"].str.partition("/")[0], sort=False).cumcount()
    return labels.iloc[turn.argsort(kind="stable")].head(count)


def read_labels(spec: CollectSpec) -> pd.DataFrame:
    """Like `label_preview`, for all files. Files without a label have a reason."""
    with Sources(spec.source, spec.name_encoding) as sources:
        labelled, missing = label_all(spec, sources)
        rows = [(sources.path_of(member), *label) for member, label in labelled]
        rows += [(file, None, None, reason) for file, reason in [*sources.skipped, *missing]]
    return pd.DataFrame(rows, columns=["file", "label", "group", "reason"])


def unlabelled(spec: CollectSpec) -> pd.DataFrame:
    """The files without a label: columns file, reason. Empty for tables, which hold labels beside the pixels."""
    if spec.label_from == "table":
        return pd.DataFrame(columns=["file", "reason"])
    labels = read_labels(spec)
    return labels.loc[labels["reason"] != "", ["file", "reason"]]


def changes(spec: CollectSpec) -> tuple[int, ...]:
    """When each source was last changed, in nanoseconds: the key of a cache."""
    return tuple(modified_at(Path(path)) for path in spec.source)
