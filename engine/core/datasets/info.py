"""What dataset.json holds."""

from typing import Any, Literal

from pydantic import BaseModel

PARTS = ("train", "validation", "test")


class DatasetInfo(BaseModel):
    """What dataset.json holds. Ranges are [smallest, largest]; width and height in pixels."""

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
    recipe: bool = False  # without shards; its rows are drawn when they are needed
    drawing: int = (
        1  # of a recipe: the version of the drawing code, as `engine.core.datasets.on_demand.VERSION` counts them
    )
