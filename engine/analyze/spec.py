"""What an analysis is about."""

from typing import Literal

from engine.spec import Spec, knob


class AnalyzeSpec(Spec):
    """Whose readings of what are analysed."""

    model: str = knob(..., "The model whose readings are analysed.")
    dataset: str = knob(..., "The dataset it read.")
    part: Literal["train", "validation", "test", "all"] = knob("test", "Which part of the dataset.")
