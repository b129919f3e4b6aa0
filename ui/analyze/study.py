"""A study that runs: its progress, above the view of its model."""

from contextlib import suppress

from engine.core.jobs import record
from ui.jobs.panel import current_job, job_panel
from ui.url import asked


def study_panel() -> bool:
    """Shows the study in the link, or the one that runs; whether there is one. Other jobs in the link stay unseen."""
    wanted = asked("job")
    if wanted is not None:
        with suppress(FileNotFoundError, ValueError):
            if record.view(wanted).verb != "study":
                return False
    job = current_job("study")
    if job:
        job_panel(job.id)
    return job is not None
