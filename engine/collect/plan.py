"""Which files become rows, in which order and with which labels: decided before any picture is decoded."""

import hashlib
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from engine.collect.archives.limits import MAX_MEMBER_BYTES
from engine.collect.archives.sources import Member, Sources, endings
from engine.collect.batch import LeftOut
from engine.collect.labels.rules import Label, is_unicode, labeller
from engine.collect.labels.translate import Reading, translator
from engine.collect.spec import CollectSpec
from engine.collect.tables.rows import look_at_tables

SAMPLE = 50


class Entry(NamedTuple):
    """A file that is to become a row."""

    member: Member
    text: str
    group: str | None


class Plan(NamedTuple):
    """What collecting is going to do; found: images of each group ("" for none) in the source."""

    entries: list[Entry]
    left_out: list[LeftOut]
    found: Counter[str]

    @property
    def fingerprint(self) -> str:
        """Equal for equal plans; tells a resumed job that its source is still the same."""
        return hashlib.blake2b(repr(self.entries).encode("utf-8", "replace"), digest_size=16).hexdigest()


def make_plan(spec: CollectSpec, sources: Sources) -> Plan:
    """Labels every image of the sources.

    Raises ValueError when there is no image, no label at all, or `kind` asks for classes and a label is longer.
    """
    labelled, missing = label_all(spec, sources)
    entries, left_out = [], [LeftOut(*each) for each in [*sources.skipped, *missing]]
    for member, label in labelled:
        reason = label.reason or unfit(member)
        if label.text is None or reason:
            left_out.append(LeftOut(sources.path_of(member), reason))
        else:
            entries.append(Entry(member, label.text, label.group))
    if not entries:
        raise ValueError(f"none of {len(labelled)} images got a label; {left_out[-1].file}: {left_out[-1].reason}")
    check_kind(spec, entries)
    return Plan(entries, left_out, Counter(label.group or "" for _, label in labelled))


def label_all(spec: CollectSpec, sources: Sources) -> tuple[list[tuple[Member, Label]], list[tuple[str, str]]]:
    """Every image with its label, names of symbols translated; and the (file, reason) of listed files that lack.

    Raises ValueError when there is no image.
    """
    members = sources.members()
    images = [member for member in members if sources.is_image(member)]
    if not images:
        raise ValueError(f"no images in {sources.title}: found {endings(members)}; give a source with pictures.")
    label_of, missing = labeller(spec, sources, members)
    found = [label_of(member) for member in images]
    translate = translator(spec, (label.text for label in found if label.text is not None))
    return [(member, in_symbols(label, translate)) for member, label in zip(images, found, strict=True)], missing


def in_symbols(label: Label, translate: Callable[[str], Reading]) -> Label:
    """A label with its text in symbols, or the reason why there are none."""
    if label.text is None:
        return label
    text, reason = translate(label.text)
    return label if text == label.text else Label(text, label.group, reason)


def unfit(member: Member) -> str:
    """Why a file is not even opened, or ""."""
    if member.size > MAX_MEMBER_BYTES:
        return f"It has {member.size / 1e6:.0f} MB; at most {MAX_MEMBER_BYTES // 10**6} MB are read. Scale it down."
    return "" if is_unicode(member.name) else "Its name is no valid UTF-8 text; rename it."


def check_kind(spec: CollectSpec, entries: list[Entry]) -> None:
    """Raises ValueError when classes are asked for and a label has more than one symbol."""
    longer = [entry for entry in entries if len(entry.text) != 1]
    if spec.kind == "class" and longer:
        raise ValueError(
            f"kind class takes labels of one symbol; {longer[0].member.name} has {longer[0].text[:60]!r}. Choose text "
            "or auto, or a pattern that finds one symbol."
        )


def label_preview(spec: CollectSpec, count: int = SAMPLE) -> pd.DataFrame:
    """The first files of each source with the label they would get, or the reason why they get none; decodes nothing.

    Columns file, label, group, reason (all texts or None); `count` rows at most, of several sources by turns. Raises
    what collecting would raise about its source.
    """
    if spec.label_from == "table":
        return look_at_tables(spec, count)
    labels = read_labels(spec)
    if len(spec.source) == 1:
        return labels.head(count)
    # Their names stand before the paths; by turns, because wrong labels of the last source must be seen as well.
    turn = labels.groupby(labels["file"].str.partition("/")[0], sort=False).cumcount()
    return labels.iloc[turn.argsort(kind="stable")].head(count)


def read_labels(spec: CollectSpec) -> pd.DataFrame:
    """Like `label_preview`, for all files: those without a label are those with a reason."""
    with Sources(spec.source) as sources:
        labelled, missing = label_all(spec, sources)
        rows = [(sources.path_of(member), *label) for member, label in labelled]
        rows += [(file, None, None, reason) for file, reason in [*sources.skipped, *missing]]
    return pd.DataFrame(rows, columns=["file", "label", "group", "reason"])
