"""The parameters of reading images with a trained model."""

from engine.core.models.decoding.constraint import Constraint
from engine.core.specs.field_types import OptionalPath, Part
from engine.core.specs.known_texts import LENGTH, PATTERN, SYMBOLS, WORDS, constraint_of
from engine.spec import Spec, WholeRange, knob


class ClassifySpec(Spec):
    """Which model reads which images: a part of a dataset, or the files of a folder."""

    model: str = knob(..., "The model that reads the images.", names="model")
    dataset: str = knob(
        "", "The dataset to read. Its predictions are stored with the model, for Analyze.", names="dataset"
    )
    part: Part = knob("test", "Which part of the dataset to read.")
    beam: int = knob(
        1,
        "Recipe ctc: beginnings of a text kept during the beam search. 1 takes the best symbol of each frame.",
        low=1,
        high=100,
        unit="beginnings",
        label="Beam width",
    )
    folder: OptionalPath = knob("", "A folder of image files to read instead of a dataset.", names="file")
    output: OptionalPath = knob(
        "", "Where to write the lines `file,prediction`. A CSV file beside it has more.", names="file"
    )
    symbols: str = SYMBOLS()
    length: WholeRange = LENGTH()
    pattern: str = PATTERN()
    words: OptionalPath = WORDS()
    workers: int = knob(
        0, "Processes that read images. 0 uses every core where that pays.", low=0, high=256, unit="processes"
    )

    @property
    def constraint(self) -> Constraint:
        """What is known about the texts, except for the words of a file."""
        return constraint_of(self.symbols, self.length, self.pattern)
