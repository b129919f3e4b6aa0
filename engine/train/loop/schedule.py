"""How long the steps of a training are, and how they follow the slopes."""

from math import cos, pi

from engine.nets.backend import keras
from engine.train.spec import Settled


def optimiser(spec: Settled) -> keras.optimizers.Optimizer:
    """The optimiser of a resolved spec; its rate is set before each step."""
    common = {"clipnorm": spec.clipnorm or None, "weight_decay": spec.weight_decay or None}
    if spec.optimiser == "sgd":
        return keras.optimizers.SGD(spec.learning_rate, momentum=spec.momentum, **common)
    if spec.optimiser == "adam":
        return keras.optimizers.Adam(spec.learning_rate, **common)
    return keras.optimizers.AdamW(spec.learning_rate, **{**common, "weight_decay": spec.weight_decay})


def rate(step: int, steps: int, spec: Settled, rows: list[dict[str, float]]) -> float:
    """The learning rate of step `step` of all `steps`, after the epochs in `rows`.

    Cosine: warm-up, then half a cosine down (Loshchilov & Hutter 2017). Plateau: lower each time that the loss got no
    smaller for a while. The second phase has its own share of it.
    """
    highest = spec.learning_rate * (spec.second_rate if second_phase(len(rows), spec) else 1)
    if spec.schedule == "constant":
        return highest
    if spec.schedule == "plateau":
        return highest * max(spec.least_rate, spec.plateau_factor ** falls(rows, spec.plateau_patience))
    warm = max(1, round(spec.warm_up * steps))
    if step < warm:
        return highest * (step + 1) / warm
    fallen = 0.5 * (1 + cos(pi * (step - warm) / max(1, steps - warm)))
    return highest * (spec.least_rate + (1 - spec.least_rate) * fallen)


def second_phase(epoch: int, spec: Settled) -> bool:
    """Whether an epoch, counted from 0, comes after those in which only the last layers learn."""
    return bool(spec.frozen_epochs) and epoch >= spec.frozen_epochs


def falls(rows: list[dict[str, float]], patience: int) -> int:
    """How often the loss, of validation where there is one, got no smaller for so many epochs in a row."""
    count, waited, least = 0, 0, float("inf")
    for row in rows:
        loss = row.get("val_loss", row["loss"])
        waited = 0 if loss < least else waited + 1
        least = min(least, loss)
        if waited == patience:
            count, waited = count + 1, 0
    return count
