"""Learning goes on after an end as if there had been none, stops when asked, and counts right."""

import threading
import time

import numpy as np
import pytest

from engine.core.jobs import control
from engine.core.jobs.job import Stopped
from engine.core.models.card import model_names
from engine.nets.backend import keras
from engine.train.data.material import chance, load
from engine.train.estimate import read_estimate
from engine.train.export import net_of
from engine.train.loop import checkpoint
from engine.train.loop.losses import scores
from engine.train.loop.schedule import rate
from engine.train.loop.timing import estimate
from engine.train.loop.trainer import Trainer, fit
from engine.train.run import run
from engine.train.spec import TrainSpec
from tests.train.conftest import job_for

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # raised inside Keras


def prepared(name, **values):
    """Spec, job, material and a fresh net, as a run has them."""
    spec = TrainSpec(dataset="few", name=name, batch=16, **values).resolved(84)
    job = job_for(spec)
    material = load(spec, job)
    keras.utils.set_random_seed(spec.seed)
    return net_of(material, spec), material, spec, job


PHASES = {
    "recipe": "slotnet-small", "frozen_epochs": 2, "dropout": 0.3, "schedule": "plateau", "class_weights": "balanced",
    "average": 0.9,
}  # fmt: skip


@pytest.mark.parametrize("values", [{}, PHASES], ids=["slotnet", "phases"])
def test_going_on_after_an_epoch_equals_never_having_stopped(few, values):
    whole = fit(Trainer(*prepared("whole", epochs=4, **values)))
    net, material, spec, job = prepared("broken", epochs=4, **values)
    trainer = Trainer(net, material, spec, job)
    checkpoint.save(trainer.epoch(trainer.epoch(None)), job)
    keras.utils.set_random_seed(99)
    broken = fit(Trainer(net_of(material, spec), material, spec, job))
    for name in ("net", "optimiser", "average", "best"):
        for one, other in zip(getattr(whole, name), getattr(broken, name), strict=True):
            np.testing.assert_allclose(one, other, atol=1e-6)
    assert [row["val_loss"] for row in whole.rows] == pytest.approx([row["val_loss"] for row in broken.rows], abs=1e-5)


def test_a_wish_to_stop_ends_it_with_the_last_epoch_kept(few):
    spec = TrainSpec(dataset="few", name="stopped", epochs=5000, batch=16)
    job = job_for(spec)

    def stop_after_an_epoch():
        while not (job.folder / "history.csv").exists():
            time.sleep(0.01)
        control.stop(job.id)

    watcher = threading.Thread(target=stop_after_an_epoch)
    watcher.start()
    with pytest.raises(Stopped):
        run(spec, job)
    watcher.join()
    kept = checkpoint.load(job)
    assert kept.epoch >= 1 and (job.folder / "history.csv").read_text() == checkpoint.curve(kept)
    assert model_names() == []


def test_it_ends_early_when_it_gets_no_better(few):
    found = fit(Trainer(*prepared("patient", epochs=50, patience=2, learning_rate=1e-7)))
    assert found.since_best == 2 and found.epoch < 50
    assert int(found.best_row["epoch"]) == found.epoch - 2


@pytest.mark.filterwarnings("ignore:overflow|invalid value:RuntimeWarning")
def test_a_loss_that_is_no_number_is_answered_with_a_sentence(few):
    net, material, spec, job = prepared("lost", epochs=2)
    net.set_weights([np.full_like(weight, np.nan) for weight in net.get_weights()])
    with pytest.raises(ValueError, match="no longer a number in epoch 1; lower learning_rate"):
        fit(Trainer(net, material, spec, job))
    assert checkpoint.load(job) is None


def test_the_rate_warms_up_and_falls_or_stays():
    falling = [rate(step, 100, TrainSpec(dataset="d", name="m").resolved(1), []) for step in range(100)]
    assert falling[0] < falling[4] == max(falling) == pytest.approx(6e-3) and falling[-1] < 1e-4
    staying = TrainSpec(dataset="d", name="m", recipe="multihead").resolved(1)
    assert {rate(step, 100, staying, []) for step in range(100)} == {1e-3}


def test_before_the_first_step_it_tells_what_it_will_cost(few):
    net, material, spec, job = prepared("costs", epochs=2)
    before = net.get_weights()
    trainer = Trainer(net, material, spec, job)
    found = estimate(trainer)
    assert found == read_estimate(job.folder)
    assert found["parameters"] == net.count_params() and found["minutes"] > 0 and found["memory"] > 1e8
    for one, other in zip(before, net.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert int(net.optimizer.iterations) == 0


def test_in_the_first_phase_only_the_last_layer_learns(few):
    net, material, spec, job = prepared("frozen", epochs=2, frozen_epochs=1)
    trainer = Trainer(net, material, spec, job)
    start = [layer.get_weights() for layer in net.layers if layer.get_weights()]
    trainer.epoch(None)
    moved = [
        any((one != other).any() for one, other in zip(before, layer.get_weights(), strict=True))
        for before, layer in zip(start, [layer for layer in net.layers if layer.get_weights()], strict=True)
    ]
    assert moved == [False] * (len(moved) - 1) + [True]


def test_scores_and_chance_count_symbols_and_whole_texts():
    classes = np.array([[0, 1], [0, 0], [0, 1], [1, 1]], np.int32)
    probabilities = np.eye(2, dtype=np.float32)[np.array([[0, 1], [0, 1], [0, 1], [0, 0]])] * 0.8 + 0.1
    found = scores(probabilities, classes)
    assert found["symbol_accuracy"] == 5 / 8 and found["exact_match"] == 2 / 4
    assert found["loss"] == pytest.approx(-(5 * np.log(0.9) + 3 * np.log(0.1)) / 8, rel=1e-5)
    assert chance(classes) == (0.75, 0.75 * 0.75)
