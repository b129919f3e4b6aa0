"""Reads labels from a file beside each image: its text, or boxes around its symbols."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree

from engine.collect.archives.limits import DamagedError
from engine.collect.archives.sources import Member, Sources
from engine.collect.formats import Format
from engine.collect.labels.boxes import Box, text_of
from engine.core.storage import lists
from engine.core.storage.encodings import encoding_of, states_encoding

FORMATS = (
    Format(
        "labels", "text beside each image", "1.gt.txt, 1.txt", "The text of the file with the same stem is the label."
    ),
    Format(
        "labels",
        "YOLO boxes",
        "labels/1.txt: 3 0.5 0.5 0.1 0.7",
        "Symbols from left to right, by classes.txt or data.yaml.",
    ),
    Format(
        "labels", "ICDAR boxes", "gt_1.txt: 1,1,9,1,9,5,1,5,text", "The texts of the boxes in the order of reading."
    ),
    Format("labels", "Pascal VOC boxes", "1.xml", "The names of the objects from left to right."),
    Format("labels", "LabelMe boxes", "1.json", "The labels of the shapes from left to right."),
)

ENDINGS = (".gt.txt", ".txt", ".xml", ".json", ".lab")
MAX_BYTES = 1_000_000
NUMBER = r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
YOLO = re.compile(rf"\s*(\d+)((?:\s+{NUMBER}){{4,5}})\s*")
ICDAR = re.compile(rf'\s*((?:{NUMBER}\s*,\s*){{8}}|(?:{NUMBER}\s*,\s*){{4}})(?:[A-Za-z]+,(?=.))?"?(.*?)"?\s*')
CLASSES = re.compile(
    r"(^|/)(classes\.txt|obj\.names|[^/]*\.names|labels\.txt|data\.yaml|dataset\.yaml)$", re.IGNORECASE
)


class Sidecars(NamedTuple):
    """The files beside images, by image, and the classes that numbers of boxes stand for, if a file names them.

    encoding: the one that was asked for. shared: that of the files which do not state theirs; see `shared_encoding`.
    """

    files: dict[Member, Member]
    classes: tuple[str, ...]
    encoding: str
    shared: str | None = None


def find_sidecars(sources: Sources, images: Sequence[Member], members: Iterable[Member], encoding: str) -> Sidecars:
    """Finds the file beside each image: of the same stem in its folder, in labels/ for images/, or anywhere at all."""
    others = [member for member in members if member.name.lower().endswith(ENDINGS)]
    listed = [member for member in others if CLASSES.search(member.name)]
    listed += [member for member in members if CLASSES.search(member.name) and member not in listed]
    by_path: dict[str, Member] = {}
    by_stem: dict[str, list[Member]] = defaultdict(list)
    for member in others:
        if not CLASSES.search(member.name):
            for stem in stems(member.name):
                by_path.setdefault(stem, member)
            by_stem[PurePosixPath(stems(member.name)[-1]).name].append(member)
    files = {}
    for image in images:
        path = (
            image.name.removesuffix(image.name[len(image.name) - len(image.suffix) :]) if image.suffix else image.name
        )
        found = next((by_path[other] for other in places(path, image.name) if other in by_path), None)
        alone = by_stem.get(image.stem.lower(), [])
        if found or len(alone) == 1:
            files[image] = found or alone[0]
    return Sidecars(files, classes_in(sources, listed), encoding)


def stems(name: str) -> list[str]:
    """A file's path in lower case without its ending, the longest first."""
    lower = name.lower()
    return [lower.removesuffix(ending) for ending in reversed(ENDINGS) if lower.endswith(ending)]


def places(path: str, name: str) -> list[str]:
    """The paths, without an ending, at which the file beside an image may be."""
    folder, _, stem = path.lower().rpartition("/")
    inside = f"{folder}/" if folder else ""
    swapped = re.sub(r"(^|/)(images?|imgs?|jpegimages)(/|$)", r"\1labels\3", folder)
    voc = re.sub(r"(^|/)(images?|imgs?|jpegimages)(/|$)", r"\1annotations\3", folder)
    return [f"{inside}{stem}", name.lower(), f"{swapped}/{stem}", f"{voc}/{stem}", f"{inside}gt_{stem}"]


def classes_in(sources: Sources, listed: Sequence[Member]) -> tuple[str, ...]:
    """The classes that the first file of classes names, in the order of their numbers."""
    for member in listed:
        text = lists.decoded(member.name, sources.read(member, MAX_BYTES))
        if member.suffix == ".yaml":
            inline = re.search(r"^names:\s*\[(.*?)\]", text, re.MULTILINE | re.DOTALL)
            lines = re.findall(r"^\s+(?:-|\d+:)\s*(.+?)\s*$", text.partition("names:")[2], re.MULTILINE)
            names = inline[1].split(",") if inline else lines
            return tuple(name.strip().strip("\"'") for name in names)
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    return ()


def shared_encoding(sources: Sources, found: Sidecars) -> str | None:
    """The encoding that fits all files beside images that are not UTF-8, as each alone has too few letters.

    None if all are UTF-8, or an encoding was named.
    """
    if found.encoding != "auto":
        return None
    unclear: list[bytes] = []
    for sidecar in found.files.values():
        with suppress(DamagedError):
            data = sources.read(sidecar, MAX_BYTES)
            if not states_encoding(data):
                unclear.append(data)
        if sum(map(len, unclear)) > MAX_BYTES:
            break
    return encoding_of(b"\n".join(unclear)) if unclear else None


def read_sidecar(sources: Sources, image: Member, found: Sidecars) -> tuple[str | None, str]:
    """The label in the file beside an image and "", or None and one sentence why there is none."""
    sidecar, classes = found.files[image], found.classes
    name = PurePosixPath(sidecar.name).name
    try:
        data = sources.read(sidecar, MAX_BYTES)
        encoding = "auto" if found.shared and states_encoding(data) else found.shared or found.encoding
        text = lists.decoded(name, data, encoding).strip("\r\n")
        boxes: list[Box] | None
        if sidecar.suffix in (".xml", ".json"):
            boxes = (voc_boxes if sidecar.suffix == ".xml" else labelme_boxes)(text)
        else:
            boxes = yolo_boxes(text, classes) or icdar_boxes(text)
    except (DamagedError, ValueError, ElementTree.ParseError, RecursionError) as error:
        return None, f"{name} beside it cannot be read ({str(error)[:200]}); correct it."
    if boxes is None:
        return (text, "") if text else (None, f"{name} beside it is empty; write its label there.")
    return (text_of(boxes), "") if boxes else (None, f"{name} beside it has no box; add one for each symbol.")


def yolo_boxes(text: str, classes: Sequence[str]) -> list[Box] | None:
    """The boxes of lines "class x y width height", or None if they are something else.

    Raises ValueError for a class without a name.
    """
    rows = [YOLO.fullmatch(line) for line in text.splitlines() if line.strip()]
    if not rows or not all(rows):
        return None
    boxes = []
    for row in rows:
        number, (x, y, _, height) = int(row[1]), [float(value) for value in row[2].split()[:4]]  # type: ignore[index]
        if number >= len(classes) and (classes or number > 9):
            raise ValueError(f"class {number} has no name: classes.txt names {len(classes)}")
        boxes.append(Box(classes[number] if classes else str(number), x, y, height))
    return boxes


def icdar_boxes(text: str) -> list[Box] | None:
    """The boxes of lines "x1,y1,...,x4,y4,text" or "left,top,right,bottom,text", or None if they are something else."""
    rows = [ICDAR.fullmatch(line) for line in text.splitlines() if line.strip()]
    if not rows or not all(row and row[2] for row in rows):
        return None
    boxes = []
    for row in rows:
        numbers = [float(value) for value in row[1].strip().strip(",").split(",")]  # type: ignore[index]
        across, down = numbers[::2], numbers[1::2]
        middle = (max(across) + min(across)) / 2, (max(down) + min(down)) / 2
        boxes.append(Box(row[2], *middle, max(down) - min(down)))  # type: ignore[index]
    return boxes


def voc_boxes(text: str) -> list[Box]:
    """The boxes of an XML file of Pascal VOC. Raises ParseError or ValueError if it is none."""
    if "<!ENTITY" in text:
        raise ValueError("it defines entities, which are not read")
    boxes = []
    for item in ElementTree.fromstring(text).iter("object"):
        place = {name: float(item.findtext(f"bndbox/{name}") or 0) for name in ("xmin", "xmax", "ymin", "ymax")}
        middle = (place["xmin"] + place["xmax"]) / 2, (place["ymin"] + place["ymax"]) / 2
        boxes.append(Box((item.findtext("name") or "").strip(), *middle, place["ymax"] - place["ymin"]))
    return [box for box in boxes if box.text]


def labelme_boxes(text: str) -> list[Box]:
    """The boxes of a JSON file of LabelMe. Raises ValueError if it is none."""
    value = json.loads(text)
    shapes = value.get("shapes") if isinstance(value, dict) else None
    if not isinstance(shapes, list):
        raise ValueError("it has no shapes")
    boxes = []
    for shape in shapes:
        try:
            across, down = zip(*shape["points"], strict=True)
            middle = (max(across) + min(across)) / 2, (max(down) + min(down)) / 2
            boxes.append(Box(str(shape["label"]), *middle, max(down) - min(down)))
        except (KeyError, TypeError, ValueError):
            raise ValueError("a shape has no label or no points") from None
    return boxes
