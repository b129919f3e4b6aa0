"""An offer to read what a model has not read yet."""

from engine.classify.spec import ClassifySpec
from engine.core.jobs import record
from ui.job_panel import job_panel
from ui.starter import starter


def read_now(spec: ClassifySpec) -> None:
    """Offers to read what is not read yet, and shows the job that does it until it is done."""
    same = [each for each in record.views() if each.verb == "classify" and each.spec == spec.model_dump(mode="json")]
    unfinished = [each for each in same if each.state != "done"][:1]
    for job in unfinished:
        job_panel(job.id)
    if not any(job.active for job in unfinished):
        starter("classify", spec, "Read these images now")
