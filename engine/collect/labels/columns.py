"""Chooses the columns of a list: files, labels by their heading, and the writer and the part if it has them."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from engine.collect.formats import Format
from engine.collect.labels.annotations import is_nested
from engine.collect.labels.finder import Finder
from engine.collect.parts import part_named
from engine.imaging.decode import IMAGE_ENDINGS

FORMATS = (
    Format("labels", "one-hot list", "filename, A, B, C", "The heading of the column that holds the 1 is the label."),
    Format("labels", "list with a part", "file,label,split", "A column split, set or usage divides the dataset."),
    Format(
        "labels", "list of names without ending", "id,label", "A name that one file has without its ending is found."
    ),
)

LABEL_TITLES = (
    "text", "transcription", "transcript", "ground_truth", "gt", "label", "labels", "words", "word", "latex", "formula",
    "plate_text", "plate", "plate_number", "license_plate", "solution", "answer", "captcha", "choice", "class",
    "class_name", "category", "category_name", "character", "char", "symbol", "letter", "digit", "sentence", "caption",
    "target", "value", "y", "name", "标签", "文本", "文字", "内容", "答案", "テキスト", "ラベル", "texto", "texte",
    "etikett", "beschriftung", "etiqueta", "текст", "метка",
)  # fmt: skip
FILE_TITLES = ("file", "filename", "file_name", "image", "img", "path", "image_path", "img_path", "image_id", "id")
GROUP_TITLES = ("group", "writer", "writer_id", "signer", "user", "user_id", "source", "author", "annotator_name")
PART_TITLES = ("split", "part", "subset", "set", "partition", "usage", "fold")
# Columns that annotation tools and databases add; none of them is a label unless it is named.
OTHER_TITLES = (
    "id", "index", "unnamed_0", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "width",
    "height", "x", "y", "w", "h", "x1", "y1", "x2", "y2", "xmin", "ymin", "xmax", "ymax", "left", "top", "right",
    "bottom", "roi_x1", "size", "file_size", "date", "time", "timestamp", "url", "md5", "sha1", "hash", "confidence",
    "score", "area",
)  # fmt: skip
FIRST_ROWS = 200
MOSTLY = 0.6  # of the rows mark exactly one of their columns
FEW = 3  # rows; with fewer, one label for all may be chance
YES, NO = {"1", "1.0", "true"}, {"0", "0.0", "false", ""}


class UndecidedError(ValueError):
    """A list names files of the source, but its labels cannot be chosen. The text is what to do."""


class Columns(NamedTuple):
    """The numbers of the columns, and of the heading lines before the data (0 or 1).

    one_hot: the symbols that columns stand for, by number; label is then the first of them. about: the label column in
    words.
    """

    file: int
    label: int
    group: int | None
    part: int | None
    skip: int
    about: str
    one_hot: dict[int, str]


def choose_columns(title: str, rows: list[list[str]], finder: Finder, wanted: str = "") -> Columns:
    """Finds the columns of a list. wanted: the heading or number (from 1) of the label column, "" to choose it.

    Raises ValueError if no column names files of the source, or none or several may hold the labels.
    """
    first_rows = rows[: FIRST_ROWS + 1]
    width = max((len(row) for row in first_rows), default=0)
    hits = [sum(finder.weight(row[at]) for row in first_rows if at < len(row)) for at in range(width)]
    if width < 2 or not any(hits):
        first = ",".join(rows[0])[:80] if rows else ""
        raise ValueError(
            f"{title} names no file of the source in a column beside the labels; its first line is {first!r}. Write "
            "the path of each file in the source, then its label."
        )
    file = hits.index(max(hits))
    head = [*rows[0], *[""] * (width - len(rows[0]))]
    if finder.weight(head[file]) or PurePosixPath(head[file].lower()).suffix in IMAGE_ENDINGS:
        return without_heading(title, rows, file, width, wanted)
    return with_heading(title, head, rows[1:], file, wanted)


def with_heading(title: str, head: list[str], body: list[list[str]], file: int, wanted: str) -> Columns:
    """The columns of a list whose first line names them."""
    names = [normal(cell) for cell in head]
    others = [at for at in range(len(head)) if at != file]
    part = next((at for at in others if names[at] in PART_TITLES and are_parts(cells(body, at))), None)
    group = next((at for at in others if names[at] in GROUP_TITLES and normal(wanted) != names[at]), None)
    if wanted:
        label = named(title, head, others, wanted)
        refuse_unusable(title, head[label], cells(body, label))
        return Columns(file, label, group, part, 1, f"column {head[label].strip()!r} of {title}", {})
    rest = [at for at in others if at not in (part, group)]
    if symbols := one_hot(head, names, body, rest):
        about = f"the {len(symbols)} columns of 0 and 1 of {title} (one-hot)"
        return Columns(file, min(symbols), group, part, 1, about, symbols)
    label = likeliest(title, head, names, body, rest or others)
    return Columns(
        file, label, group if group != label else None, part, 1, f"column {head[label].strip()!r} of {title}", {}
    )


def likeliest(title: str, head: list[str], names: list[str], body: list[list[str]], rest: list[int]) -> int:
    """The label column by its heading, or else the only one that is no measure or number of the file.

    Raises ValueError if none is usable, or several are and no heading decides.
    """
    usable = [at for at in rest if not unusable(cells(body, at))]
    if not usable:
        refuse_unusable(title, head[rest[0]], cells(body, rest[0]))
    ranked = [at for name in LABEL_TITLES for at in usable if names[at] == name]
    ranked += [
        at for at in usable if set(names[at].split("_")) & set(LABEL_TITLES) and "id" not in names[at].split("_")
    ]
    left = [at for at in usable if names[at] not in OTHER_TITLES] or usable
    if ranked or len(left) == 1:
        return (ranked or left)[0]
    shown = ", ".join(head[at].strip() for at in left[:8])
    raise UndecidedError(f"label must name the column of labels of {title}; choose among: {shown}.")


def without_heading(title: str, rows: list[list[str]], file: int, width: int, wanted: str) -> Columns:
    """The columns of a list without a heading: the label is beside the file, unless it is wanted elsewhere."""
    others = [at for at in range(width) if at != file]
    part = next((at for at in others[1:] if are_parts(cells(rows, at))), None)
    rest = [at for at in others if at != part]
    if wanted:
        if wanted.strip() not in {str(at + 1) for at in others}:
            raise UndecidedError(
                f"label must be the number of a column of {title}, which has no heading: 1 to {width} except "
                f"{file + 1}, that of the files; got {wanted!r}."
            )
        rest = [int(wanted) - 1]
    texts = [at for at in rest if not are_numbers(cells(rows, at)) and not unusable(cells(rows, at))]
    label = texts[-1] if len(rest) >= FIRST_NUMBERS and texts else rest[0]
    refuse_unusable(title, f"number {label + 1}", cells(rows, label))
    about = title if width == 2 else f"column {label + 1} of {width} of {title}"
    return Columns(file, label, None, part, 0, about, {})


FIRST_NUMBERS = 3  # columns beside the file; from here on, numbers are measures


def named(title: str, head: list[str], others: Sequence[int], wanted: str) -> int:
    """The column with a wanted heading. Raises ValueError if there is none."""
    for same in (str.strip, normal):
        for at in others:
            if same(head[at]) == same(wanted):
                return at
    shown = ", ".join(head[at].strip() for at in others[:12])
    raise UndecidedError(f"label must name a column of {title} ({shown}); got {wanted!r}.")


def one_hot(head: list[str], names: list[str], body: list[list[str]], rest: list[int]) -> dict[int, str]:
    """The columns of which each row marks exactly one, and what each stands for; {} if they are something else."""
    marked = [at for at in rest if body and {cell.strip().lower() for cell in cells(body, at)} <= YES | NO]
    if len(marked) < 2 or any(names[at] in LABEL_TITLES[:20] for at in rest):
        return {}
    single = sum(
        sum(row[at].strip().lower() in YES for at in marked if at < len(row)) == 1 for row in body[:FIRST_ROWS]
    )
    return {at: head[at].strip() for at in marked} if single >= MOSTLY * len(body[:FIRST_ROWS]) else {}


def refuse_unusable(title: str, name: str, values: list[str]) -> None:
    """Raises ValueError if a column cannot hold labels."""
    if reason := unusable(values):
        raise UndecidedError(
            f"column {name.strip()!r} of {title} holds no labels: {reason}. Name another one in label."
        )


def unusable(values: list[str]) -> str:
    """Why a column cannot hold labels, or ""."""
    nested = next((value for value in values if is_nested(value)), None)
    if nested is not None:
        return f"its cells are lists or objects, such as {nested[:60]}"
    if len(values) > FEW and len(set(values)) == 1:
        return f"all {len(values)} rows have {values[0][:60]!r}"
    return ""


def cells(body: list[list[str]], at: int) -> list[str]:
    """The cells of a column in the first rows."""
    return [row[at] for row in body[:FIRST_ROWS] if at < len(row)]


def are_parts(values: list[str]) -> bool:
    """Whether every cell names a part of a dataset, and not all the same one."""
    parts = {part_named(value) for value in values}
    return None not in parts and len(parts) > 1


def are_numbers(values: list[str]) -> bool:
    """Whether every cell is a number."""
    return all(re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", value) for value in values)


def normal(title: str) -> str:
    """A heading for comparison: "Plate Text" -> "plate_text"."""
    return re.sub(r"\W+", "_", title.strip().lower()).strip("_")
