"""What a net is to learn and how well it does: the losses and scores of slots, and of lines that CTC reads."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from engine.core.datasets.labels import Codec
from engine.core.models.decoding import ctc
from engine.nets.backend import keras
from engine.nets.recipes import recipe_of
from engine.train.spec import Settled

ops = keras.ops
SMALLEST = 1e-7  # keeps logarithms finite


class Judge(NamedTuple):
    """The loss and metrics that Keras computes, how class numbers (n, slots) become their targets, and the scores.

    scores: outputs of the net and class numbers -> "loss", "symbol_accuracy" and "exact_match". weigh: weights of the
    classes and class numbers -> how much each slot, or each text, counts.
    """

    loss: Any
    metrics: list[Any]
    targets: Callable[[np.ndarray], np.ndarray]
    scores: Callable[[np.ndarray, np.ndarray], dict[str, float]]
    weigh: Callable[[np.ndarray, np.ndarray], np.ndarray]


def judge_of(spec: Settled, codec: Codec) -> Judge:
    """What suits the recipe of a resolved spec."""
    if recipe_of(spec.recipe).decoding == "ctc":
        return Judge(ctc_loss, line_metrics(), lambda classes: classes, line_scores, mean_weight)
    one_hot = np.eye(codec.classes, dtype=np.float32)
    return Judge(
        keras.losses.CategoricalCrossentropy(label_smoothing=spec.label_smoothing),
        [keras.metrics.CategoricalAccuracy(name="symbol_accuracy"), exact_match],
        lambda classes: one_hot[classes],
        scores,
        lambda weights, classes: weights[classes],
    )


def exact_match(true: Any, probabilities: Any) -> Any:
    """Which texts are right in every slot; true (B, slots, classes) one-hot, probabilities alike."""
    right = ops.argmax(true, -1) == ops.argmax(probabilities, -1)
    return ops.cast(ops.all(right, -1), "float32")


def scores(probabilities: np.ndarray, classes: np.ndarray) -> dict[str, float]:
    """Cross-entropy, symbol accuracy and exact match of readings (n, slots, classes) against classes (n, slots)."""
    right = probabilities.argmax(-1) == classes
    chosen = np.take_along_axis(probabilities, classes[..., None], axis=-1)
    return {
        "loss": float(-np.log(np.maximum(chosen, SMALLEST)).mean()),
        "symbol_accuracy": float(right.mean()),
        "exact_match": float(right.all(axis=1).mean()),
    }


def ctc_loss(true: Any, steps: Any) -> Any:
    """The loss of Graves et al. 2006 for classes (B, slots), blanks at their ends, and steps (B, steps, classes)."""
    blank = steps.shape[2] - 1
    true = ops.cast(true, "int32")
    length = ops.sum(ops.cast(true != blank, "int32"), axis=1)
    whole = ops.full_like(length, steps.shape[1])
    return ops.ctc_loss(true, ops.log(steps + SMALLEST), length, whole, mask_index=blank)


def right_symbols(true: Any, steps: Any) -> tuple[Any, Any, Any]:
    """Of each line read greedily: symbols right in their place, symbols read, and symbols there are; (B,) each."""
    blank = steps.shape[2] - 1
    true, path = ops.cast(true, "int32"), ops.cast(ops.argmax(steps, -1), "int32")
    before = ops.concatenate([ops.full_like(path[:, :1], blank), path[:, :-1]], axis=1)
    read = ops.cast(ops.logical_and(path != blank, path != before), "int32")
    place = ops.cumsum(read, axis=1) - 1
    wanted = ops.take_along_axis(true, ops.clip(place, 0, true.shape[1] - 1), axis=1)
    inside = ops.logical_and(wanted == path, place < true.shape[1])
    right = ops.sum(read * ops.cast(inside, "int32"), axis=1)
    return right, ops.sum(read, axis=1), ops.sum(ops.cast(true != blank, "int32"), axis=1)


def symbol_accuracy(true: Any, steps: Any) -> Any:
    """The share of each text's symbols that stand in their place when the line is read greedily."""
    right, _, there = right_symbols(true, steps)
    return ops.cast(right, "float32") / ops.cast(ops.maximum(there, 1), "float32")


def line_match(true: Any, steps: Any) -> Any:
    """Which texts are read without a mistake."""
    right, read, there = right_symbols(true, steps)
    return ops.cast(ops.logical_and(right == read, read == there), "float32")


def line_metrics() -> list[Any]:
    """The running scores of lines, named like those of slots."""
    mean = keras.metrics.MeanMetricWrapper
    return [mean(symbol_accuracy, name="symbol_accuracy"), mean(line_match, name="exact_match")]


def mean_weight(weights: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """How much each text counts: the mean over its symbols; classes (n, slots), blanks at their ends."""
    symbols = classes != len(weights) - 1
    return (weights[classes] * symbols).sum(axis=1) / symbols.sum(axis=1)


def line_scores(steps: np.ndarray, classes: np.ndarray) -> dict[str, float]:
    """CTC loss, symbol accuracy and exact match of lines (n, steps, classes) against classes (n, slots)."""
    blank = steps.shape[2] - 1
    texts = [row[row != blank].tolist() for row in classes]
    found = [ctc.greedy(one) for one in steps]
    pairs = list(zip(texts, found, strict=True))
    shares = [sum(a == b for a, b in zip(text, got, strict=False)) / len(text) for text, got in pairs]
    return {
        "loss": float(-ctc.log_likelihood(steps, texts).mean()),
        "symbol_accuracy": float(np.mean(shares)),
        "exact_match": float(np.mean([text == got for text, got in pairs])),
    }


def weights_of(classes: np.ndarray, codec: Codec, spec: Settled) -> np.ndarray | None:
    """How much each class counts, float32 (classes,), mean 1 over those in `classes`; None where all are alike."""
    if spec.class_weights == "none":
        return None
    counts = np.bincount(classes.ravel(), minlength=codec.classes)
    return (classes.size / (np.count_nonzero(counts) * np.maximum(counts, 1))).astype(np.float32)
