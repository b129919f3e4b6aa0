"""Field types that several stages share: new names, paths, and the parts of a dataset."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from engine.core.datasets.info import PartName
from engine.core.storage.paths import NAME_RULE, is_usable_name

LONGEST_PART, LONGEST_PATH = 255, 4000  # bytes of a file's or folder's name and of a whole path, on most systems


def usable_name(name: str) -> str:
    """Checks that a name is usable as a folder name."""
    if not is_usable_name(name):
        raise ValueError(f"must be {NAME_RULE}")
    return name


def possible_path(path: str) -> str:
    """Checks that a text can be a path; systems raise errors of their own for one that is too long."""
    longest = max((len(os.fsencode(part)) for part in Path(path).parts), default=0)
    if "\0" in path or longest > LONGEST_PART or len(os.fsencode(path)) > LONGEST_PATH:
        raise ValueError(f"must be a path whose parts have at most {LONGEST_PART} bytes, without null characters")
    return path


def absolute(path: str) -> str:
    """Makes a path absolute, because a job may run in another folder. Raises ValueError if it cannot be a path."""
    if not path.strip():
        raise ValueError("must be a path")
    try:
        return os.path.normpath(Path(possible_path(path)).expanduser().absolute())
    except RuntimeError:
        raise ValueError("must be a path; there is no home folder of that user") from None


def absolute_or_none(path: str) -> str:
    """Like `absolute`, but "" (no path) stays ""."""
    return absolute(path) if path else path


NewName = Annotated[str, AfterValidator(usable_name)]
AbsolutePath = Annotated[str, AfterValidator(absolute)]
FileOrName = Annotated[str, AfterValidator(possible_path)]
OptionalPath = Annotated[str, AfterValidator(absolute_or_none)]
Part = Literal[PartName, "all"]
