"""The optimiser of a training and its learning rate at each step."""

from engine.nets.backend import keras
from engine.train.loop.course import Stage, share
from engine.train.spec import Resolved


def optimiser(spec: Resolved) -> keras.optimizers.Optimizer:
    """The optimiser of a resolved spec; its learning rate is set before each step."""
    common = {"clipnorm": spec.clipnorm or None, "weight_decay": spec.weight_decay or None}
    if spec.optimiser == "sgd":
        return keras.optimizers.SGD(spec.learning_rate, momentum=spec.momentum, **common)
    if spec.optimiser == "adam":
        return keras.optimizers.Adam(spec.learning_rate, **common)
    return keras.optimizers.AdamW(spec.learning_rate, **{**common, "weight_decay": spec.weight_decay})


def rate(step: int, per_epoch: int, spec: Resolved, rows: list[dict[str, float]], stage: Stage) -> float:
    """The learning rate at a step since the training started, or started anew, after the epochs in `rows`.

    per_epoch: steps of an epoch. stage: of the course that these epochs give. Cosine: warm-up, then as in `course`.
    Plateau: falls each time the loss has not improved for a while. After the frozen phase it is multiplied by
    second_rate.
    """
    highest = spec.learning_rate * (spec.second_rate if is_after_freezing(len(rows), spec) else 1)
    if spec.schedule == "constant":
        return highest
    if spec.schedule == "plateau":
        return highest * max(spec.minimum_rate, spec.plateau_factor ** plateau_count(rows, spec.plateau_patience))
    warm_up_steps = max(1, round(spec.warm_up * per_epoch * spec.epochs))
    if step < warm_up_steps:
        return highest * (step + 1) / warm_up_steps
    return highest * share(step / per_epoch, stage, spec)


def is_after_freezing(epoch: int, spec: Resolved) -> bool:
    """Whether an epoch, counted from 0, comes after the frozen phase, in which only the last layers learn."""
    return bool(spec.frozen_epochs) and epoch >= spec.frozen_epochs


def plateau_count(rows: list[dict[str, float]], patience: int) -> int:
    """How often the loss (of validation, if there is one) did not improve for `patience` epochs in a row."""
    count, waited, smallest = 0, 0, float("inf")
    for row in rows:
        loss = row.get("val_loss", row["loss"])
        waited = 0 if loss < smallest else waited + 1
        smallest = min(smallest, loss)
        if waited == patience:
            count, waited = count + 1, 0
    return count
