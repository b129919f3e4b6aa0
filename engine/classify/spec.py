"""The parameters of reading images with a trained model."""

from engine.core.models.decoding.constraint import Constraint
from engine.core.specs.field_types import OptionalPath, Part
from engine.spec import Span, Spec, WholeRange, knob


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
    symbols: str = knob(
        "",
        "The symbols that a text may have. Empty allows all that the model knows.",
        group="What is known about the texts",
        label="Allowed symbols",
    )
    length: WholeRange = knob(
        Span(0, 0),
        "The number of symbols of a text, or a range such as 4-6. 0 allows every length that the model reads.",
        low=0,
        high=1000,
        unit="symbols",
        group="What is known about the texts",
        label="Text length",
    )
    pattern: str = knob(
        "",
        "The pattern of a text, such as LLDDD: L is a letter, D a digit, A either, ? any symbol, [xyz] one of these, "
        "{2} or {1,3} repeats the symbol before it; anything else is itself.",
        group="What is known about the texts",
        label="Text pattern",
    )
    words: OptionalPath = knob(
        "",
        "A file with all possible texts, one on each line.",
        names="file",
        group="What is known about the texts",
        label="Word list",
    )
    workers: int = knob(
        0, "Processes that read images. 0 uses every core where that pays.", low=0, high=256, unit="processes"
    )

    @property
    def constraint(self) -> Constraint:
        """What is known about the texts, except for the words of a file."""
        return Constraint(self.symbols, self.length if any(self.length) else None, self.pattern)
