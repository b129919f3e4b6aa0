"""What was read, as lines of text: `file,prediction`, and a CSV with more columns beside them."""

from pathlib import Path
from typing import NamedTuple

from engine.classify.spec import ClassifySpec
from engine.core.jobs.job import Job
from engine.core.storage.files import as_csv, write_text


class Line(NamedTuple):
    """An image file and what was read in it; prediction and confidence are None where it could not be read."""

    file: str
    prediction: str | None
    confidence: float | None
    notice: str


def write_lines(lines: list[Line], spec: ClassifySpec, job: Job) -> Path:
    """Writes `file,prediction` lines of what could be read, and a CSV of all beside them; returns the first's path."""
    output = Path(spec.output) if spec.output else job.folder / "output.txt"
    read = [(line.file, line.prediction) for line in lines if line.prediction is not None]
    write_text(output, as_csv(["file", "prediction"], read))
    write_text(output.with_suffix(".csv"), as_csv(Line._fields, lines))
    return output
