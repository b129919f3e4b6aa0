"""The parameters of collecting: where labelled images come from and where their labels stand."""

import os
import re
from typing import Literal

from pydantic import field_validator, model_validator

from engine import storage
from engine.spec import Spec, knob


class CollectSpec(Spec):
    """What to collect; paths are made absolute, because a job may run in another folder."""

    name: str = knob(..., "Name of the new dataset.")
    source: tuple[str, ...] = knob(
        ..., "A folder or an archive (zip, tar, 7z, rar) with images; several become one dataset."
    )
    label_from: Literal["stem", "regex", "folder", "csv"] = knob(
        "stem",
        "Where the label stands: in the file's name without its ending, in what a pattern finds, in the name of the "
        "file's folder, or in a CSV list.",
        group="labels",
    )
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
        storage.check_name(self.name, "dataset")
        if not self.source:
            raise ValueError("source is empty; give at least one archive or folder.")
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
