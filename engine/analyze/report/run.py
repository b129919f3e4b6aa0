"""A report as a command: one file that opens anywhere, or a model card."""

from pathlib import Path
from typing import Any

from engine.analyze import views
from engine.analyze.report import card, page, sections
from engine.analyze.report.spec import ReportSpec
from engine.analyze.spec import AnalyzeSpec
from engine.core.storage.files import write_bytes

START = 2000  # bytes in which a report says that it is one


def run(spec: ReportSpec) -> dict[str, Any]:
    """Writes the report. Raises ValueError without predictions, FileExistsError rather than replace another file."""
    path = Path(spec.output)
    if path.is_dir():
        raise FileExistsError(f"{path} is a folder; give the name of a file, such as {path / 'report.html'}.")
    if path.exists() and page.MARK not in path.read_bytes()[:START].decode(errors="replace"):
        raise FileExistsError(f"{path} exists and is not a report; choose another name.")
    content = made(spec)
    write_bytes(path, content)
    return {"output": str(path), "bytes": len(content)}


def made(spec: ReportSpec) -> bytes:
    """The content of the file."""
    asked = views.request(
        AnalyzeSpec(
            model=spec.model, dataset=spec.dataset, part=spec.part, other=spec.other, factors=spec.factors,
            cluster=spec.cluster,
        )
    )  # fmt: skip
    if spec.output.lower().endswith(".md"):
        return card.model_card(asked).encode()
    return page.html(sections.all_sections(asked, spec)).encode()
