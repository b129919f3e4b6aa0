"""Finds labels in file names, in paths with a pattern, in folder names, or in a list."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import NamedTuple

from engine.collect.archives.sources import Member, Sources
from engine.collect.labels.from_list import read_list
from engine.collect.labels.patterns import search
from engine.collect.spec import CollectSpec

MAX_LABEL = 200


class Label(NamedTuple):
    """The label and group of a file. Without a label, text is None and reason is one sentence why."""

    text: str | None
    group: str | None = None
    reason: str = ""


Labeller = Callable[[Member], Label]


def labeller(spec: CollectSpec, sources: Sources, members: list[Member]) -> tuple[Labeller, list[tuple[str, str]]]:
    """Returns the function that labels a file, and (file, reason) for listed files that do not exist.

    Raises ValueError or FileNotFoundError if the list of labels cannot be read.
    """
    if spec.label_from == "csv":
        listed = read_list(spec.csv, sources, members)
        return lambda member: from_list(member, listed.labels, listed.title), listed.missing
    if spec.label_from == "regex":
        matches = dict(zip(members, search(spec.pattern, [member.name for member in members]), strict=True))
        return lambda member: from_pattern(matches[member], spec.pattern), []
    if spec.label_from == "suffix":
        return lambda member: from_suffix(member, spec.separator), []
    if spec.label_from == "folder":
        return lambda member: from_folder(member, spec.group_from), []
    return from_stem, []


def from_stem(member: Member) -> Label:
    """The file name without its extension: "train/226md.png" -> "226md"."""
    return checked_label(member.stem)


def from_suffix(member: Member, separator: str) -> Label:
    """The file name up to the last separator: "2BVC_1539936857.png" -> "2BVC"."""
    label, end, _ = member.stem.rpartition(separator)
    if not end:
        return Label(None, reason=f"Its name has no {separator!r} after the label; choose another separator.")
    return checked_label(label)


def from_folder(member: Member, group_from: str = "none") -> Label:
    """The name of the file's folder: "letters/A/0683_01.png" -> "A", with the group that `group_from` selects."""
    folder = PurePosixPath(member.name).parent
    if not folder.name:
        return Label(None, reason="It is not in a folder; put it into a folder named after its label.")
    if group_from == "none":
        return checked_label(folder.name)
    group = folder.parent.name if group_from == "folder" else member.stem.partition("_")[0]
    if not group:
        return Label(None, reason=f"It has no {group_from} that names its group; add one, or set group_from to none.")
    return checked_label(folder.name, group)


def from_pattern(match: tuple[str, str | None] | None, pattern: str) -> Label:
    """The label and the group that the pattern found in the path."""
    if match is None:
        return Label(None, reason=f"The pattern {pattern!r} does not match its path; make the pattern more general.")
    return checked_label(*match)


def from_list(member: Member, labels: dict[Member, set[tuple[str, str | None]]], title: str) -> Label:
    """The label that the list gives the file."""
    listed = sorted(labels.get(member, ()), key=repr)
    if not listed:
        return Label(None, reason=f"{title} does not list it; add a line with its label.")
    if len(listed) > 1:
        shown = " and ".join(repr(text) for text, _ in listed[:2])
        return Label(None, reason=f"{title} lists it more than once with different labels ({shown}); keep one.")
    return checked_label(*listed[0])


def checked_label(text: str, group: str | None = None) -> Label:
    """The unchanged label, or the reason why it is refused: empty, too long, or not Unicode text."""
    if not text:
        return Label(None, reason="Its label is empty; give it at least one symbol.")
    if len(text) > MAX_LABEL:
        return Label(None, reason=f"Its label has {len(text):,} symbols; at most {MAX_LABEL} are allowed. Shorten it.")
    if not is_unicode(text) or not is_unicode(group or ""):
        return Label(None, reason="Its name is not valid UTF-8; rename it.")
    return Label(text, group)


def is_unicode(text: str) -> bool:
    """Whether a text can be encoded as UTF-8. File names may contain bytes that cannot."""
    return text.isascii() or not any("\ud800" <= symbol <= "\udfff" for symbol in text)
