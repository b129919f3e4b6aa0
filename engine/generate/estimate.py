"""What drawing a dataset will cost, from a few of its images."""

from engine import drawn
from engine.generate.drawn import images
from engine.generate.run import check, workers
from engine.generate.spec import GenerateSpec


def estimate(spec: GenerateSpec) -> tuple[float, int]:
    """Seconds and bytes that the dataset of a spec will take on this machine, as long as nothing else runs.

    Raises like `engine.generate.run.run`.
    """
    check(spec)
    return drawn.expected_cost(lambda ids: list(images(spec, ids)), spec.images, workers(spec))
