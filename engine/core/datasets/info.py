"""The content of dataset.json."""

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

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
