"""The parameters of collecting: where labelled images come from and where their labels stand."""

import os
import re
from typing import Literal

from pydantic import field_validator, model_validator

from engine.collect.labels.symbols import expand, pairs
from engine.core.storage.paths import check_name
from engine.spec import Spec, knob


class CollectSpec(Spec):
    """What to collect; paths are made absolute, because a job may run in another folder."""

    name: str = knob(..., "Name of the new dataset.")
    source: tuple[str, ...] = knob(
        ..., "A folder or an archive (zip, tar, 7z, rar) with images, or a table of pixels; several become one."
    )
    label_from: Literal["stem", "suffix", "regex", "folder", "csv", "table"] = knob(
        "stem",
        "Where the label stands: in the file's name without its ending, before a separator in it, in what a pattern "
        "finds, in the name of the file's folder, in a list (CSV, JSON, text, Hugging Face's metadata), or beside "
        "the pixels of a table (CSV, IDX, NPY, NPZ, HDF5, Parquet).",
        group="labels",
    )
    group_from: Literal["none", "folder", "prefix"] = knob(
        "none",
        "For folder: who made an image, kept as its group: nobody known, the folder above the label's "
        "(User_1/A/x.jpg), or the file's name up to the first _ (A/maria_3.png).",
        group="labels",
    )
    separator: str = knob("_", "For suffix: where the label ends in the name; the last one counts.", group="labels")
    pattern: str = knob(
        "",
        "For regex: what to look for in the file's path; the group named label, or the first one, is the label, and "
        "one named group is the writer, signer or source.",
        group="labels",
    )
    csv: str = knob(
        "",
        "For csv: the list, with a column of files and one of labels; a name inside the source or a path, empty when "
        "the source holds exactly one.",
        group="labels",
    )
    kind: Literal["auto", "text", "class"] = knob(
        "auto", "What a label is: a text, or one symbol that names a class; auto looks at the labels.", group="labels"
    )
    names: Literal["auto", "keep", "translate"] = knob(
        "auto",
        "Whether names such as plus, dot and slash become the symbol; auto: where every label is a symbol or a name.",
        group="symbols",
    )
    symbols: tuple[str, ...] = knob(
        (), "Symbols of other names, each as name=symbol, such as integral=∫.", group="symbols"
    )
    number_symbols: str = knob(
        "", "For labels that are numbers: the symbols from the first on; A-Z makes 0-25 letters.", group="symbols"
    )
    first_number: int = knob(0, "The number of the first of these symbols.", low=0, high=1000, group="symbols")
    case: Literal["keep", "upper", "lower"] = knob("keep", "Whether letters keep their case.", group="symbols")
    pixels: str = knob(
        "", "For table: the array or column of pixels; empty where its name or shape tells.", group="table"
    )
    label: str = knob(
        "", "For table: the array or column of labels, or first or last of a CSV; empty where it shows.", group="table"
    )
    table_width: int = knob(
        0,
        "For table: width of a picture, where a row is no square; 0 where it is.",
        low=0,
        high=10_000,
        unit="px",
        group="table",
    )
    transpose: bool = knob(False, "For table: whether rows and columns of each picture change places.", group="table")
    workers: int = knob(0, "Processes that check the images; 0 takes what pays.", low=0, high=64, group="speed")

    @property
    def makes(self) -> tuple[Literal["dataset", "model"], str]:
        """The dataset that a job with this spec makes."""
        return "dataset", self.name

    @field_validator("source")
    @classmethod
    def absolute_paths(cls, paths: tuple[str, ...]) -> tuple[str, ...]:
        """Every source with its full path."""
        return tuple(os.path.abspath(os.path.expanduser(path)) for path in paths)

    @field_validator("csv")
    @classmethod
    def absolute_list(cls, path: str) -> str:
        """The list with its full path, where it is a file outside the source."""
        full = os.path.abspath(os.path.expanduser(path))
        return full if path and os.path.isfile(full) else path

    @model_validator(mode="after")
    def complete(self) -> "CollectSpec":
        """Holds what one field asks of another."""
        check_name(self.name, "dataset")
        if not self.source:
            raise ValueError("source is empty; give at least one archive or folder.")
        if self.label_from == "suffix" and not self.separator:
            raise ValueError("separator is empty; give the sign that ends the label in a name, such as _.")
        pairs(self.symbols)
        expand(self.number_symbols)
        if self.label_from == "regex":
            check_pattern(self.pattern)
        return self


def check_pattern(pattern: str) -> None:
    """Raises ValueError unless the pattern is a regular expression that can yield a label."""
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise ValueError(f"pattern is no regular expression ({error}); got {pattern!r}.") from None
    if not groups:
        raise ValueError(
            f"pattern must hold the label in brackets, such as (?P<label>[^_]+)_ for LABEL_number.png; got {pattern!r}."
        )
