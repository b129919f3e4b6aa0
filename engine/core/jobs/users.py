"""The jobs that need a dataset or a model, so that nobody deletes it under them unwarned."""

from engine.core.jobs import record
from engine.core.jobs.record import View
from engine.core.specs.references import named
from engine.verbs import VERBS, spec_class


def users(what: str, name: str) -> list[View]:
    """The jobs, waiting or running, that make or read the "dataset" or "model" of that name."""
    return [each for each in record.active_views() if needs(each, what, name)]


def needs(job: View, what: str, name: str) -> bool:
    """Whether a job makes this thing, or a field of its spec names it."""
    return job.makes == (what, name) or (job.verb in VERBS and name in named(what, spec_class(job.verb), job.spec))
