"""The content of dataset.json."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from engine.core.storage.files import damaged, read_as
from engine.core.storage.folders import version_of

PartName = Literal["train", "validation", "test"]
PARTS: tuple[PartName, ...] = get_args(PartName)
MEND = "restore it from a copy, or delete its folder and make the dataset again"


def rising(ends: tuple[int, int]) -> tuple[int, int]:
    """Checks that a range starts at 0 or above, and does not end below its start."""
    if not 0 <= ends[0] <= ends[1]:
        raise ValueError("must be the smallest and the largest value, 0 or more")
    return ends


def moment(text: str) -> str:
    """Checks that a text is a time such as 2026-01-31T12:00:00."""
    datetime.fromisoformat(text)
    return text


Moment = Annotated[str, AfterValidator(moment)]
Ends = Annotated[tuple[int, int], AfterValidator(rising)]


class DatasetInfo(BaseModel):
    """The content of dataset.json. Ranges are [smallest, largest]; width and height are in pixels.

    on_the_fly: there are no shards; rows are drawn when needed. The file calls this "recipe".
    drawing: the version of the code that draws the rows (`engine.core.datasets.on_demand.VERSION`).
    """

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    kind: Literal["text", "class"]
    count: int = Field(ge=1)
    alphabet: str
    lengths: Ends
    width: Ends
    height: Ends
    fingerprint: str
    source: str
    spec: dict[str, Any]
    created: Moment
    on_the_fly: bool = Field(default=False, alias="recipe")
    drawing: int = 1


def read_info(folder: Path) -> DatasetInfo:
    """The content of a dataset's dataset.json, not to be changed. Reads it once for each state of the file.

    Raises DamagedFileError, with a sentence, if the file is damaged.
    """
    return cached_info(folder, *version_of(folder / "dataset.json"))


@lru_cache(maxsize=1024)
def cached_info(folder: Path, *version: int) -> DatasetInfo:
    """The content of dataset.json in a folder, once for each version of the file."""
    path = folder / "dataset.json"
    try:
        return read_as(path, DatasetInfo, MEND)
    except FileNotFoundError:
        raise damaged(path, "it is missing", MEND) from None
