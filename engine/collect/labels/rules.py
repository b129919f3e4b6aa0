"""Where a label stands: in the file's name, in what a pattern finds in its path, in its folder's name, or in a list."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import NamedTuple

from engine.collect.archives.sources import Member, Sources
from engine.collect.labels.from_list import read_list
from engine.collect.spec import CollectSpec

MAX_LABEL = 200


class Label(NamedTuple):
    """A file's label and group; or text None and one sentence why there is none."""

    text: str | None
    group: str | None = None
    reason: str = ""


Labeller = Callable[[Member], Label]


def labeller(spec: CollectSpec, sources: Sources, members: list[Member]) -> tuple[Labeller, list[tuple[str, str]]]:
    """The function that labels a file, and the (file, reason) of listed files that do not exist.

    Raises ValueError or FileNotFoundError when the list of labels cannot be read.
    """
    if spec.label_from == "csv":
        listed = read_list(spec.csv, sources, members)
        return lambda member: from_list(member, listed.labels, listed.title), listed.missing
    if spec.label_from == "regex":
        pattern = re.compile(spec.pattern)
        return lambda member: from_pattern(member.name, pattern), []
    if spec.label_from == "suffix":
        return lambda member: from_suffix(member, spec.separator), []
    if spec.label_from == "folder":
        return lambda member: from_folder(member, spec.group_from), []
    return from_stem, []


def from_stem(member: Member) -> Label:
    """The file's name without its ending: "train/226md.png" -> "226md"."""
    return whole(member.stem)


def from_suffix(member: Member, separator: str) -> Label:
    """The file's name up to the last separator: "2BVC_1539936857.png" -> "2BVC"."""
    label, found, _ = member.stem.rpartition(separator)
    if not found:
        return Label(None, reason=f"Its name has no {separator!r} behind the label; choose another separator.")
    return whole(label)


def from_folder(member: Member, group_from: str = "none") -> Label:
    """The name of the folder the file lies in: "letters/A/0683_01.png" -> "A"; its group where `group_from` says."""
    folder = PurePosixPath(member.name).parent
    if not folder.name:
        return Label(None, reason="It lies in no folder; put it into one named as its label.")
    if group_from == "none":
        return whole(folder.name)
    group = folder.parent.name if group_from == "folder" else member.stem.partition("_")[0]
    if not group:
        return Label(None, reason=f"No {group_from} names its group; put it right, or set group_from to none.")
    return whole(folder.name, group)


def from_pattern(path: str, pattern: re.Pattern[str]) -> Label:
    """What the pattern's group `label`, or its first group, finds in the path; and its group `group` if it has one."""
    found = pattern.search(path)
    if not found:
        return Label(None, reason=f"The pattern {pattern.pattern!r} does not match its path; widen the pattern.")
    names = pattern.groupindex
    return whole(found["label" if "label" in names else 1] or "", found["group"] if "group" in names else None)


def from_list(member: Member, labels: dict[Member, set[tuple[str, str | None]]], title: str) -> Label:
    """What the list says of the file."""
    said = sorted(labels.get(member, ()), key=repr)
    if not said:
        return Label(None, reason=f"{title} does not list it; add a line with its label.")
    if len(said) > 1:
        shown = " and ".join(repr(text) for text, _ in said[:2])
        return Label(None, reason=f"{title} lists it more than once with different labels ({shown}); keep one.")
    return whole(*said[0])


def whole(text: str, group: str | None = None) -> Label:
    """The label exactly as it stands, unless it is empty or no Unicode text."""
    if not text:
        return Label(None, reason="Its label is empty; give it at least one symbol.")
    if len(text) > MAX_LABEL:
        return Label(None, reason=f"Its label has {len(text):,} symbols; at most {MAX_LABEL} are read.")
    if not is_unicode(text) or not is_unicode(group or ""):
        return Label(None, reason="Its name is no valid UTF-8 text; rename it.")
    return Label(text, group)


def is_unicode(text: str) -> bool:
    """Whether a text can be written as UTF-8; names of files may hold bytes that cannot."""
    return text.isascii() or not any("\ud800" <= symbol <= "\udfff" for symbol in text)
