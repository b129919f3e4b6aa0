"""A training resumes as if it had never stopped, stops when asked, and scores correctly."""

import threading
import time

import numpy as np
import pytest

from engine.core.jobs import control
from engine.core.jobs.job import FINISH, FailedError, Job, StoppedError
from engine.core.models.card import model_names
from engine.core.storage.files import write_text
from engine.nets.backend import keras
from engine.train import notes
from engine.train.data.material import load
from engine.train.estimate import read_estimate
from engine.train.export import net_of
from engine.train.loop import checkpoint
from engine.train.loop.course import Stage
from engine.train.loop.losses import scores
from engine.train.loop.schedule import rate
from engine.train.loop.timing import estimate
from engine.train.loop.trainer import Trainer, fit
from engine.train.run import run
from engine.train.spec import TrainSpec
from tests.train.conftest import divide, job_for, store

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # raised inside Keras


def prepared(name, **values):
    """Net, material, spec and job, as a run has them."""
    spec = TrainSpec(dataset="few", name=name, batch=16, **values).resolved(84)
    job = job_for(spec)
    material = load(spec, job)
    keras.utils.set_random_seed(spec.seed)
    return net_of(material, spec), material, spec, job


WITH_FREEZING = {
    "recipe": "slotnet-small", "frozen_epochs": 2, "dropout": 0.3, "schedule": "plateau", "class_weights": "balanced",
    "ema": 0.9,
}  # fmt: skip


@pytest.mark.parametrize("values", [{}, WITH_FREEZING], ids=["slotnet", "freezing"])
def test_resuming_after_an_epoch_equals_never_having_stopped(few, values):
    uninterrupted = fit(Trainer(*prepared("whole", epochs=4, **values)))
    net, material, spec, job = prepared("broken", epochs=4, **values)
    trainer = Trainer(net, material, spec, job)
    checkpoint.save(trainer.epoch(trainer.epoch(None)), job)
    keras.utils.set_random_seed(99)
    resumed = fit(Trainer(net_of(material, spec), material, spec, job))
    for name in ("net", "optimiser", "ema", "best"):
        for expected, actual in zip(getattr(uninterrupted, name), getattr(resumed, name), strict=True):
            np.testing.assert_allclose(expected, actual, atol=1e-6)
    assert [row["val_loss"] for row in uninterrupted.rows] == pytest.approx(
        [row["val_loss"] for row in resumed.rows], abs=1e-5
    )


def test_a_stopped_training_keeps_its_last_epoch(few):
    spec = TrainSpec(dataset="few", name="stopped", epochs=5000, batch=16)
    job = job_for(spec)

    def stop_after_an_epoch():
        while not (job.folder / "history.csv").exists():
            time.sleep(0.01)
        control.stop(job.id)

    watcher = threading.Thread(target=stop_after_an_epoch)
    watcher.start()
    with pytest.raises(StoppedError):
        run(spec, job)
    watcher.join()
    kept = checkpoint.load(job)
    assert kept.epoch >= 1 and (job.folder / "history.csv").read_text() == checkpoint.curve(kept)
    assert model_names() == []
    (job.folder / "stop").unlink()
    write_text(job.folder / FINISH, "")  # take the best so far
    result = run(spec, Job(job.id))
    assert model_names() == ["stopped"] and result["epochs"] == kept.epoch


def test_only_a_training_can_end_with_the_best_so_far(home):
    job_id = control.create("explore", {"dataset": "d"})
    with pytest.raises(ValueError, match="cannot end with the best so far, as only a training can"):
        control.finish(job_id)


def test_where_labels_say_nothing_it_starts_anew_once_and_then_says_so(home):
    random = np.random.default_rng(5)
    texts = ["".join(random.choice(list("0123456789"), 4)) for _ in range(120)]
    store("wrong", random.integers(0, 256, (120, 8, 16), dtype=np.uint8), texts)
    divide("wrong", validation=0.3)
    spec = TrainSpec(dataset="wrong", name="m", recipe="slotnet-small", epochs=25, batch=6)
    job = job_for(spec)
    with pytest.raises(FailedError, match="after 45 epochs the net reads nothing: it is no better than guessing"):
        run(spec, job)
    assert notes.read(job.folder) == [
        "After 20 epochs the net was no better than guessing, so it started anew at a learning rate of 0.002."
    ]
    assert model_names() == [] and [row["start"] for row in checkpoint.load(job).rows] == [0] * 20 + [1] * 25


def test_it_stops_early_when_it_no_longer_improves(few):
    last = fit(Trainer(*prepared("patient", epochs=50, patience=2, learning_rate=1e-7)))
    assert last.since_best == 2 and last.epoch < 50
    assert int(last.best_row["epoch"]) == last.epoch - 2


@pytest.mark.filterwarnings("ignore:overflow|invalid value:RuntimeWarning")
def test_a_loss_that_is_no_number_is_answered_with_a_sentence(few):
    net, material, spec, job = prepared("lost", epochs=2)
    net.set_weights([np.full_like(weight, np.nan) for weight in net.get_weights()])
    with pytest.raises(ValueError, match="no longer a number in epoch 1; lower learning_rate"):
        fit(Trainer(net, material, spec, job))
    assert checkpoint.load(job) is None


def test_the_rate_warms_up_and_falls_or_stays():
    usual = TrainSpec(dataset="d", name="m").resolved(1)  # 100 epochs of one step
    falling = [rate(step, 1, usual, [], Stage(0, 100)) for step in range(100)]
    assert falling[0] < falling[4] == max(falling) == pytest.approx(6e-3) and falling[-1] < 1e-4
    staying = TrainSpec(dataset="d", name="m", recipe="multihead").resolved(1)
    assert {rate(step, 1, staying, [], Stage(0, 100)) for step in range(100)} == {1e-3}


def test_before_the_first_step_it_estimates_its_cost(few):
    net, material, spec, job = prepared("costs", epochs=2)
    before = net.get_weights()
    trainer = Trainer(net, material, spec, job)
    cost = estimate(trainer)
    assert cost == read_estimate(job.folder)
    assert cost["parameters"] == net.count_params() and cost["minutes"] > 0 and cost["memory"] > 1e8
    for expected, actual in zip(before, net.get_weights(), strict=True):
        np.testing.assert_array_equal(expected, actual)
    assert int(net.optimizer.iterations) == 0


def test_in_the_frozen_phase_only_the_last_layer_learns(few):
    net, material, spec, job = prepared("frozen", epochs=2, frozen_epochs=1)
    trainer = Trainer(net, material, spec, job)
    start = [layer.get_weights() for layer in net.layers if layer.get_weights()]
    trainer.epoch(None)
    changed = [
        any((old != new).any() for old, new in zip(before, layer.get_weights(), strict=True))
        for before, layer in zip(start, [layer for layer in net.layers if layer.get_weights()], strict=True)
    ]
    assert changed == [False] * (len(changed) - 1) + [True]


def test_scores_count_symbols_and_whole_texts():
    classes = np.array([[0, 1], [0, 0], [0, 1], [1, 1]], np.int32)
    probabilities = np.eye(2, dtype=np.float32)[np.array([[0, 1], [0, 1], [0, 1], [0, 0]])] * 0.8 + 0.1
    result = scores(probabilities, classes)
    assert scores(probabilities, classes, blank=1)["symbol_accuracy"] == 3 / 4
    assert result["symbol_accuracy"] == 5 / 8 and result["exact_match"] == 2 / 4
    assert result["loss"] == pytest.approx(-(5 * np.log(0.9) + 3 * np.log(0.1)) / 8, rel=1e-5)
