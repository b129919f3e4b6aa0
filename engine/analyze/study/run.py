"""A study as a job: compose, merge, train, read, analyse. Each step is a job of its own, so a study can be resumed."""

from typing import Any

from engine.analyze import tables, views
from engine.analyze.report import page, sections
from engine.analyze.report.spec import ReportSpec
from engine.analyze.spec import AnalyzeSpec
from engine.analyze.study import conditions
from engine.analyze.study.spec import NONE, StudySpec
from engine.core.datasets.dataset import is_dataset, open_dataset
from engine.core.jobs import children, record
from engine.core.jobs.job import Job
from engine.core.storage.files import write_bytes
from engine.core.storage.folders import delete_folder
from engine.core.storage.paths import datasets_folder
from engine.spec import Spec, read
from engine.verbs import spec_class

FOLDER, REPORT = "tables", "report.html"


def run(spec: StudySpec, job: Job) -> dict[str, Any]:
    """Makes the dataset and the model of a study, and writes its tables and report into the job's folder.

    Raises FileNotFoundError if there is no such source, ValueError if it is not split or a step fails.
    """
    source = open_dataset(spec.source)
    if source.split_report() is None:
        raise ValueError(
            f"the dataset {spec.source!r} must be split, so that no image of a symbol is in two parts; run "
            f"`python -m engine split --dataset {spec.source!r}` first."
        )
    if is_dataset(spec.name) and "merge" not in children.ids(job):
        raise FileExistsError(f"there is a dataset {spec.name!r} already; choose another --name.")
    steps = [(condition.words, "compose", spec.composing(condition)) for condition in spec.conditions]
    names = [composed.name for _, _, composed in steps]  # type: ignore[attr-defined]
    steps += [
        ("merge", "merge", read(spec_class("merge"), {"name": spec.name, "dataset": names})),
        ("train", "train", spec.training()),
        ("classify", "classify", read(spec_class("classify"), {"model": spec.name, "dataset": spec.name})),
    ]
    for done, (key, verb, step) in enumerate(steps):
        job.progress(done, len(steps) + 1, "steps")
        finish(job, key, verb, step)
        if verb == "merge":
            for name in filter(is_dataset, names):
                delete_folder(datasets_folder() / name)
    return analysed(spec, job)


def finish(job: Job, key: str, verb: str, spec: Spec) -> None:
    """Runs a step to its end, or takes it up. Raises ValueError if it fails."""
    known = children.ids(job).get(key)
    if known and record.view(known).state == "done":
        return
    job.log(f"{verb}: {key}")
    part = children.start(job, key, verb, spec)
    while record.view(part).active:
        children.pause(job, [part])
    view = record.view(part)
    if view.state != "done":
        raise ValueError(f"{key} is {view.state}: {view.message}")


def analysed(spec: StudySpec, job: Job) -> dict[str, Any]:
    """Writes the tables and the report, and returns what the study found."""
    asked = views.request(AnalyzeSpec(model=spec.name, dataset=spec.name, factors=terms(spec), view="factors"))
    asked = asked._replace(frame=conditions.with_conditions(spec, asked.frame))
    result = conditions.tables_of(spec, asked)
    tables.write(result, job.folder / FOLDER)
    output = job.folder / REPORT
    wanted = ReportSpec(model=spec.name, dataset=spec.name, factors=terms(spec), output=str(output))
    write_bytes(output, page.html(sections.all_sections(asked, wanted)).encode())
    job.progress(1, 1, "steps")
    return {**result.numbers, "sentences": result.sentences, "report": str(output), "tables": str(job.folder / FOLDER)}


def terms(spec: StudySpec) -> str:
    """The terms of the regression: each kind of noise with its square, and the mode."""
    kinds = dict.fromkeys(condition.kind for condition in spec.conditions if condition.kind != NONE)
    return ",".join([*(f"{kind},{kind}^2" for kind in kinds), "mode"])
