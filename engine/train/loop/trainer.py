"""Learning: epochs of batches, judged on the validation part after each, kept so that it can go on after a kill."""

import time
from contextlib import closing

import numpy as np

from engine.core.jobs.job import Job
from engine.nets.backend import keras
from engine.train import diagnosis
from engine.train.data.batches import Batches
from engine.train.data.material import Material, Part, chance
from engine.train.data.stream import Fresh, order
from engine.train.loop import checkpoint, freezing, losses
from engine.train.loop.checkpoint import State, Weights
from engine.train.loop.schedule import optimiser, rate
from engine.train.spec import Settled

AVERAGE_EVERY = 4  # steps
READ_AT_ONCE = 256


def fit(trainer: "Trainer") -> State:
    """Trains the net to the last epoch, or until it no longer gets better; returns the state with the best weights.

    Goes on from the job's checkpoint where there is one. Raises Stopped after a wish to stop, with the last finished
    epoch kept, and ValueError when the loss is no longer a number.
    """
    job, spec = trainer.job, trainer.spec
    found = checkpoint.load(job)
    if found:
        trainer.restore(found)
        job.log(f"going on after epoch {found.epoch}")
    with closing(trainer.batches):
        while found is None or not finished(found, spec):
            trainer.ask_doctor(found)
            found = trainer.epoch(found)
            checkpoint.save(found, job)
            job.log(told(found, spec))
    trainer.ask_doctor(found)
    return found


def told(found: State, spec: Settled) -> str:
    """The last epoch in a line of the log."""
    row = found.rows[-1]
    line = f"epoch {found.epoch} of {spec.epochs}: loss {row['loss']:.3f}"
    if "val_loss" not in row:
        return line
    best = found.best_row["val_exact_match"]
    return f"{line}, validation {row['val_loss']:.3f}, exact match {row['val_exact_match']:.1%}, best {best:.1%}"


def finished(found: State, spec: Settled) -> bool:
    """Whether all epochs are done, or the last ones brought nothing."""
    return found.epoch >= spec.epochs or bool(spec.patience and found.since_best >= spec.patience)


def read(net: keras.Model, images: np.ndarray) -> np.ndarray:
    """Probabilities (n, slots, classes) for prepared images."""
    starts = range(0, len(images), READ_AT_ONCE)
    return np.concatenate([net.predict_on_batch(images[i : i + READ_AT_ONCE]) for i in starts])


def values(variables: list[keras.Variable]) -> Weights:
    """Copies of the variables' values, which later steps leave alone."""
    return [variable.numpy().copy() for variable in variables]


def batches_of(material: Material, spec: Settled) -> Batches | Fresh:
    """What every epoch shows: the stored images in a new order, or with stream images that nobody has seen."""
    if spec.stream:
        return Fresh(order(material.source, material.codec, material.preparation, spec))
    return Batches(material.train.images, material.train.classes, spec)


class Trainer:
    """A net being trained: its optimiser, its averaged weights, and the steps done."""

    def __init__(self, net: keras.Model, material: Material, spec: Settled, job: Job) -> None:
        self.net, self.material, self.spec, self.job = net, material, spec, job
        self.batches = batches_of(material, spec)
        self.judged_by = losses.judge_of(spec, material.codec)
        self.weights = losses.weights_of(material.train.classes, material.codec, spec)
        self.decay = spec.average
        self.average: Weights = []
        self.guessed = chance(material.train.classes)
        self.answers: np.ndarray | None = None  # how often the last look at the validation part gave each class
        self.phase = 0
        self.take_phase(0)

    def take_phase(self, epoch: int) -> None:
        """Makes ready what an epoch learns with; a new phase begins with a fresh optimiser."""
        phase = freezing.of(epoch, self.spec)
        if phase == self.phase:
            return
        self.phase = phase
        freezing.set_trainable(self.net, phase)
        chosen = optimiser(self.spec)
        chosen.build(self.net.trainable_variables)
        self.net.compile(chosen, self.judged_by.loss, metrics=self.judged_by.metrics)

    def restore(self, found: State) -> None:
        """Takes everything up as it was."""
        self.take_phase(found.epoch - 1)
        self.put_back((found.net, found.optimiser))
        self.average = found.average

    def snapshot(self) -> tuple[Weights, Weights]:
        """Copies of all variables of the net and of its optimiser."""
        return values(self.net.variables), values(self.net.optimizer.variables)

    def put_back(self, before: tuple[Weights, Weights]) -> None:
        """Gives net and optimiser the variables of a snapshot."""
        for variables, kept in zip((self.net.variables, self.net.optimizer.variables), before, strict=True):
            for variable, value in zip(variables, kept, strict=True):
                variable.assign(value)

    def epoch(self, before: State | None) -> State:
        """One look at every image of the epoch, then one at the validation part, where there is one."""
        rows = before.rows if before else []
        self.take_phase(len(rows))
        began, cpu = time.perf_counter(), self.cpu_seconds()
        learned = self.learn(rows)
        speed = self.batches.steps * self.spec.batch / (time.perf_counter() - began)
        kept = self.kept()
        judged = self.judge(self.material.validation, kept) if len(self.material.validation.images) else {}
        row = {
            "epoch": len(rows) + 1,
            **learned,
            **{f"val_{name}": value for name, value in judged.items()},
            "learning_rate": float(self.net.optimizer.learning_rate),
            "images_per_second": speed,
            "chance_symbol": self.guessed[0],
            "chance_text": self.guessed[1],
        }
        net, optimiser_state = self.snapshot()
        new = State(
            net=net,
            optimiser=optimiser_state,
            average=self.average,
            best=before.best if before else kept,
            rows=[*rows, {name: round(value, 9) for name, value in row.items()}],
            cpu_seconds=(before.cpu_seconds if before else 0.0) + self.cpu_seconds() - cpu,
        )
        return new if new.since_best else new._replace(best=kept)

    def cpu_seconds(self) -> float:
        """CPU-seconds spent so far, by this process and by those that prepare its batches."""
        return time.process_time() + self.batches.cpu_seconds

    def learn(self, rows: list[dict[str, float]]) -> dict[str, float]:
        """Goes once through the training images; returns the mean loss and accuracies over the epoch's batches."""
        batch, steps = self.spec.batch, self.batches.steps
        sums: dict[str, float] = {}
        began = time.perf_counter()
        for index, (pictures, classes) in enumerate(self.batches.epoch(len(rows))):
            step = len(rows) * steps + index
            now = rate(step, steps * self.spec.epochs, self.spec, rows)
            self.net.optimizer.learning_rate = now
            logs = self.step(pictures, classes)
            sums = {name: sums.get(name, 0.0) + float(value) for name, value in logs.items()}
            if not np.isfinite(sums["loss"]):
                raise ValueError(diagnosis.not_a_number(len(rows) + 1, self.spec.learning_rate))
            if self.decay and step % AVERAGE_EVERY == 0:
                self.mix(step // AVERAGE_EVERY)
            means = {name: value / (index + 1) for name, value in sums.items()}
            speed = (index + 1) * batch / (time.perf_counter() - began)
            self.report(step + 1, {"images_per_second": speed, "learning_rate": now, **means}, rows)
            self.job.check_stop()
        return means

    def step(self, pictures: np.ndarray, classes: np.ndarray) -> dict[str, float]:
        """One step of the optimiser; the batch's loss and accuracies."""
        weights = None if self.weights is None else self.judged_by.weigh(self.weights, classes)
        return self.net.train_on_batch(pictures, self.judged_by.targets(classes), weights, return_dict=True)

    def report(self, steps: int, running: dict[str, float], rows: list[dict[str, float]]) -> None:
        """Tells how far it is, in images, with the running figures of this epoch and the last validation."""
        whole = self.batches.steps * self.spec.batch * self.spec.epochs
        last = rows[-1] if rows else {}
        judged = {name: value for name, value in last.items() if name in ("val_loss", "val_exact_match")}
        figures: dict[str, float] = {
            "epoch": (steps - 1) // self.batches.steps + 1,
            **running,
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
        outputs = read(self.net, part.images)
        self.net.set_weights(own)
        self.answers = np.bincount(outputs.argmax(-1).ravel(), minlength=self.material.codec.classes)
        return self.judged_by.scores(outputs, part.classes)

    def ask_doctor(self, found: State | None) -> None:
        """Keeps with the job what the figures so far say."""
        rows = found.rows if found else []
        diagnosis.write_advice(self.job.folder, diagnosis.examine(rows, self.material, self.spec, self.answers))
