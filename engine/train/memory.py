"""Checks before a training starts whether it fits into the free memory."""

from math import prod
from pathlib import Path
from typing import Any

import psutil

from engine.imaging.preprocess import Preparation

COPIES = 12  # of the weights: gradients, two of the optimiser, ema, best, and those being written to disk
OVERHEAD = 300e6  # bytes that TensorFlow itself takes while training
ADDRESSES = 1.5e9  # bytes of address space that its threads reserve but hardly use; short of it, it dies silently
CGROUP = Path("/sys/fs/cgroup")


def available() -> float:
    """Bytes that this process may still allocate: the least of what machine, control group and its own limit leave."""
    limits = [float(psutil.virtual_memory().available), *cgroup_left()]
    if hasattr(psutil, "RLIMIT_AS"):  # only some systems have this limit
        limit, _ = psutil.Process().rlimit(psutil.RLIMIT_AS)
        if limit != psutil.RLIM_INFINITY:
            limits.append(limit - psutil.Process().memory_info().vms - ADDRESSES)
    return max(min(limits), 0.0)


def cgroup_left() -> list[float]:
    """Bytes that the memory limit of the control group (version 2) leaves; [] without a limit."""
    limit, used = CGROUP / "memory.max", CGROUP / "memory.current"
    if not (limit.exists() and used.exists()) or limit.read_text().strip() == "max":
        return []
    return [float(limit.read_text()) - float(used.read_text())]


def image_bytes(count: int, preparation: Preparation) -> float:
    """Bytes of prepared images."""
    return float(count) * preparation.height * preparation.width * preparation.channels


def net_bytes(net: Any, batch: int) -> float:
    """Bytes needed to train a net: its weights with their copies, and each layer's output twice."""
    return 4.0 * (COPIES * net.count_params() + 2 * batch * sum(map(output_size, leaves(net)))) + OVERHEAD


def leaves(net: Any) -> list[Any]:
    """The layers of a net and of the nets inside it."""
    return [leaf for layer in net.layers for leaf in (leaves(layer) if hasattr(layer, "layers") else [layer])]


def output_size(layer: Any) -> int:
    """Number of values that a layer outputs for one image; 0 if it does not say."""
    try:
        output = layer.output
    except (AttributeError, ValueError):
        return 0
    outputs = output if isinstance(output, list | tuple) else [output]
    return sum(prod(side or 1 for side in tensor.shape[1:]) for tensor in outputs)


def check(needed: float, what: str) -> None:
    """Raises ValueError if fewer than the needed bytes are free."""
    free = available()
    if needed > free:
        raise ValueError(
            f"{what} would take about {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free: use a "
            "smaller batch, smaller or fewer images, or a smaller recipe, or close other programs."
        )
