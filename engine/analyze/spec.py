"""The parameters of an analysis."""

from typing import Literal

from engine.core.specs.field_types import OptionalPath, Part
from engine.spec import Spec, knob

View = Literal["overview", "confusions", "samples", "factors", "groups", "segments"]


class AnalyzeSpec(Spec):
    """Which predictions are analysed: of which model, on which part of which dataset, and in which view."""

    model: str = knob(..., "The model whose predictions are analysed.", names="model")
    dataset: str = knob(..., "The dataset on which the predictions were made.", names="dataset")
    part: Part = knob("test", "The part of the dataset to analyse.")
    view: View = knob(
        "overview",
        "overview: scores. confusions: which symbols are confused. samples: which images. factors: which property of "
        "an image causes errors. groups: accuracy by writer or source. segments: weak spots, found by a tree.",
    )
    other: str = knob("", "Another model to compare with, on the same images.", names="model", label="Compare with")
    factors: str = knob(
        "",
        'With the view factors: the terms of a regression of "read correctly", such as '
        "noise,rotation^2,noise:rotation. With the view groups: the column of the groups.",
    )
    cluster: str = knob(
        "auto",
        "Readings with the same value of this column fail together, which intervals take into account: text, or a "
        "column such as group. auto takes text, or each image alone where texts have one symbol.",
    )
    query: str = knob("", "Only predictions that meet these conditions, such as length>=4 correct=no.")
    tables: OptionalPath = knob(
        "", "A folder in which every table of the view is also written, as CSV and Parquet.", names="file"
    )
