"""Reads what annotation tools and text recognisers export as JSON, as rows with a heading."""

import json
from collections.abc import Callable
from typing import Any

from engine.collect.formats import Format
from engine.collect.labels.boxes import Box, text_of
from engine.core.storage import lists

FORMATS = (
    Format("labels", "JSON list", '{"1.png": "ab"}', "Files and labels as pairs, records or columns; also one a line."),
    Format("labels", "Hugging Face metadata", "metadata.csv, metadata.jsonl", "One in each folder; all are read."),
    Format("labels", "mmocr", '{"data_list": [...]}', "img_path and the text in instances; also filename and text."),
    Format(
        "labels", "Label Studio", "project-1.json", "JSON, JSON-MIN and CSV: transcription, choice, or labelled boxes."
    ),
    Format("labels", "COCO", "_annotations.coco.json", "Categories of the boxes from left to right, or their text."),
    Format("labels", "VIA", '{"a.png123": {"regions": ...}}', "The text among the attributes of the only region."),
)

# Where the text stands in nested values, the likeliest first.
TEXT_KEYS = (
    "text",
    "transcription",
    "transcript",
    "utf8_string",
    "caption",
    "label",
    "words",
    "value",
    "class",
    "name",
)
MAX_DEPTH = 12
WRAPPED = (
    "instances",
    "regions",
    "region_attributes",
    "annotations",
    "attributes",
    "choices",
    "labels",
    "rectanglelabels",
)


def rows_of_json(title: str, text: str) -> list[list[str]]:
    """The rows of a JSON list, the first with the names if it has any. Raises ValueError if it is no list of labels."""
    value = lists.json_value(title, text)
    for fits, convert in LAYOUTS:
        if fits(value):
            value = convert(value)
            break
    if isinstance(value, list) and value and all(isinstance(record, dict) for record in value):
        names = list(dict.fromkeys(name for record in value for name in record))
        return [names, *([cell(record.get(name)) for name in names] for record in value)]
    if isinstance(value, list) and all(isinstance(row, list) for row in value):
        return [[cell(item) for item in row] for row in value]
    raise ValueError(
        f'{title} must be a list of files and labels, and is another kind of JSON; write {{"file": "label", ...}} or '
        "records."
    )


def cell(value: Any) -> str:
    """A value as text: the one text in nested values, or else their JSON, which no label may be."""
    flat = text_in(value)
    return lists.cell(value) if flat is None else flat


def text_in(value: Any, depth: int = MAX_DEPTH) -> str | None:
    """The only text in a value: itself, or that of its only item or of the key that names texts. None if unclear."""
    if value is None or isinstance(value, str | bool | int | float):
        return lists.cell(value)
    if isinstance(value, list) and depth:
        return text_in(value[0], depth - 1) if len(value) == 1 else boxes_in(value, depth - 1)
    if isinstance(value, dict) and value and depth:
        inner = [value[key] for key in (*TEXT_KEYS, *WRAPPED) if key in value] or list(value.values())
        return text_in(inner[0], depth - 1) if len(inner) == 1 or value.keys() & {*TEXT_KEYS, *WRAPPED} else None
    return None


def boxes_in(values: list[Any], depth: int) -> str | None:
    """The text of several labelled boxes from left to right, or None if they are something else."""
    boxes = [box_of(value, depth) for value in values]
    return text_of(box for box in boxes if box) if boxes and all(boxes) else None


def box_of(value: Any, depth: int) -> Box | None:
    """The box that a record describes: x, y, width, height, or a list bbox of these numbers."""
    if not isinstance(value, dict):
        return None
    place = value.get("bbox") or value.get("box") or [value.get(name) for name in ("x", "y", "width", "height")]
    text = text_in({key: value[key] for key in (*TEXT_KEYS, *WRAPPED) if key in value}, depth)
    if (
        not text
        or not isinstance(place, list)
        or len(place) != 4
        or not all(isinstance(at, int | float) for at in place)
    ):
        return None
    left, top, width, height = place
    return Box(text, left + width / 2, top + height / 2, height)


def is_coco(value: Any) -> bool:
    """Whether a value is a COCO document: images, and annotations that refer to them."""
    return isinstance(value, dict) and all(isinstance(value.get(key), list) for key in ("images", "annotations"))


def coco(value: Any) -> list[dict[str, Any]]:
    """Records of a COCO document: the file of each image and the text of its annotations."""
    categories = {lists.cell(each.get("id")): each.get("name") for each in records_in(value.get("categories"))}
    by_image: dict[str, list[dict[str, Any]]] = {}
    for annotation in records_in(value["annotations"]):
        own = {key: annotation[key] for key in (*TEXT_KEYS, "attributes") if annotation.get(key)}
        label = text_in(own) or categories.get(lists.cell(annotation.get("category_id")))
        box = {"bbox": annotation.get("bbox"), "text": label}
        by_image.setdefault(lists.cell(annotation.get("image_id")), []).append(box)
    return [
        {"file_name": image.get("file_name"), "text": by_image.get(lists.cell(image.get("id")), "")}
        for image in records_in(value["images"])
    ]


def records_in(value: Any) -> list[dict[str, Any]]:
    """The records in a list; none where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def is_label_studio(value: Any) -> bool:
    """Whether a value is a full export of Label Studio: tasks with data and annotations."""
    return bool(value) and isinstance(value, list) and all(
        isinstance(task, dict) and isinstance(task.get("data"), dict) and {"annotations", "completions"} & task.keys()
        for task in value
    )  # fmt: skip


def label_studio(value: Any) -> list[dict[str, Any]]:
    """Records of the tasks: the image and what the first annotation that was not cancelled says."""
    records = []
    for task in value:
        answers = records_in(task.get("annotations") or task.get("completions"))
        valid = [answer for answer in answers if not answer.get("was_cancelled")]
        values = [result.get("value") for result in records_in(valid[0].get("result"))] if valid else []
        image = next((text for text in task["data"].values() if isinstance(text, str)), task.get("file_upload"))
        records.append({"image": image, "text": values or ""})
    return records


def is_columns(value: Any) -> bool:
    """Whether a value holds columns, each an object with the same keys, as pandas writes them."""
    if not isinstance(value, dict) or len(value) < 2 or not all(isinstance(column, dict) for column in value.values()):
        return False
    first, *others = value.values()
    return bool(first) and "0" in first and all(column.keys() == first.keys() for column in others)


def columns(value: Any) -> list[dict[str, Any]]:
    """Records of columns."""
    return [{name: column[key] for name, column in value.items()} for key in next(iter(value.values()))]


def is_named_records(value: Any) -> bool:
    """Whether a value holds records that name their file, under any keys."""
    return isinstance(value, dict) and bool(value) and all(
        isinstance(record, dict) and {"file", "filename", "file_name"} & record.keys() for record in value.values()
    )  # fmt: skip


def pairs_or_list(value: Any) -> Any:
    """The only list of records in an object, or else its pairs of file and label."""
    inner = [item for item in value.values() if isinstance(item, list)]
    records = len(inner) == 1 and all(isinstance(item, dict | list) for item in inner[0])
    return inner[0] if records and inner[0] else [list(pair) for pair in value.items()]


def named_records(value: Any) -> list[Any]:
    """The records without their keys."""
    return list(value.values())


LAYOUTS: tuple[tuple[Callable[[Any], bool], Callable[[Any], Any]], ...] = (
    (is_coco, coco),
    (is_label_studio, label_studio),
    (is_columns, columns),
    (is_named_records, named_records),
    (lambda value: isinstance(value, dict), pairs_or_list),
)


def is_nested(text: str) -> bool:
    """Whether a cell holds a list or an object of JSON with several values, and thus no label."""
    if text[:1] not in ("[", "{") or text[-1:] not in ("]", "}"):
        return False
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict | list) for item in value))


def flattened(cells: list[str]) -> list[str]:
    """Cells of a CSV list, with the only text in those that hold nested values."""
    if not any(text[:1] in ("[", "{") for text in cells):
        return cells
    return [cell(json.loads(text)) if is_nested(text) else text for text in cells]
