"""The training loop: epochs of batches, evaluated and checkpointed after each, so that a killed job can resume."""

import time
from collections.abc import Sequence
from contextlib import closing

import numpy as np

from engine.core.jobs.job import Job
from engine.core.metrics.baseline import guessing_loss, majority
from engine.nets.backend import keras
from engine.nets.recipes import recipe_of
from engine.train import diagnosis, notes
from engine.train.data.batches import Batches
from engine.train.data.material import Material, Part
from engine.train.data.stream import StreamedBatches, plan_for
from engine.train.loop import checkpoint, course, freezing, losses
from engine.train.loop.checkpoint import Checkpoint, Weights
from engine.train.loop.schedule import optimiser, rate
from engine.train.spec import Resolved

AVERAGE_EVERY = 4  # steps
PREDICT_AT_ONCE = 256


def fit(trainer: "Trainer") -> Checkpoint:
    """Trains the net to the last epoch, or as far as it gains; returns the checkpoint with the best weights.

    Resumes from the job's checkpoint if there is one. Raises StoppedError if the job was asked to stop (the last
    finished epoch is kept), and ValueError if the loss is no longer a number.
    """
    job, spec = trainer.job, trainer.spec
    latest = checkpoint.load(job)
    if latest:
        trainer.restore(latest)
        job.log(f"resuming after epoch {latest.epoch}")
    with closing(trainer.batches):
        while latest is None or not is_finished(latest, spec, job):
            trainer.diagnose(latest)
            if latest and course.is_stuck(latest.rows, trainer.batches.steps, spec):
                trainer.start_anew(latest.epoch)
            latest = trainer.epoch(latest)
            checkpoint.save(latest, job)
            job.log(log_line(latest, spec))
            if why := course.stage_of(course.latest_start(latest.rows), spec).why:
                notes.add(job, f"{why[0].upper()}{why[1:]}.")
    trainer.diagnose(latest)
    return latest


def log_line(latest: Checkpoint, spec: Resolved) -> str:
    """The last epoch as a line of the log."""
    row = latest.rows[-1]
    line = f"epoch {latest.epoch} of {last_epoch(latest.rows, spec)}: loss {row['loss']:.3f}"
    if "val_loss" not in row:
        return line
    best = latest.best_row["val_exact_match"]
    return f"{line}, validation {row['val_loss']:.3f}, exact match {row['val_exact_match']:.1%}, best {best:.1%}"


def is_finished(latest: Checkpoint, spec: Resolved, job: Job) -> bool:
    """Whether all epochs are done, early stopping applies, or the job was asked for the best so far."""
    patient = bool(spec.patience and latest.since_best >= spec.patience)
    return latest.epoch >= last_epoch(latest.rows, spec) or patient or job.finish_asked()


def last_epoch(rows: list[dict[str, float]], spec: Resolved) -> int:
    """The epoch with which a training ends, as far as its epochs so far say."""
    latest = course.latest_start(rows)
    return len(rows) - len(latest) + course.stage_of(latest, spec).end


def predict(net: keras.Model, images: np.ndarray) -> np.ndarray:
    """Probabilities (n, slots, classes) for prepared images."""
    starts = range(0, len(images), PREDICT_AT_ONCE)
    return np.concatenate([net.predict_on_batch(images[i : i + PREDICT_AT_ONCE]) for i in starts])


def copies(variables: list[keras.Variable]) -> Weights:
    """Copies of the variables' values, which later steps do not change."""
    return [variable.numpy().copy() for variable in variables]


def batches_of(material: Material, spec: Resolved) -> Batches | StreamedBatches:
    """The batches of every epoch: the stored images in a new order or, with stream, new images."""
    if spec.stream:
        return StreamedBatches(plan_for(material.source, material.codec, material.preparation, spec))
    return Batches(material.train.images, material.train.classes, spec)


class Trainer:
    """A net in training, with its optimiser and the moving average of its weights.

    second_start: the weights with which a training that is stuck starts anew; () for those that it then has.
    """

    def __init__(
        self,
        net: keras.Model,
        material: Material,
        spec: Resolved,
        job: Job,
        second_start: Sequence[np.ndarray] = (),
    ) -> None:
        self.net, self.material, self.spec, self.job = net, material, spec, job
        self.second_start = second_start
        self.batches = batches_of(material, spec)
        self.metrics = losses.metrics_of(spec, material.codec)
        self.weights = losses.weights_of(material.train.classes, material.codec, spec)
        self.decay = spec.ema
        self.ema: Weights = []
        self.baseline = self.guessing()
        self.class_counts: np.ndarray | None = None  # how often each class was last predicted on validation
        self.phase, self.start = 0, 0
        self.enter_phase(0)

    def guessing(self) -> dict[str, float]:
        """What guessing reaches on the training part, as columns of history.csv."""
        classes, codec = self.material.train.classes, self.material.codec
        baseline = majority(classes, losses.blank_of(codec))
        figures = {"chance_symbol": baseline.symbol, "chance_text": baseline.text}
        by_place = recipe_of(self.spec.recipe).decoding == "slots"  # the loss of a line is that of its whole text
        return figures | ({"chance_loss": guessing_loss(classes)} if by_place else {})

    def enter_phase(self, epoch: int) -> None:
        """Prepares the net for the phase of an epoch; each phase starts with a new optimiser."""
        phase = freezing.phase_of(epoch, self.spec)
        if phase == self.phase:
            return
        self.phase = phase
        freezing.set_trainable(self.net, phase)
        new_optimiser = optimiser(self.spec)
        new_optimiser.build(self.net.trainable_variables)
        self.net.compile(new_optimiser, self.metrics.loss, metrics=self.metrics.metrics)

    def restore(self, latest: Checkpoint) -> None:
        """Restores everything from a checkpoint."""
        if latest.rows[-1].get("start", 0):
            self.lower_rate()
        self.enter_phase(latest.epoch - 1)
        self.restore_variables((latest.net, latest.optimiser))
        self.ema = latest.ema

    def start_anew(self, epochs: int) -> None:
        """Starts a training that guesses after so many epochs a second time, from other weights at a lower rate."""
        if len(self.second_start):
            for variable, value in zip(self.net.weights, self.second_start, strict=True):
                variable.assign(value)
        self.lower_rate()
        self.ema, self.phase = [], 0
        self.enter_phase(epochs)
        start, now = " from other weights" if self.second_start else "", self.spec.learning_rate
        guessing = f"After {epochs} epochs the net was no better than guessing"
        notes.add(self.job, f"{guessing}, so it started anew{start} at a learning rate of {now:.2g}.")

    def lower_rate(self) -> None:
        """Marks the second start, which has a lower rate."""
        self.start = 1
        lower = self.spec.learning_rate * course.LOWER_RATE
        self.spec = self.spec.model_copy(update={"learning_rate": lower})

    def snapshot(self) -> tuple[Weights, Weights]:
        """Copies of all variables of the net and of its optimiser."""
        return copies(self.net.variables), copies(self.net.optimizer.variables)

    def restore_variables(self, snapshot: tuple[Weights, Weights]) -> None:
        """Sets the variables of net and optimiser to those of a snapshot."""
        for variables, kept in zip((self.net.variables, self.net.optimizer.variables), snapshot, strict=True):
            for variable, value in zip(variables, kept, strict=True):
                variable.assign(value)

    def epoch(self, previous: Checkpoint | None) -> Checkpoint:
        """Trains on every image of the epoch, then evaluates the validation part, if there is one."""
        rows = previous.rows if previous else []
        self.enter_phase(len(rows))
        start, cpu = time.perf_counter(), self.cpu_seconds()
        training_scores = self.learn(rows)
        speed = self.batches.steps * self.spec.batch / (time.perf_counter() - start)
        evaluated = self.evaluated_weights()
        scores = self.evaluate(self.material.validation, evaluated) if len(self.material.validation.images) else {}
        row = {
            "epoch": len(rows) + 1,
            **training_scores,
            **{f"val_{name}": value for name, value in scores.items()},
            "learning_rate": float(self.net.optimizer.learning_rate),
            "images_per_second": speed,
            **self.baseline,
            "start": self.start,
        }
        net, optimiser_state = self.snapshot()
        new = Checkpoint(
            net=net,
            optimiser=optimiser_state,
            ema=self.ema,
            best=previous.best if previous else evaluated,
            rows=[*rows, {name: round(value, 9) for name, value in row.items()}],
            cpu_seconds=(previous.cpu_seconds if previous else 0.0) + self.cpu_seconds() - cpu,
        )
        return new if new.since_best else new._replace(best=evaluated)

    def cpu_seconds(self) -> float:
        """CPU-seconds used so far by this process and by those that prepare its batches."""
        return time.process_time() + self.batches.cpu_seconds

    def learn(self, rows: list[dict[str, float]]) -> dict[str, float]:
        """Trains one epoch; returns the mean loss and accuracies over its batches."""
        batch, steps = self.spec.batch, self.batches.steps
        latest = [row for row in rows if row.get("start", 0) == self.start]
        stage = course.stage_of(latest, self.spec)
        end = max(len(rows) - len(latest) + stage.end, len(rows) + 1)
        sums: dict[str, float] = {}
        start = time.perf_counter()
        for index, (images, classes) in enumerate(self.batches.epoch(len(rows))):
            step = len(latest) * steps + index
            now = rate(step, steps, self.spec, latest, stage)
            self.net.optimizer.learning_rate = now
            logs = self.step(images, classes)
            sums = {name: sums.get(name, 0.0) + float(value) for name, value in logs.items()}
            if not np.isfinite(sums["loss"]):
                raise ValueError(diagnosis.not_a_number(len(rows) + 1, self.spec.learning_rate))
            if self.decay and step % AVERAGE_EVERY == 0:
                self.update_ema(step // AVERAGE_EVERY)
            means = {name: value / (index + 1) for name, value in sums.items()}
            speed = (index + 1) * batch / (time.perf_counter() - start)
            running = {"images_per_second": speed, "learning_rate": now, **means}
            self.report(len(rows) * steps + index + 1, end, running, rows)
            self.job.check_stop()
        return means

    def step(self, images: np.ndarray, classes: np.ndarray) -> dict[str, float]:
        """Takes one step of the optimiser; returns the batch's loss and accuracies."""
        weights = None if self.weights is None else self.metrics.weigh(self.weights, classes)
        return self.net.train_on_batch(images, self.metrics.targets(classes), weights, return_dict=True)

    def report(self, steps: int, end: int, running: dict[str, float], rows: list[dict[str, float]]) -> None:
        """Reports the progress in images, with the running figures of this epoch and the last validation.

        end: the epoch with which the training ends.
        """
        total = self.batches.steps * self.spec.batch * end
        last = rows[-1] if rows else {}
        validation = {name: value for name, value in last.items() if name in ("val_loss", "val_exact_match")}
        figures: dict[str, float] = {
            "epoch": (steps - 1) // self.batches.steps + 1,
            **running,
            **validation,
        }
        self.job.progress(steps * self.spec.batch, total, "images", **figures)

    def update_ema(self, count: int) -> None:
        """Moves the averaged weights towards the current ones, batch-norm statistics included."""
        current = copies(self.net.weights)
        if not self.ema:
            self.ema = current
            return
        # The first weights are far off, so the average starts short and grows (like TensorFlow's moving averages).
        decay = np.float32(min(self.decay**AVERAGE_EVERY, (1 + count) / (10 + count)))
        self.ema = [decay * old + (1 - decay) * new for old, new in zip(self.ema, current, strict=True)]

    def evaluated_weights(self) -> Weights:
        """The weights that are evaluated and kept: the averaged ones if the recipe has them."""
        return self.ema or copies(self.net.weights)

    def evaluate(self, part: Part, weights: Weights) -> dict[str, float]:
        """Scores a part with these weights; the net's own are restored afterwards."""
        own = self.net.get_weights()
        self.net.set_weights(weights)
        outputs = predict(self.net, part.images)
        self.net.set_weights(own)
        self.class_counts = np.bincount(outputs.argmax(-1).ravel(), minlength=self.material.codec.classes)
        return self.metrics.scores(outputs, part.classes)

    def diagnose(self, latest: Checkpoint | None) -> None:
        """Stores the diagnosis of the figures so far with the job."""
        rows = latest.rows if latest else []
        diagnosis.write_advice(self.job.folder, diagnosis.examine(rows, self.material, self.spec, self.class_counts))
