"""The parameters of turning corrections into a dataset."""

from typing import Literal

from engine.core.specs.field_types import NewName
from engine.spec import Spec, knob


class CorrectSpec(Spec):
    """The corrections of which model become which dataset."""

    model: str = knob(..., "The model whose texts were corrected.", names="model")
    export: NewName = knob(..., "Name of the new dataset of corrected images.", label="Dataset name")

    @property
    def makes(self) -> tuple[Literal["dataset", "model"], str]:
        """The dataset that a job with this spec makes."""
        return "dataset", self.export
