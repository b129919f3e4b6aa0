"""Plans which files become rows, in which order and with which labels, before any image is decoded."""

import hashlib
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from engine.collect.archives.foreign import READ
from engine.collect.archives.limits import MAX_MEMBER_BYTES
from engine.collect.archives.sources import Member, Sources, endings
from engine.collect.batch import LeftOut
from engine.collect.kinds import kind_notes
from engine.collect.labels.auto import Chosen, choose
from engine.collect.labels.rules import Label
from engine.collect.labels.tidy import tidier
from engine.collect.labels.translate import Translation, translator
from engine.collect.note import Note
from engine.collect.parts import parts_of_paths
from engine.collect.spec import CollectSpec


class Entry(NamedTuple):
    """A file that will become a row. part: the author's part, if there is one."""

    member: Member
    text: str
    group: str | None
    part: str | None = None


class Plan(NamedTuple):
    """What collecting will do.

    found: number of images by group in the source ("" for no group). labels_from: where labels come from and why.
    """

    entries: list[Entry]
    left_out: list[LeftOut]
    found: Counter[str]
    labels_from: str
    notes: list[Note]

    @property
    def fingerprint(self) -> str:
        """Equal for equal plans, so that a resumed job notices a changed source."""
        return hashlib.blake2b(repr(self.entries).encode("utf-8", "replace"), digest_size=16).hexdigest()


def make_plan(spec: CollectSpec, sources: Sources) -> Plan:
    """Labels every image of the sources.

    Raises ValueError if there is no image or no label, or if `kind` is class and a label has several symbols.
    """
    labelled = label_all(spec, sources)
    entries, left_out = [], [LeftOut(*skipped) for skipped in [*sources.skipped, *labelled.missing]]
    for member, label in labelled.labels:
        reason = label.reason or unfit(member)
        if label.text is None or reason:
            left_out.append(LeftOut(sources.path_of(member), reason))
        else:
            entries.append(Entry(member, label.text, label.group, label.part if spec.parts == "keep" else None))
    if not entries:
        raise ValueError(
            f"no label was found for any of {len(labelled.labels)} images; {left_out[-1].file}: {left_out[-1].reason}"
        )
    check_kind(spec, entries)
    found = Counter(label.group or "" for _, label in labelled.labels)
    return Plan(entries, left_out, found, labelled.labels_from, labelled.notes)


class Labelled(NamedTuple):
    """Every image of a source with its label in symbols.

    missing: (file, reason) for listed files that do not exist. labels_from: where labels come from and why.
    """

    labels: list[tuple[Member, Label]]
    missing: list[tuple[str, str]]
    labels_from: str
    notes: list[Note]


def label_all(spec: CollectSpec, sources: Sources) -> Labelled:
    """Labels every image. Raises ValueError if there is no image, or no way to label them can be chosen."""
    members = sources.members()
    images = [member for member in members if sources.is_image(member)]
    if not images:
        raise ValueError(f"the source must contain images; {sources.title} has {endings(members)}. Give {READ}.")
    chosen = choose(spec, sources, members, images)
    labels = [chosen.labelling.label_of(member) for member in images]
    labels = [
        label._replace(part=label.part or part) for label, part in zip(labels, parts_of(sources, images), strict=True)
    ]
    tidy, notes = tidier(chosen.spec, [label.text for label in labels if label.text is not None])
    labels = [label if label.text is None else label._replace(text=tidy(label.text)) for label in labels]
    translate = translator(spec, (label.text for label in labels if label.text is not None))
    pairs = [(member, in_symbols(label, translate)) for member, label in zip(images, labels, strict=True)]
    counts = Counter(label.text for _, label in pairs if label.text is not None)
    notes = [*sources.notes(), *chosen.labelling.notes, *notes, *kind_notes(counts, chosen.spec, sources.title)]
    return Labelled(pairs, list(chosen.labelling.missing), sentence(chosen), notes)


def sentence(chosen: Chosen) -> str:
    """Where labels come from, and the reason for it if nobody said so."""
    about = f"Labels come from {chosen.labelling.about}"
    return f"{about}: {chosen.reason}." if chosen.reason else f"{about}."


def parts_of(sources: Sources, images: list[Member]) -> list[str | None]:
    """The author's part of each image, by its folders and source."""
    return parts_of_paths([sources.path_of(image) for image in images])


def in_symbols(label: Label, translate: Callable[[str], Translation]) -> Label:
    """The label with its text in symbols, or with the reason why it has none."""
    if label.text is None:
        return label
    text, reason = translate(label.text)
    return label if text == label.text else label._replace(text=text, reason=reason)


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
