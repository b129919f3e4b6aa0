"""The button that reads what a model has not read yet."""

from engine.classify.spec import ClassifySpec
from engine.core.jobs import record
from ui.job_panel import job_panel
from ui.starter import starter


def read_now(spec: ClassifySpec) -> None:
    """Offers to read these images, and shows the job that reads them until it is done."""
    values = spec.model_dump(mode="json")
    same = [job for job in record.views() if job.verb == "classify" and job.spec == values]
    unfinished = [job for job in same if job.state != "done"][:1]
    for job in unfinished:
        job_panel(job.id)
    if not any(job.active for job in unfinished):
        starter("classify", spec, "Read these images now")
