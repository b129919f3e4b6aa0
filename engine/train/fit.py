"""Learning: epochs of batches, judged on the validation part after each, kept so that it can go on after a kill."""

import time
from contextlib import closing
from math import cos, pi
from typing import Any

import numpy as np

from engine.job import Job
from engine.train import state
from engine.train.backend import keras
from engine.train.batches import Batches
from engine.train.fresh import Fresh, order
from engine.train.material import Material, Part, chance
from engine.train.spec import RECIPES, TrainSpec
from engine.train.state import State, Weights

WARM_UP = 0.05  # share of all steps
LEAST_RATE = 0.01  # share of the highest rate that is left at the end
AVERAGE_EVERY = 4  # steps
READ_AT_ONCE = 256


def fit(net: keras.Model, material: Material, spec: TrainSpec, job: Job) -> State:
    """Trains the net to the last epoch, or until it no longer gets better; returns the state with the best weights.

    Goes on from the job's checkpoint where there is one. Raises Stopped after a wish to stop, with the last finished
    epoch kept, and ValueError when the loss is no longer a number.
    """
    trainer = Trainer(net, material, spec, job)
    found = state.load(job)
    if found:
        trainer.restore(found)
        job.log(f"going on after epoch {found.epoch}")
    with closing(trainer.batches):
        while found is None or not finished(found, spec):
            found = trainer.epoch(found)
            state.save(found, job)
            row = found.rows[-1]
            job.log(
                f"epoch {found.epoch} of {spec.epochs}: loss {row['loss']:.3f}, validation {row['val_loss']:.3f}, "
                f"exact match {row['val_exact_match']:.1%}, best {found.best_row['val_exact_match']:.1%}"
            )
    return found


def finished(found: State, spec: TrainSpec) -> bool:
    """Whether all epochs are done, or the last ones brought nothing."""
    return found.epoch >= spec.epochs or bool(spec.patience and found.since_best >= spec.patience)


def rate(step: int, steps: int, spec: TrainSpec) -> float:
    """The learning rate of a step: warm-up and half a cosine down (Loshchilov & Hutter 2017), or always the same."""
    if not RECIPES[spec.recipe].cosine:
        return spec.learning_rate
    warm = max(1, round(WARM_UP * steps))
    if step < warm:
        return spec.learning_rate * (step + 1) / warm
    fallen = 0.5 * (1 + cos(pi * (step - warm) / max(1, steps - warm)))
    return spec.learning_rate * (LEAST_RATE + (1 - LEAST_RATE) * fallen)


def exact_match(true: Any, probabilities: Any) -> Any:
    """Which texts are right in every slot; true (B, slots, classes) one-hot, probabilities alike."""
    right = keras.ops.argmax(true, -1) == keras.ops.argmax(probabilities, -1)
    return keras.ops.cast(keras.ops.all(right, -1), "float32")


def scores(probabilities: np.ndarray, classes: np.ndarray) -> dict[str, float]:
    """Cross-entropy, symbol accuracy and exact match of readings (n, slots, classes) against classes (n, slots)."""
    right = probabilities.argmax(-1) == classes
    chosen = np.take_along_axis(probabilities, classes[..., None], axis=-1)
    return {
        "loss": float(-np.log(np.maximum(chosen, 1e-7)).mean()),
        "symbol_accuracy": float(right.mean()),
        "exact_match": float(right.all(axis=1).mean()),
    }


def read(net: keras.Model, images: np.ndarray) -> np.ndarray:
    """Probabilities (n, slots, classes) for prepared images."""
    starts = range(0, len(images), READ_AT_ONCE)
    return np.concatenate([net.predict_on_batch(images[i : i + READ_AT_ONCE]) for i in starts])


def values(variables: list[keras.Variable]) -> Weights:
    """Copies of the variables' values, which later steps leave alone."""
    return [variable.numpy().copy() for variable in variables]


def batches_of(material: Material, spec: TrainSpec) -> Batches | Fresh:
    """What each epoch of a resolved spec shows: the stored images, or fresh ones."""
    if spec.stream:
        return Fresh(order(material.source, material.codec, material.preparation, spec))
    return Batches(material.train.images, material.train.classes, spec)


class Trainer:
    """A net being trained: its optimiser, its averaged weights, and the steps done."""

    def __init__(self, net: keras.Model, material: Material, spec: TrainSpec, job: Job) -> None:
        recipe = RECIPES[spec.recipe]
        self.net, self.material, self.spec, self.job = net, material, spec, job
        self.batches = batches_of(material, spec)
        self.steps = self.batches.steps  # in an epoch
        self.one_hot = np.eye(material.codec.classes, dtype=np.float32)
        self.decay = recipe.average
        self.average: Weights = []
        self.guessed = chance(material.train.classes)
        optimiser = keras.optimizers.AdamW(spec.learning_rate, weight_decay=recipe.weight_decay)
        optimiser.build(net.trainable_variables)
        net.compile(
            optimiser,
            keras.losses.CategoricalCrossentropy(label_smoothing=recipe.smoothing),
            metrics=[keras.metrics.CategoricalAccuracy(name="symbol_accuracy"), exact_match],
        )

    def restore(self, found: State) -> None:
        """Takes everything up as it was."""
        for variable, value in zip(self.net.variables, found.net, strict=True):
            variable.assign(value)
        for variable, value in zip(self.net.optimizer.variables, found.optimiser, strict=True):
            variable.assign(value)
        self.average = found.average

    def epoch(self, before: State | None) -> State:
        """One look at every image of the epoch, then one at the validation part."""
        rows = before.rows if before else []
        began, cpu = time.perf_counter(), self.cpu_seconds()
        learned = self.learn(len(rows), rows[-1] if rows else {})
        speed = self.steps * self.spec.batch / (time.perf_counter() - began)
        kept = self.kept()
        judged = self.judge(self.material.validation, kept)
        row = {
            "epoch": len(rows) + 1,
            **learned,
            **{f"val_{name}": value for name, value in judged.items()},
            "learning_rate": float(self.net.optimizer.learning_rate),
            "images_per_second": speed,
            "chance_symbol": self.guessed[0],
            "chance_text": self.guessed[1],
        }
        new = State(
            net=values(self.net.variables),
            optimiser=values(self.net.optimizer.variables),
            average=self.average,
            best=before.best if before else kept,
            rows=[*rows, {name: round(value, 6) for name, value in row.items()}],
            cpu_seconds=(before.cpu_seconds if before else 0.0) + self.cpu_seconds() - cpu,
        )
        return new if new.since_best else new._replace(best=kept)

    def cpu_seconds(self) -> float:
        """CPU-seconds spent so far, by this process and by those that prepare its batches."""
        return time.process_time() + self.batches.cpu_seconds

    def learn(self, epoch: int, last: dict[str, float]) -> dict[str, float]:
        """Goes once through the epoch's images; returns the mean loss and accuracies over its batches."""
        batch = self.spec.batch
        sums: dict[str, float] = {}
        began = time.perf_counter()
        for index, (pictures, classes) in enumerate(self.batches.epoch(epoch)):
            step = epoch * self.steps + index
            self.net.optimizer.learning_rate = rate(step, self.steps * self.spec.epochs, self.spec)
            logs = self.net.train_on_batch(pictures, self.one_hot[classes], return_dict=True)
            sums = {name: sums.get(name, 0.0) + float(value) for name, value in logs.items()}
            if not np.isfinite(sums["loss"]):
                raise ValueError(
                    f"the loss is no longer a number in epoch {epoch + 1}; lower learning_rate (it is "
                    f"{self.spec.learning_rate:g}) and train again."
                )
            if self.decay and step % AVERAGE_EVERY == 0:
                self.mix(step // AVERAGE_EVERY)
            means = {name: value / (index + 1) for name, value in sums.items()}
            self.report(step + 1, (index + 1) * batch / (time.perf_counter() - began), means, last)
            self.job.check_stop()
        return means

    def report(self, steps: int, speed: float, means: dict[str, float], last: dict[str, float]) -> None:
        """Tells how far it is, in images, with the running means of this epoch and the last validation."""
        whole = self.steps * self.spec.batch * self.spec.epochs
        judged = {name: value for name, value in last.items() if name in ("val_loss", "val_exact_match")}
        figures: dict[str, float] = {
            "epoch": (steps - 1) // self.steps + 1,
            "images_per_second": speed,
            **means,
            **judged,
        }
        self.job.progress(steps * self.spec.batch, whole, "images", **figures)

    def mix(self, count: int) -> None:
        """Moves the averaged weights towards the present ones; batch-norm statistics belong to both."""
        present = values(self.net.weights)
        if not self.average:
            self.average = present
            return
        # The first weights are far off: the average starts short and grows (as in the moving averages of TensorFlow).
        decay = np.float32(min(self.decay**AVERAGE_EVERY, (1 + count) / (10 + count)))
        self.average = [decay * old + (1 - decay) * new for old, new in zip(self.average, present, strict=True)]

    def kept(self) -> Weights:
        """The weights that are judged and kept: averaged ones where the recipe has them."""
        return self.average or values(self.net.weights)

    def judge(self, part: Part, weights: Weights) -> dict[str, float]:
        """The scores of a part read with these weights; the net's own are put back."""
        own = self.net.get_weights()
        self.net.set_weights(weights)
        found = scores(read(self.net, part.images), part.classes)
        self.net.set_weights(own)
        return found
