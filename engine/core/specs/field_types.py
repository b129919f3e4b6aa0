"""Field types that several stages share: new names, paths, and the parts of a dataset."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from engine.core.datasets.info import PartName
from engine.core.storage.paths import NAME_RULE, is_usable_name


def usable_name(name: str) -> str:
    """Checks that a name is usable as a folder name."""
    if not is_usable_name(name):
        raise ValueError(f"must be {NAME_RULE}")
    return name


def absolute(path: str) -> str:
    """Makes a path absolute, because a job may run in another folder. Raises ValueError for an empty path."""
    if not path.strip():
        raise ValueError("must be a path")
    return os.path.normpath(Path(path).expanduser().absolute())


def absolute_or_none(path: str) -> str:
    """Like `absolute`, but "" (no path) stays ""."""
    return absolute(path) if path else path


NewName = Annotated[str, AfterValidator(usable_name)]
AbsolutePath = Annotated[str, AfterValidator(absolute)]
OptionalPath = Annotated[str, AfterValidator(absolute_or_none)]
Part = Literal[PartName, "all"]
