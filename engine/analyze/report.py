"""All tables of an analysis, computed from the stored predictions of a model."""

from typing import Any, NamedTuple

import pandas as pd

from engine.analyze import confusions, predictions, scores


class Report(NamedTuple):
    """Stored predictions and the tables computed from them, as described in the modules of this package."""

    predictions: pd.DataFrame
    summary: dict[str, Any]
    by_symbol: pd.DataFrame
    by_position: pd.DataFrame
    confusions: pd.DataFrame
    matrix: pd.DataFrame


def make_report(model_name: str, dataset_name: str, part: str) -> Report:
    """Computes the tables for a part of a dataset. Raises like `predictions.load`."""
    frame = predictions.load(model_name, dataset_name, part)
    return Report(
        predictions=frame,
        summary=scores.summary(frame),
        by_symbol=scores.by_symbol(frame),
        by_position=scores.by_position(frame),
        confusions=confusions.confusions(frame),
        matrix=confusions.matrix(frame),
    )
