"""The parameters of reading images with a trained model."""

from typing import Literal

from engine.core.models.decoding.constraint import Constraint
from engine.core.specs.field_types import OptionalPath, Part
from engine.core.specs.known_texts import LENGTH, PATTERN, SYMBOLS, WORDS, constraint_of
from engine.spec import Spec, WholeRange, knob

Format = Literal["lines", "csv", "submission", "jsonl", "parquet"]


class ClassifySpec(Spec):
    """Which model reads which images: a part of a dataset, or image files. Or which of its files is converted."""

    model: str = knob("", "The model that reads the images.", names="model")
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
    zip: OptionalPath = knob("", "A zip file of images to read instead of a dataset.", names="file")
    image: OptionalPath = knob("", "A single image file to read instead of a dataset.", names="file")
    lines: bool = knob(
        False,
        "Cut each image into symbols and read a line or an equation, with a model of single symbols.",
        label="Lines of symbols",
    )
    solve: bool = knob(False, "Solve what was read as an equation, such as 3+5=? or 2x+3=7.", group="Results")
    accept_errors: float = knob(
        0,
        "Accept texts so that at most this share of them is wrong, such as 0.01; the model is not sure of the others. "
        "0 promises nothing.",
        low=0,
        high=0.5,
        exact=True,
        group="Results",
        label="Accept at most this share of errors",
    )
    format: Format = knob(
        "lines",
        "What is written: lines `file,prediction` and a CSV with more beside them, that CSV alone, a submission (a "
        "title, then `file,prediction` sorted by file), JSON lines, or Parquet.",
        group="Results",
    )
    title: str = knob("", "The first line of a submission.", group="Results")
    output: OptionalPath = knob("", "Where to write it. Default: the folder of the job.", names="file", group="Results")
    convert: OptionalPath = knob(
        "",
        "A file that classify wrote, to be written in another format. No image is read.",
        names="file",
        group="Results",
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
