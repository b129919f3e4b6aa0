"""What reading images with a trained model needs to know."""

from typing import Literal

from engine.spec import Spec, knob


class ClassifySpec(Spec):
    """Which model reads what: a part of a dataset, or the files of a folder."""

    model: str = knob(..., "The model that reads.")
    dataset: str = knob("", "The dataset to read; its readings are stored with the model, for Analyze.")
    part: Literal["train", "validation", "test", "all"] = knob("test", "Which part of the dataset to read.")
    beam: int = knob(
        1,
        "Recipe ctc: how many beginnings of a text are kept while reading; 1 takes the best symbol of each step.",
        low=1,
        high=100,
        unit="beginnings",
    )
    folder: str = knob("", "A folder of image files to read instead of a dataset.")
    output: str = knob("", "Where the lines `file,prediction` go; next to it a CSV file with more columns.")
