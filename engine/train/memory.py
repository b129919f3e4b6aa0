"""Whether a training fits into the memory that is left: told before it begins, not when it breaks."""

from math import prod
from pathlib import Path
from typing import Any

import psutil

from engine.imaging.preprocess import Preparation

COPIES = 12  # of the weights: gradients, two of the optimiser, averaged, best, and those on their way to the disk
SURROUNDINGS = 300e6  # bytes that TensorFlow takes for itself while it learns
ADDRESSES = 1.5e9  # bytes of addresses that its threads reserve and hardly fill; without them it dies without a word
CGROUP = Path("/sys/fs/cgroup")


def available() -> float:
    """Bytes that this process may still take: of the machine, of its control group, and of its own limit."""
    left = [float(psutil.virtual_memory().available), *cgroup_left()]
    if hasattr(psutil, "RLIMIT_AS"):  # where the system has such limits
        limit, _ = psutil.Process().rlimit(psutil.RLIMIT_AS)
        if limit != psutil.RLIM_INFINITY:
            left.append(limit - psutil.Process().memory_info().vms - ADDRESSES)
    return max(min(left), 0.0)


def cgroup_left() -> list[float]:
    """What a memory limit of the control group (version 2) leaves, where there is one."""
    limit, used = CGROUP / "memory.max", CGROUP / "memory.current"
    if not (limit.exists() and used.exists()) or limit.read_text().strip() == "max":
        return []
    return [float(limit.read_text()) - float(used.read_text())]


def of_images(count: int, preparation: Preparation) -> float:
    """Bytes of prepared images."""
    return float(count) * preparation.height * preparation.width * preparation.channels


def of_net(net: Any, batch: int) -> float:
    """Bytes that a net needs to learn from batches: its weights with their copies, and each layer's results twice."""
    return 4.0 * (COPIES * net.count_params() + 2 * batch * sum(map(results, leaves(net)))) + SURROUNDINGS


def leaves(net: Any) -> list[Any]:
    """The layers of a net and of the nets inside it."""
    return [leaf for layer in net.layers for leaf in (leaves(layer) if hasattr(layer, "layers") else [layer])]


def results(layer: Any) -> int:
    """How many numbers a layer gives for one image; 0 where it does not tell."""
    try:
        given = layer.output
    except (AttributeError, ValueError):
        return 0
    several = given if isinstance(given, list | tuple) else [given]
    return sum(prod(side or 1 for side in each.shape[1:]) for each in several)


def check(needed: float, what: str) -> None:
    """Raises ValueError when so many bytes are not there."""
    left = available()
    if needed > left:
        raise ValueError(
            f"{what} would take about {needed / 1e9:.1f} GB of memory, and {left / 1e9:.1f} GB are free: take a "
            "smaller batch, smaller or fewer images, or a smaller recipe, or close other programs."
        )
