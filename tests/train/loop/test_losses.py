"""Losses and scores: what Keras computes in a step is what numpy computes for the validation part."""

import numpy as np
import pytest

from engine.core.datasets.labels import Codec
from engine.core.models.decoding import ctc
from engine.nets.backend import keras
from engine.train.loop.course import Stage
from engine.train.loop.losses import ctc_loss, line_match, line_scores, metrics_of, symbol_accuracy, weights_of
from engine.train.loop.schedule import optimiser, rate
from engine.train.spec import TrainSpec

RANDOM = np.random.default_rng(3)
LINES = RANDOM.dirichlet(np.full(4, 0.3), (40, 7)).astype(np.float32)
TEXTS = [ctc.greedy(line)[:3] if i % 2 else [0, 1] for i, line in enumerate(LINES)]
CLASSES = np.array([text + [3] * (3 - len(text)) for text in TEXTS], np.int32)
WHOLE = np.array([len(text) > 0 for text in TEXTS])


def spec(**values):
    return TrainSpec(dataset="d", name="m", **values).resolved(1000)


def test_lines_are_scored_alike_while_learning_and_after():
    lines, classes = LINES[WHOLE], CLASSES[WHOLE]
    ours = line_scores(lines, classes)
    functions = (ctc_loss, symbol_accuracy, line_match)
    for name, function in zip(("loss", "symbol_accuracy", "exact_match"), functions, strict=True):
        values = keras.ops.convert_to_numpy(function(classes, keras.ops.convert_to_tensor(lines)))
        assert ours[name] == pytest.approx(values.mean(), rel=1e-4), name
    assert 0 < ours["exact_match"] < 1


def test_balanced_weights_let_rare_classes_count_as_much_as_frequent_ones():
    classes = np.array([[0, 0], [0, 1], [0, 0], [0, 1]], np.int32)
    weights = weights_of(classes, Codec("ab", 2, blank=False), spec(class_weights="balanced"))
    assert weights == pytest.approx([8 / 12, 8 / 4]) and weights[classes].mean() == pytest.approx(1)
    assert weights_of(classes, Codec("ab", 2, blank=False), spec()) is None
    lines = metrics_of(spec(recipe="ctc"), Codec("abc", 3, blank=True))
    assert lines.weigh(np.array([1, 2, 3, 9.0]), np.array([[0, 1, 3]])) == pytest.approx([1.5])


def test_on_a_plateau_the_rate_falls_to_its_floor():
    plateau = spec(schedule="plateau", plateau_patience=2, plateau_factor=0.1, minimum_rate=0.05, learning_rate=1.0)
    losses = [3, 2, 2, 2, 1, 1, 1, 1, 1]
    rows = [{"loss": 0.5, "val_loss": loss} for loss in losses]
    rates = [rate(0, 100, plateau, rows[:epoch], Stage(0, 100)) for epoch in range(len(rows) + 1)]
    assert rates == pytest.approx([1, 1, 1, 1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05])


def test_after_the_frozen_phase_the_rate_is_another():
    phases = spec(frozen_epochs=1, schedule="constant", learning_rate=0.1, second_rate=0.01)
    assert [rate(0, 10, phases, [{}] * epoch, Stage(0, 10)) for epoch in (0, 1)] == pytest.approx([0.1, 0.001])


@pytest.mark.parametrize("name", ["adamw", "adam", "sgd"])
def test_the_optimiser_is_the_one_asked_for(name):
    chosen = optimiser(spec(optimiser=name, clipnorm=0.5, weight_decay=0.01, momentum=0.8))
    assert type(chosen).__name__.lower() == name and chosen.clipnorm == 0.5 and chosen.weight_decay == 0.01
    assert optimiser(spec(optimiser=name, clipnorm=0)).clipnorm is None
