"""Chooses where labels come from: lists, files beside the images, names of files and folders, in this order."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from engine.collect.archives.sources import Member, Sources
from engine.collect.labels.columns import UndecidedError
from engine.collect.labels.from_list import Listed, best_list_beside, read_list
from engine.collect.labels.names import LIKELY, Reading, readings, rivals
from engine.collect.labels.rules import Label, Labelling, labelling
from engine.collect.labels.sidecars import find_sidecars
from engine.collect.note import Note, command
from engine.collect.parts import part_folders, parts_of_paths
from engine.collect.spec import ONLY_FOR, CollectSpec

ENOUGH = 0.5  # of the images have a line in a list or a file beside them
SHARED = 0.8  # of the labels of an odd folder are labels of the others
SHOWN = 3
MOST_CHOICES = 4
COMPARED = 50  # images, of a list and the files beside them


class EquallyLikelyError(ValueError):
    """Labels can be read in several ways. The text names them; choices: (first labels, options of the spec) of each."""

    def __init__(self, message: str, choices: Sequence[tuple[str, dict[str, Any]]]) -> None:
        super().__init__(message)
        self.choices = choices


class Chosen(NamedTuple):
    """A spec whose `label_from` is decided, and how it labels the images. reason: why, "" if it was given."""

    spec: CollectSpec
    labelling: Labelling
    reason: str = ""


def choose(spec: CollectSpec, sources: Sources, members: list[Member], images: list[Member]) -> Chosen:
    """Decides where labels come from, and labels the images.

    Raises ValueError, with the options to choose from, if several readings are equally likely or none is likely.
    """
    if spec.way != "auto":
        spec = spec.model_copy(update={"label_from": spec.way})
        return Chosen(spec, labelling(spec, sources, members, images))
    allowed = allowed_ways(spec)
    beside = (
        set(find_sidecars(sources, images, members, spec.encoding).files.values()) if "sidecar" in allowed else set()
    )
    if len(beside) < ENOUGH * len(images):
        beside = set()
    by_list = list_options(spec, sources, [member for member in members if member not in beside], images)
    options = [found for found in (by_list if "csv" in allowed else None, sidecar_options(beside, images)) if found]
    choices = [decided(spec, sources, members, images, found) for found in options]
    if len(choices) > 1 and not agree(choices, images):
        pairs = list(zip(choices, options, strict=True))
        shown = " and ".join(f"{choice.labelling.about} ({command(found[0])})" for choice, found in pairs)
        message = f"the labels in {shown} differ. Choose one of them."
        raise EquallyLikelyError(message, [(choice.labelling.about, found[0]) for choice, found in pairs])
    return choices[0] if choices else by_names(spec, sources, members, images, allowed)


def agree(choices: list[Chosen], images: list[Member]) -> bool:
    """Whether two choices mostly give the first images the same labels."""
    pairs = [[choice.labelling.label_of(image).text for choice in choices] for image in images[:COMPARED]]
    both = [pair for pair in pairs if None not in pair]
    return 2 * sum(one == other for one, other in both) >= len(both)


def decided(
    spec: CollectSpec, sources: Sources, members: list[Member], images: list[Member], found: tuple[dict[str, Any], str]
) -> Chosen:
    """The choice of these options of the spec, with the reason."""
    options, reason = found
    spec = spec.model_copy(update=options)
    return Chosen(spec, labelling(spec, sources, members, images), reason)


def allowed_ways(spec: CollectSpec) -> set[str]:
    """The ways that use every option given."""
    ways = set(ONLY_FOR["parts"])
    for name, uses in ONLY_FOR.items():
        if getattr(spec, name) != CollectSpec.model_fields[name].default:
            ways &= set(uses)
    return ways


def list_options(
    spec: CollectSpec, sources: Sources, members: list[Member], images: list[Member]
) -> tuple[dict[str, Any], str] | None:
    """The options for lists in the source, or one beside it, that name at least half of the images."""
    try:
        listed: Listed | None = read_list(spec, sources, members)
    except UndecidedError:
        raise
    except ValueError:
        listed = None  # no file of the source is a list of images
    if listed and len(listed.labels) >= ENOUGH * len(images):
        return {"label_from": "csv"}, f"{listed.title} names {len(listed.labels):,} of {len(images):,} images"
    if path := best_list_beside(spec, sources, members, images):
        return {"label_from": "csv", "csv": str(path)}, f"{path.name} beside the source names its images"
    return None


def sidecar_options(beside: set[Member], images: list[Member]) -> tuple[dict[str, Any], str] | None:
    """The options for the files beside images, if there are any."""
    if not beside:
        return None
    name = PurePosixPath(min(beside).name).name
    return {
        "label_from": "sidecar"
    }, f"{len(beside):,} of {len(images):,} images have a file beside them, such as {name}"


def by_names(
    spec: CollectSpec, sources: Sources, members: list[Member], images: list[Member], allowed: set[str]
) -> Chosen:
    """The choice among the readings of names. Raises ValueError if none is likely, or several are."""
    paths = [image.name for image in images]
    ranked = [reading for reading in readings(paths) if reading.options["label_from"] in allowed]
    if spec.separator != CollectSpec.model_fields["separator"].default:
        ranked = [reading for reading in ranked if reading.options.get("separator", "_") == spec.separator]
    if not ranked or ranked[0].score < LIKELY:
        raise ValueError(nothing_likely(paths, ranked))
    equal = rivals(ranked)[:MOST_CHOICES]
    if len(equal) > 1:
        shown = "; ".join(map(option_in_words, equal))
        message = (
            f"the names of the images can be read in {len(equal)} ways that are equally likely: {shown}. Choose one."
        )
        raise EquallyLikelyError(message, [(first_labels(reading), reading.options) for reading in equal])
    best = ranked[0]
    options = {**best.options, **groups_above(paths, best)}
    chosen = decided(spec, sources, members, images, (options, best.reason))
    return chosen._replace(labelling=with_odd_folders(chosen, sources, members, images))


def nothing_likely(paths: Sequence[str], ranked: Sequence[Reading]) -> str:
    """The sentence for names without labels."""
    what = "; ".join(f"{option_in_words(reading)} ({reading.reason})" for reading in ranked[:3])
    return (
        f"no labels were found for {len(paths):,} images, the first of which is {PurePosixPath(paths[0]).name}: there "
        "is no list and no file beside each image, and the names hold no likely labels. Add a list, or choose: "
        f"{what}."
    )


def option_in_words(reading: Reading) -> str:
    """A reading as its first labels and the options that choose it."""
    return f"{first_labels(reading)}, ... with {command(reading.options)}"


def first_labels(reading: Reading) -> str:
    """The first different labels of a reading."""
    return ", ".join(list(dict.fromkeys(label for label in reading.labels if label))[:SHOWN])


def groups_above(paths: Sequence[str], best: Reading) -> dict[str, Any]:
    """The option for groups, if the folders above those of labels hold several labels each: writers or signers."""
    above = [PurePosixPath(path).parent.parent.name for path in paths]
    if best.options["label_from"] != "folder" or any(parts_of_paths(paths)) or not all(above) or len(set(above)) < 2:
        return {}
    pairs = {(PurePosixPath(path).parent.name, group) for path, group in zip(paths, above, strict=True)}
    labels = Counter(label for label, _ in pairs)
    return {"group_from": "folder"} if min(labels.values()) > 1 else {}


def with_odd_folders(chosen: Chosen, sources: Sources, members: list[Member], images: list[Member]) -> Labelling:
    """The labelling, and for images in folders of parts rather than labels, a reading of their names that fits it.

    The author of a dataset often leaves the test images in one folder, with the label in each name.
    """
    plain, spec = chosen.labelling, chosen.spec
    folders = part_folders([image.name for image in images]) if spec.label_from == "folder" else set()
    odd = [image for image in images if PurePosixPath(image.name).parent.name in folders]
    labels = {label.text for label in map(plain.label_of, images) if label.text}
    for reading in readings([image.name for image in odd]) if odd else ():
        fitting = [label in labels for label in reading.labels]
        if sum(fitting) >= SHARED * len(odd):
            rest = labelling(spec.model_copy(update=reading.options), sources, members, odd)
            where = PurePosixPath(odd[0].name).parent.name
            note = Note(
                f"{len(odd):,} images in {where} have their labels in their names ({command(reading.options)})."
            )
            inside = set(odd)
            label_of = partial(either, inside, rest.label_of, plain.label_of)
            return plain._replace(label_of=label_of, notes=[*plain.notes, note])
    return plain


def either(
    inside: set[Member], one: Callable[[Member], Label], other: Callable[[Member], Label], member: Member
) -> Label:
    """The label of a file by the first function if it is among these files, or else by the second."""
    return (one if member in inside else other)(member)
