"""What composing a dataset will cost, from a few of its images."""

from engine import drawn
from engine.compose.drawn import images
from engine.compose.run import workers
from engine.compose.spec import ComposeSpec


def estimate(spec: ComposeSpec) -> tuple[float, int]:
    """Seconds and bytes that the dataset of a spec will take on this machine, as long as nothing else runs.

    Raises like `engine.compose.run.run`.
    """
    return drawn.expected_cost(lambda ids: list(images(spec, ids)), spec.count, workers(spec))
