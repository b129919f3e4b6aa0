"""Finds labels in file names, in paths with a pattern, in folder names, in a list, or in files beside the images."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from engine.collect.archives.sources import Member, Sources
from engine.collect.formats import Format
from engine.collect.labels.from_list import Entry, read_list
from engine.collect.labels.patterns import search
from engine.collect.labels.sidecars import Sidecars, find_sidecars, read_sidecar, shared_encoding
from engine.collect.note import Note
from engine.collect.parts import part_folders
from engine.collect.spec import CollectSpec

FORMATS = (
    Format("labels", "file name", "226md.png", "Without its ending (`stem`)."),
    Format("labels", "start of the file name", "2BVC_1539936857.png", "Up to a separator (`suffix`)."),
    Format("labels", "end of the file name", "sleep1706508168108_knek8.png", "After a separator (`end`)."),
    Format("labels", "folder", "letters/A/0683_01.png", "The folder of the file, and the writer above it (`folder`)."),
    Format("labels", "any part of the path", "hand1_a_bot_4.png", "By a regular expression (`regex`)."),
)
MAX_LABEL = 200


class Label(NamedTuple):
    """The label, group and author's part of a file. Without a label, text is None and reason is one sentence why."""

    text: str | None
    group: str | None = None
    reason: str = ""
    part: str | None = None


class Labelling(NamedTuple):
    """How a source is labelled.

    label_of: labels a file. missing: (file, reason) for listed files that do not exist. about: where the labels are, in
    words. notes: what people should know.
    """

    label_of: Callable[[Member], Label]
    missing: Sequence[tuple[str, str]]
    about: str
    notes: Sequence[Note] = ()


def labelling(spec: CollectSpec, sources: Sources, members: list[Member], images: list[Member]) -> Labelling:
    """How the images of a source, all of whose files are `members`, are labelled.

    Raises ValueError or FileNotFoundError if the list of labels cannot be read.
    """
    if spec.label_from == "csv":
        listed = read_list(spec, sources, members)
        label_of = partial(from_list, labels=listed.labels, title=listed.title)
        return Labelling(label_of, listed.missing, listed.about, [Note(note) for note in listed.notes])
    if spec.label_from == "regex":
        matches = dict(zip(images, search(spec.pattern, [member.name for member in images]), strict=True))
        return Labelling(lambda member: from_pattern(matches[member], spec.pattern), (), f"the pattern {spec.pattern}")
    if spec.label_from == "sidecar":
        return from_sidecars(find_sidecars(sources, images, members, spec.encoding), sources)
    return Labelling(from_name(spec, images), (), ABOUT[spec.label_from].format(repr(spec.separator)))


ABOUT = {
    "stem": "the file name without its extension",
    "suffix": "the start of the file name, up to the last {}",
    "end": "the end of the file name, after the last {}",
    "folder": "the name of the file's folder",
}


def from_name(spec: CollectSpec, images: Sequence[Member]) -> Callable[[Member], Label]:
    """Returns the function that labels a file by its name or that of its folder."""
    if spec.label_from == "suffix":
        return partial(from_suffix, separator=spec.separator)
    if spec.label_from == "end":
        return partial(from_end, separator=spec.separator)
    if spec.label_from == "folder":
        return partial(from_folder, group_from=spec.group_from, parts=part_folders([image.name for image in images]))
    return from_stem


def from_sidecars(found: Sidecars, sources: Sources) -> Labelling:
    """How a source with a file beside each image is labelled."""
    found = found._replace(shared=shared_encoding(sources, found))

    def label_of(member: Member) -> Label:
        if member not in found.files:
            return Label(None, reason=f"There is no file {member.stem}.txt or {member.stem}.gt.txt beside it; add one.")
        text, reason = read_sidecar(sources, member, found)
        return Label(None, reason=reason) if text is None or reason else checked_label(text)

    name = PurePosixPath(next(iter(found.files.values())).name).name if found.files else "x.txt"
    words = f"The files beside the images are read as {found.shared}; --encoding changes it."
    notes = (Note(words),) if found.shared else ()
    return Labelling(label_of, (), f"the file beside each image, such as {name}", notes)


def from_stem(member: Member) -> Label:
    """The file name without its extension: "train/226md.png" -> "226md"."""
    return checked_label(member.stem)


def from_suffix(member: Member, separator: str) -> Label:
    """The file name up to the last separator: "2BVC_1539936857.png" -> "2BVC"."""
    label, end, _ = member.stem.rpartition(separator)
    if not end:
        return Label(None, reason=f"Its name has no {separator!r} after the label; choose another separator.")
    return checked_label(label)


def from_end(member: Member, separator: str) -> Label:
    """The file name after the last separator: "sleep1706508168108_knek8.png" -> "knek8"."""
    _, start, label = member.stem.rpartition(separator)
    if not start:
        return Label(None, reason=f"Its name has no {separator!r} before the label; choose another separator.")
    return checked_label(label)


def from_folder(member: Member, group_from: str = "none", parts: Collection[str] = ()) -> Label:
    """The name of the file's folder: "letters/A/0683_01.png" -> "A", with the group that `group_from` selects.

    parts: the names of folders that stand for the author's parts, and thus for no label.
    """
    folder = PurePosixPath(member.name).parent
    if not folder.name:
        return Label(None, reason="It is not in a folder; put it into a folder named after its label.")
    if folder.name in parts:
        return Label(
            None, reason=f"Its folder {folder.name} names a part, not a label; put it into a folder of its label."
        )
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


def from_list(member: Member, labels: dict[Member, set[Entry]], title: str) -> Label:
    """The label that the list gives the file."""
    listed = sorted(labels.get(member, ()), key=repr)
    if not listed:
        return Label(None, reason=f"{title} does not list it; add a line with its label.")
    texts = list(dict.fromkeys(text for text, *_ in listed))
    if len(listed) > 1 and len(texts) > 1:
        shown = " and ".join(map(repr, texts[:2]))
        return Label(None, reason=f"{title} lists it more than once with different labels ({shown}); keep one.")
    text, group, part = listed[0]
    if text is None:
        return Label(None, reason=f"{title} marks no column or several in its row; mark exactly one.")
    return checked_label(text, group)._replace(part=part)


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
