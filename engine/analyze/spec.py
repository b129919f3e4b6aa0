"""The parameters of an analysis."""

from engine.core.specs.field_types import Part
from engine.spec import Spec, knob


class AnalyzeSpec(Spec):
    """Which predictions are analysed: of which model, on which part of which dataset."""

    model: str = knob(..., "The model whose predictions are analysed.", names="model")
    dataset: str = knob(..., "The dataset on which the predictions were made.", names="dataset")
    part: Part = knob("test", "The part of the dataset to analyse.")
