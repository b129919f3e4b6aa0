"""The parameters of merging."""

from typing import Literal

from pydantic import model_validator

from engine.core.specs.field_types import NewName
from engine.spec import Spec, knob


class MergeSpec(Spec):
    """Which datasets are combined into a new one. They are not changed."""

    name: NewName = knob(..., "Name of the new dataset.")
    dataset: tuple[str, ...] = knob(
        ..., "The datasets to combine. Their rows follow each other in this order.", names="dataset", label="Datasets"
    )

    @property
    def makes(self) -> tuple[Literal["dataset", "model"], str]:
        """The dataset that a job with this spec makes."""
        return "dataset", self.name

    @model_validator(mode="after")
    def complete(self) -> "MergeSpec":
        """Requires at least two datasets, each named once."""
        if len(self.dataset) < 2:
            raise ValueError(
                f"dataset must name at least two datasets; got {', '.join(self.dataset) or 'none'}. Add one."
            )
        twice = sorted({name for name in self.dataset if self.dataset.count(name) > 1})
        if twice:
            raise ValueError(f"dataset must name each dataset once; got {twice[0]!r} more than once. Remove one.")
        return self
