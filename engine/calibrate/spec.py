"""The parameters of calibrating a model's confidence."""

from typing import Literal

from engine.core.models.decoding.constraint import Constraint
from engine.core.specs.field_types import OptionalPath
from engine.core.specs.known_texts import LENGTH, PATTERN, SYMBOLS, WORDS, constraint_of
from engine.spec import Spec, WholeRange, knob


class CalibrateSpec(Spec):
    """Which model is calibrated, on which labelled images that it did not learn from."""

    model: str = knob(..., "The model whose confidence is calibrated.", names="model")
    dataset: str = knob(..., "A dataset with images like those that will be read.", names="dataset")
    part: Literal["validation", "test", "all"] = knob(
        "validation", "Which part of the dataset. The model must not have learned from it."
    )
    symbols: str = SYMBOLS()
    length: WholeRange = LENGTH()
    pattern: str = PATTERN()
    words: OptionalPath = WORDS()
    keep: bool = knob(
        False,
        "Keep what is known about the texts in the model: it then reads only such texts, unless told otherwise.",
        group="What is known about the texts",
        label="Keep it in the model",
    )

    @property
    def constraint(self) -> Constraint:
        """What is known about the texts, except for the words of a file."""
        return constraint_of(self.symbols, self.length, self.pattern)
