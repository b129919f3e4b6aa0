"""What was read in bulk, with what may be accepted of it: written as files, and summed up."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from engine.classify.lines.solve import solve
from engine.classify.outputs import NAMES, Line, write
from engine.classify.spec import ClassifySpec
from engine.core.jobs.job import Job
from engine.core.models.trust.trust import Trust

LISTED = 20  # unreadable files that a summary names


class Results:
    """Predictions for files, in their order.

    table: with the columns predicted (null for a file that cannot be read), confidence, notice, width, height and ink.
    """

    def __init__(self, spec: ClassifySpec, trust: Trust, files: list[str], table: pa.Table) -> None:
        self.spec, self.trust = spec, trust
        self.suspended = trust.suspended(arrived(table)) if trust.promise else ""
        texts, confidences, notices = (table[name].to_pylist() for name in ("predicted", "confidence", "notice"))
        self.lines = [self.line(*row) for row in zip(files, texts, confidences, notices, strict=True)]
        self.noticed = sum(bool(notice) for text, notice in zip(texts, notices, strict=True) if text is not None)

    def line(self, file: str, text: str | None, confidence: float | None, notice: str) -> Line:
        """What is written about a file. Nothing is accepted while the promise is suspended."""
        if text is None or confidence is None:
            return Line(file, None, None, False if self.trust.promise else None, notice)
        accepted = self.trust.accepts(confidence, notice)
        said = f"{notice} {answer(text)}".strip() if self.spec.solve else notice
        return Line(file, text, round(confidence, 6), accepted and not self.suspended, said)

    def write(self, job: Job, correct: np.ndarray | None = None) -> dict[str, Any]:
        """Writes the lines in the format of the spec, and a CSV with all columns; returns the summary.

        correct: which texts are right, bool (n), where that is known.
        """
        form = self.spec.format
        output = Path(self.spec.output) if self.spec.output else job.folder / NAMES[form]
        table = output.with_suffix(".csv") if form == "lines" else job.folder / "output.csv"
        write(output, self.lines, form, self.spec.title)
        if table != output:
            write(table, self.lines, "csv")
        return {**self.summary(correct), "output": str(output), "table": str(table)}

    def summary(self, correct: np.ndarray | None) -> dict[str, Any]:
        """The lines in figures."""
        bad = [f"{line.file}: {line.notice}" for line in self.lines if line.prediction is None]
        counts = {
            "n": len(self.lines) - len(bad),
            "noticed": self.noticed,
            "unreadable": len(bad),
            "reasons": bad[:LISTED],
        }
        single = self.lines[0]._asdict() if self.spec.image else {}
        return {**counts, **self.promised(correct), "caution": self.trust.caution, **single}

    def promised(self, correct: np.ndarray | None) -> dict[str, Any]:
        """How many texts are accepted under the promise, and whether it holds for these images."""
        if not self.trust.promise:
            return {}
        accepted = np.array([bool(line.accepted) for line in self.lines])
        counts = {"accepted": int(accepted.sum()), "not_sure": int((~accepted).sum()), "suspended": self.suspended}
        return counts if correct is None else {**counts, "accepted_right": int((accepted & correct).sum())}


def answer(text: str) -> str:
    """The answer of an equation that was read, as a sentence, or why there is none."""
    try:
        return f"Answer: {solve(text).text}."
    except ValueError as reason:
        return f"No answer: {reason}"


def arrived(table: pa.Table) -> Any:
    """What is watched of the images that could be read."""
    frame = table.select(["confidence", "width", "height", "ink", "notice"]).to_pandas()
    return frame.assign(noticed=frame["notice"] != "")[frame["confidence"].notna()]
