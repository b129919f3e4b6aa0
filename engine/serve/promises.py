"""From which confidence a server accepts texts, so that at most a share of them is wrong: from each calibration.

Computed in a process of its own, because the libraries of statistics that it takes are no part of a server.
"""

from functools import partial
from typing import NamedTuple

from engine.core.jobs import pool
from engine.core.models.model import version


class Promised(NamedTuple):
    """The version of a model that a promise was made for, and the confidence above which its texts are accepted."""

    version: str
    threshold: float


def promises(models: tuple[str, ...], rate: float) -> dict[str, Promised]:
    """The promise of each model; {} for a rate of 0. Raises ValueError, with what is missing, if one cannot be made."""
    if not rate:
        return {}
    return dict(zip(models, pool.run(partial(promised, rate), models, apart=True), strict=True))


def promised(rate: float, name: str) -> Promised:
    """The promise of a model that at most `rate` of the accepted texts are wrong."""
    from engine.core.models.trust.trust import trust_in

    kept = trust_in(name, rate=rate).promise
    if kept is None:
        raise ValueError(f"nothing can be promised for {name!r}; calibrate it on labelled images.")
    return Promised(version(name), kept.threshold)
