"""The analysis as a command: a summary of the stored predictions."""

from typing import Any

from engine.analyze import predictions
from engine.analyze.confusions import confusions
from engine.analyze.scores import summary
from engine.analyze.spec import AnalyzeSpec


def run(spec: AnalyzeSpec) -> dict[str, Any]:
    """The scores, with 95 % intervals, of a model on a part of a dataset.

    Raises ValueError if there are no predictions for that part yet.
    """
    frame = predictions.load(spec.model, spec.dataset, spec.part)
    most_frequent = confusions(frame).head(10)
    return {
        "model": spec.model,
        "dataset": spec.dataset,
        "part": spec.part,
        **summary(frame),
        "confusions": most_frequent[["true", "read", "count"]].to_dict("records"),
    }
