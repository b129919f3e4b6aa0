"""The parameters of collecting: where labelled images come from, and where their labels are found."""

from pathlib import Path
from typing import Literal

from pydantic import field_validator, model_validator

from engine.collect.labels.patterns import compiled
from engine.collect.labels.symbols import expand, pairs
from engine.core.specs.field_types import AbsolutePath, NewName, absolute
from engine.core.storage.encodings import Encoding
from engine.spec import Spec, knob


class CollectSpec(Spec):
    """What to collect. Paths are made absolute because a job may run in another folder."""

    name: NewName = knob(..., "Name of the new dataset.")
    source: tuple[AbsolutePath, ...] = knob(
        ...,
        "A folder or archive (zip, tar, 7z, rar) of images, or a table of pixels. Several become one dataset.",
        label="Sources",
        names="file",
    )
    label_from: Literal["stem", "suffix", "regex", "folder", "csv", "table"] = knob(
        "stem",
        "stem: the file name without its extension. suffix: the start of the file name, up to a separator. regex: a "
        "pattern applied to the file's path. folder: the name of the file's folder. csv: a list (CSV, JSON, text, "
        "Hugging Face metadata). table: beside the pixels in a table (CSV, IDX, NPY, NPZ, HDF5, Parquet).",
        group="labels",
        label="Labels come from",
        choice_labels={
            "stem": "file name (stem)",
            "suffix": "start of file name (suffix)",
            "regex": "pattern (regex)",
            "csv": "list (csv)",
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
        "With suffix: the characters that end the label in the file name. Their last occurrence counts.",
        group="labels",
        label="Separator after the label",
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
        "machine. Leave it empty if the source contains exactly one list.",
        group="labels",
        label="List of labels",
        names="file",
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
    pixels: str = knob(
        "",
        "With table: the array or column of pixels. Leave it empty to find it by name or shape.",
        group="table",
        label="Array or column of pixels",
    )
    label: str = knob(
        "",
        "With table: the array or column of labels; for a CSV also first or last. Leave it empty to find it by name or "
        "values.",
        group="table",
        label="Array or column of labels",
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
        "The encoding of file names in archives that do not say theirs. auto takes UTF-8, or else the likeliest for all "
        "names, and reports it.",
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
        if self.label_from == "suffix" and not self.separator:
            raise ValueError(
                "separator must not be empty; give the character that ends the label in a file name, such as _."
            )
        pairs(self.symbols)
        expand(self.number_symbols)
        if self.label_from == "regex":
            check_pattern(self.pattern)
        return self


def check_pattern(pattern: str) -> None:
    """Raises ValueError unless the pattern is a regular expression with a group for the label."""
    if not compiled(pattern).groups:
        raise ValueError(
            "pattern must enclose the label in parentheses, such as (?P<label>[^_]+)_ for LABEL_number.png; got "
            f"{pattern!r}."
        )
