"""The parameters of merging."""

from typing import Literal

from pydantic import model_validator

from engine.core.storage.paths import check_name
from engine.spec import Spec, knob


class MergeSpec(Spec):
    """Which datasets become one; they stay as they are."""

    name: str = knob(..., "Name of the new dataset.")
    dataset: tuple[str, ...] = knob(..., "A dataset to take in; their rows follow each other in the order given.")

    @property
    def makes(self) -> tuple[Literal["dataset", "model"], str]:
        """The dataset that a job with this spec makes."""
        return "dataset", self.name

    @model_validator(mode="after")
    def complete(self) -> "MergeSpec":
        """Asks for a name and two different datasets."""
        check_name(self.name, "dataset")
        if len(self.dataset) < 2:
            raise ValueError(f"dataset must name at least two datasets; got {', '.join(self.dataset) or 'none'}.")
        twice = sorted({each for each in self.dataset if self.dataset.count(each) > 1})
        if twice:
            raise ValueError(f"dataset names {twice[0]!r} twice; name each once.")
        return self
