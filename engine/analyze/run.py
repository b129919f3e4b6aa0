"""The analysis as a command: the tables of a view of stored predictions."""

from pathlib import Path
from typing import Any

from engine.analyze import tables, views
from engine.analyze.spec import AnalyzeSpec


def run(spec: AnalyzeSpec) -> dict[str, Any]:
    """The numbers, tables and sentences of a view of a model's predictions on a part of a dataset.

    Raises ValueError if there are no predictions for that part yet.
    """
    result = views.VIEWS[spec.view](views.request(spec))
    written = {"written": tables.write(result, Path(spec.tables))} if spec.tables else {}
    about = {"model": spec.model, "dataset": spec.dataset, "part": spec.part}
    return about | tables.as_data(result) | written
