"""The content of dataset.json."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from engine.core.storage.files import read_json
from engine.core.storage.folders import version_of

PartName = Literal["train", "validation", "test"]
PARTS: tuple[PartName, ...] = get_args(PartName)


class DatasetInfo(BaseModel):
    """The content of dataset.json. Ranges are [smallest, largest]; width and height are in pixels.

    on_the_fly: there are no shards; rows are drawn when needed. The file calls this "recipe".
    drawing: the version of the code that draws the rows (`engine.core.datasets.on_demand.VERSION`).
    """

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    kind: Literal["text", "class"]
    count: int
    alphabet: str
    lengths: tuple[int, int]
    width: tuple[int, int]
    height: tuple[int, int]
    fingerprint: str
    source: str
    spec: dict[str, Any]
    created: str
    on_the_fly: bool = Field(default=False, alias="recipe")
    drawing: int = 1


def read_info(folder: Path) -> DatasetInfo:
    """The content of a dataset's dataset.json, not to be changed. Reads it once for each state of the file."""
    return cached_info(folder, *version_of(folder / "dataset.json"))


@lru_cache(maxsize=1024)
def cached_info(folder: Path, *version: int) -> DatasetInfo:
    """The content of dataset.json in a folder, once for each version of the file."""
    return DatasetInfo.model_validate(read_json(folder / "dataset.json"))
