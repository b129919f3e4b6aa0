"""The parameters of collecting: where labelled images come from, and where their labels are found."""

from pathlib import Path
from typing import Literal

from pydantic import field_validator, model_validator

from engine.collect.labels.patterns import compiled
from engine.collect.labels.symbols import expand, pairs
from engine.core.specs.field_types import AbsolutePath, NewName, absolute
from engine.core.storage.encodings import Encoding
from engine.imaging.pixels import Frame
from engine.spec import Spec, knob, knobs

# The ways to find labels that use a field; other fields have an effect on all.
ONLY_FOR = {
    "group_from": ("folder",),
    "separator": ("suffix", "end"),
    "pattern": ("regex",),
    "csv": ("csv",),
    "label": ("csv", "table"),
    "parts": ("stem", "suffix", "end", "regex", "folder", "csv", "sidecar"),
    "percent": ("stem", "suffix", "end", "regex", "folder"),
    "copies": ("stem", "suffix", "end", "regex", "folder"),
    "pixels": ("table",),
    "table_width": ("table",),
    "transpose": ("table",),
}


class CollectSpec(Spec):
    """What to collect. Paths are made absolute because a job may run in another folder."""

    name: NewName = knob(..., "Name of the new dataset.")
    source: tuple[AbsolutePath, ...] = knob(
        ...,
        "A folder or archive (zip, tar, 7z, rar) of images, or a table of pixels. Several become one dataset.",
        label="Sources",
        names="file",
    )
    label_from: Literal["auto", "stem", "suffix", "end", "regex", "folder", "csv", "sidecar", "table"] = knob(
        "auto",
        "auto: found from the files, and reported with the reason. stem: the file name without its extension. suffix: "
        "the start of the file name, up to a separator. end: the end of the file name, after a separator. regex: a "
        "pattern applied to the file's path. folder: the name of the file's folder. csv: a list (CSV, JSON, text, and "
        "exports of annotation tools). sidecar: a file beside each image (text, or boxes of symbols). table: beside "
        "the pixels in a table (CSV, IDX, NPY, NPZ, HDF5, MAT, Parquet).",
        group="labels",
        label="Labels come from",
        choice_labels={
            "auto": "found automatically (auto)",
            "stem": "file name (stem)",
            "suffix": "start of file name (suffix)",
            "end": "end of file name (end)",
            "regex": "pattern (regex)",
            "csv": "list (csv)",
            "sidecar": "file beside each image (sidecar)",
        },
    )
    group_from: Literal["none", "folder", "prefix"] = knob(
        "none",
        "With folder: where the group of an image (its writer, signer or source) is found. folder: the folder above "
        "the label's (User_1/A/x.jpg). prefix: the file name up to the first _ (A/maria_3.png). none: no groups.",
        group="labels",
        label="Groups come from",
        choice_labels={"folder": "folder above", "prefix": "start of file name"},
    )
    separator: str = knob(
        "_",
        "With suffix or end: the characters between the label and the rest of the file name. Their last occurrence "
        "counts.",
        group="labels",
        label="Separator beside the label",
    )
    pattern: str = knob(
        "",
        "With regex: the regular expression to search for in the file's path. Its group named `label`, or else its "
        "first group, is the label. A group named `group` is the writer, signer or source.",
        group="labels",
        label="Pattern (regular expression)",
    )
    csv: str = knob(
        "",
        "With csv: the list with a column of files and a column of labels, as a path inside the source or on this "
        "machine. Leave it empty to use those in the source that name its files.",
        group="labels",
        label="List of labels",
        names="file",
    )
    label: str = knob(
        "",
        "With csv: the heading of the column of labels, or its number if the list has no heading. With table: the "
        "array or column of labels; for a CSV also first or last. Leave it empty to find it by name or values.",
        group="labels",
        label="Array or column of labels",
    )
    parts: Literal["keep", "ignore"] = knob(
        "keep",
        "Whether the author's parts become the split of the dataset: folders, archives, arrays or lists named train, "
        "validation and test, or such a column of a list.",
        group="labels",
        label="Author's parts",
        choice_labels={"keep": "keep as the split"},
    )
    kind: Literal["auto", "text", "class"] = knob(
        "auto",
        "Whether a label is a text, or one symbol that stands for a class. auto decides from the labels.",
        group="labels",
        label="Kind of dataset",
    )
    names: Literal["auto", "keep", "translate"] = knob(
        "auto",
        "Whether to replace names such as plus, dot and slash by their symbols. auto replaces them if every label is a "
        "symbol or such a name.",
        group="symbols",
        label="Names of symbols",
    )
    symbols: tuple[str, ...] = knob(
        (),
        "Symbols for further names, each written name=symbol, such as integral=∫.",
        group="symbols",
        label="Further names (name=symbol)",
    )
    number_symbols: str = knob(
        "",
        "If labels are numbers: the symbols they stand for, in order. A-Z turns 0-25 into letters.",
        group="symbols",
        label="Symbols for numbers",
    )
    first_number: int = knob(
        0,
        "The number that stands for the first of the symbols for numbers.",
        low=0,
        high=1000,
        group="symbols",
        label="Number of the first symbol",
    )
    case: Literal["keep", "upper", "lower"] = knob(
        "keep",
        "Keeps letters as they are, or turns them into upper or lower case.",
        group="symbols",
        label="Letter case",
    )
    remove_start: str = knob(
        "",
        "A beginning to remove from the labels that have it, such as img_.",
        group="symbols",
        label="Beginning to remove",
    )
    remove_end: str = knob(
        "",
        "An end to remove from the labels that have it, such as .0.",
        group="symbols",
        label="End to remove",
    )
    copies: Literal["keep", "remove"] = knob(
        "keep",
        'Whether to remove what marks a copied file, such as " (1)" and " - Copy".',
        group="symbols",
        label="Endings of copies",
    )
    percent: Literal["auto", "keep"] = knob(
        "auto",
        "Whether to decode percent signs in file names, such as %2B for +. auto decodes them if all are valid.",
        group="symbols",
        label="Percent signs in names",
        choice_labels={"auto": "decode if valid (auto)"},
    )
    pixels: str = knob(
        "",
        "With table: the array or column of pixels. Leave it empty to find it by name or shape.",
        group="table",
        label="Array or column of pixels",
    )
    table_width: int = knob(
        0,
        "With table: the width of the images. 0 takes rows of pixels as square images.",
        low=0,
        high=10_000,
        unit="px",
        group="table",
        label="Image width in the table",
    )
    transpose: bool = knob(
        False,
        "With table: swap rows and columns of each image.",
        group="table",
        label="Swap rows and columns of images",
    )
    name_encoding: Encoding = knob(
        "auto",
        "The encoding of file names in archives that do not say theirs. auto takes UTF-8, or else the likeliest for "
        "all names, and reports it.",
        group="encodings",
        label="Encoding of file names",
    )
    encoding: Encoding = knob(
        "auto",
        "The encoding of lists, texts and CSV tables. auto takes the one that the file states, UTF-8, or else the "
        "likeliest (cp1252 if there are too few letters to choose), and reports it.",
        group="encodings",
        label="Encoding of lists",
    )
    frame: Frame = knob(
        "auto",
        "The frame to take of an animation, or the page of a TIFF. auto: the first, or if that is blank, the one with "
        "most ink. ink: the one with most ink.",
        group="images",
        label="Frame of animations",
        choice_labels={"ink": "most ink (ink)"},
    )
    workers: int = knob(
        0,
        "Number of processes that check the images. 0 chooses a number for the size of the source.",
        low=0,
        high=64,
        group="speed",
        label="Parallel processes",
    )

    @property
    def makes(self) -> tuple[Literal["dataset", "model"], str]:
        """The dataset that a job with this spec makes."""
        return "dataset", self.name

    @field_validator("csv")
    @classmethod
    def absolute_list(cls, path: str) -> str:
        """Makes the path of the list absolute if it is a file outside the source."""
        full = absolute(path) if path else path
        return full if Path(full).is_file() else path

    @model_validator(mode="after")
    def complete(self) -> "CollectSpec":
        """Checks what one field requires of another."""
        if not self.source:
            raise ValueError("source must name at least one archive or folder; got none. Give its path.")
        if self.label_from in ONLY_FOR["separator"] and not self.separator:
            raise ValueError(
                "separator must not be empty; give the character beside the label in a file name, such as _."
            )
        pairs(self.symbols)
        expand(self.number_symbols)
        if self.way == "regex":
            check_pattern(self.pattern)
        self.refuse_what_has_no_effect()
        return self

    @property
    def way(self) -> str:
        """Where labels come from, as far as the spec alone decides: `label_from`, or what a given option is for."""
        given = (knob.name for knob in knobs(CollectSpec) if getattr(self, knob.name) != knob.default)
        ways = [ONLY_FOR[name] for name in given if name in ONLY_FOR]
        single = next((way[0] for way in ways if len(way) == 1), "auto")
        return self.label_from if self.label_from != "auto" else single

    def refuse_what_has_no_effect(self) -> None:
        """Raises ValueError if an option is given that the chosen kind of label does not use."""
        for field in knobs(CollectSpec):
            ways = ONLY_FOR.get(field.name, ())
            if ways and self.way not in ("auto", *ways) and getattr(self, field.name) != field.default:
                raise ValueError(
                    f"{field.name} has an effect only if label_from is {' or '.join(ways)}; got label_from {self.way}. "
                    f"Leave {field.name} out, or change label_from."
                )
        for name in ("first_number", "case", "names"):
            default = CollectSpec.model_fields[name].default
            if bool(self.number_symbols) == (name != "first_number") and getattr(self, name) != default:
                raise ValueError(
                    f"{name} has an effect only with{'' if name == 'first_number' else 'out'} number_symbols; got "
                    f"number_symbols {self.number_symbols!r}. Leave one of them out."
                )


def check_pattern(pattern: str) -> None:
    """Raises ValueError unless the pattern is a regular expression with a group for the label."""
    if not compiled(pattern).groups:
        raise ValueError(
            "pattern must enclose the label in parentheses, such as (?P<label>[^_]+)_ for LABEL_number.png; got "
            f"{pattern!r}."
        )
