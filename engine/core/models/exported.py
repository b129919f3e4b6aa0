"""What is known about a model's exports: each was read back and compared with the model on the same images."""

from pydantic import BaseModel, ConfigDict, Field

from engine.core.datasets.info import Moment


class Exported(BaseModel):
    """An export of a model.

    bytes: size of its file or files. milliseconds: CPU time of one image. difference: largest one of a probability (of
    a confidence, for a bundle) on `compared` images. n: labelled images of `dataset` (its test part) that both read;
    accuracy: share that the export reads correctly. lost: share that it reads fewer than the model, with its 95 %
    interval. changed: share of texts that it reads otherwise. Without labelled images n is 0, and so are the shares.
    """

    model_config = ConfigDict(extra="ignore")

    bytes: int = Field(ge=0)
    milliseconds: float
    compared: int
    difference: float
    dataset: str = ""
    n: int = Field(default=0, ge=0)
    accuracy: float = 0.0
    lost: float = 0.0
    lost_low: float = 0.0
    lost_high: float = 0.0
    changed: float = 0.0
    version: str
    created: Moment
