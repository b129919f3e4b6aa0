"""Losses and scores of a net, for softmaxes per slot and for lines decoded by CTC."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from engine.core.datasets.labels import Codec
from engine.core.models.decoding import ctc
from engine.nets.backend import keras
from engine.nets.recipes import recipe_of
from engine.train.spec import Resolved

ops = keras.ops
SMALLEST = 1e-7  # keeps logarithms finite


class Metrics(NamedTuple):
    """The loss and metrics that Keras computes, the targets made of class numbers (n, slots), and the scores.

    scores: outputs of the net and class numbers -> "loss", "symbol_accuracy" and "exact_match". weigh: class weights
    and class numbers -> the weight of each slot, or of each text.
    """

    loss: Any
    metrics: list[Any]
    targets: Callable[[np.ndarray], np.ndarray]
    scores: Callable[[np.ndarray, np.ndarray], dict[str, float]]
    weigh: Callable[[np.ndarray, np.ndarray], np.ndarray]


def metrics_of(spec: Resolved, codec: Codec) -> Metrics:
    """The metrics that fit the recipe of a resolved spec."""
    if recipe_of(spec.recipe).decoding == "ctc":
        return Metrics(ctc_loss, line_metrics(), lambda classes: classes, line_scores, mean_weight)
    one_hot = np.eye(codec.classes, dtype=np.float32)
    return Metrics(
        keras.losses.CategoricalCrossentropy(label_smoothing=spec.label_smoothing),
        [symbols_right(codec), exact_match],
        lambda classes: one_hot[classes],
        lambda probabilities, classes: scores(probabilities, classes, blank_of(codec)),
        lambda weights, classes: weights[classes],
    )


def blank_of(codec: Codec) -> int | None:
    """The class of the places that a short text leaves empty; None if all texts are equally long."""
    return len(codec.alphabet) if codec.blank else None


def symbols_right(codec: Codec) -> Any:
    """The running share of the texts' symbols that are right; places that a text leaves empty do not count."""
    if not codec.blank:
        return keras.metrics.CategoricalAccuracy(name="symbol_accuracy")

    def share(true: Any, probabilities: Any) -> Any:
        place, symbols = ops.argmax(true, -1), ops.cast(1 - true[..., -1], "float32")
        right = ops.cast(place == ops.argmax(probabilities, -1), "float32") * symbols
        return ops.sum(right, axis=-1) / ops.maximum(ops.sum(symbols, axis=-1), 1)

    return keras.metrics.MeanMetricWrapper(share, name="symbol_accuracy")


def exact_match(true: Any, probabilities: Any) -> Any:
    """Which texts are right in every slot; true is one-hot (B, slots, classes), probabilities have the same shape."""
    right = ops.argmax(true, -1) == ops.argmax(probabilities, -1)
    return ops.cast(ops.all(right, -1), "float32")


def scores(probabilities: np.ndarray, classes: np.ndarray, blank: int | None = None) -> dict[str, float]:
    """Cross-entropy, symbol accuracy and exact match of predictions (n, slots, classes) against classes (n, slots).

    blank: the class of places that a text leaves empty, which symbol accuracy leaves out.
    """
    right = probabilities.argmax(-1) == classes
    chosen = np.take_along_axis(probabilities, classes[..., None], axis=-1)
    return {
        "loss": float(-np.log(np.maximum(chosen, SMALLEST)).mean()),
        "symbol_accuracy": float(right[classes != blank].mean()),
        "exact_match": float(right.all(axis=1).mean()),
    }


def ctc_loss(true: Any, frames: Any) -> Any:
    """The loss of Graves et al. 2006 for classes (B, slots), padded with blanks, and frames (B, frames, classes)."""
    blank = frames.shape[2] - 1
    true = ops.cast(true, "int32")
    length = ops.sum(ops.cast(true != blank, "int32"), axis=1)
    input_length = ops.full_like(length, frames.shape[1])
    return ops.ctc_loss(true, ops.log(frames + SMALLEST), length, input_length, mask_index=blank)


def right_symbols(true: Any, frames: Any) -> tuple[Any, Any, Any]:
    """Of each line decoded greedily: symbols right in their place, symbols predicted, and true symbols; (B,) each."""
    blank = frames.shape[2] - 1
    true, path = ops.cast(true, "int32"), ops.cast(ops.argmax(frames, -1), "int32")
    previous = ops.concatenate([ops.full_like(path[:, :1], blank), path[:, :-1]], axis=1)
    emitted = ops.cast(ops.logical_and(path != blank, path != previous), "int32")
    place = ops.cumsum(emitted, axis=1) - 1
    expected = ops.take_along_axis(true, ops.clip(place, 0, true.shape[1] - 1), axis=1)
    is_right = ops.logical_and(expected == path, place < true.shape[1])
    right = ops.sum(emitted * ops.cast(is_right, "int32"), axis=1)
    return right, ops.sum(emitted, axis=1), ops.sum(ops.cast(true != blank, "int32"), axis=1)


def symbol_accuracy(true: Any, frames: Any) -> Any:
    """The share of each text's symbols that are right in their place when the line is decoded greedily."""
    right, _, total = right_symbols(true, frames)
    return ops.cast(right, "float32") / ops.cast(ops.maximum(total, 1), "float32")


def line_match(true: Any, frames: Any) -> Any:
    """Which texts are predicted without a mistake."""
    right, emitted, total = right_symbols(true, frames)
    return ops.cast(ops.logical_and(right == emitted, emitted == total), "float32")


def line_metrics() -> list[Any]:
    """The running scores of lines, with the names of those of slots."""
    mean = keras.metrics.MeanMetricWrapper
    return [mean(symbol_accuracy, name="symbol_accuracy"), mean(line_match, name="exact_match")]


def mean_weight(weights: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """The weight of each text: the mean over its symbols; classes (n, slots), padded with blanks."""
    symbols = classes != len(weights) - 1
    return (weights[classes] * symbols).sum(axis=1) / symbols.sum(axis=1)


def line_scores(frames: np.ndarray, classes: np.ndarray) -> dict[str, float]:
    """CTC loss, symbol accuracy and exact match of lines (n, frames, classes) against classes (n, slots)."""
    blank = frames.shape[2] - 1
    texts = [row[row != blank].tolist() for row in classes]
    predicted = [ctc.greedy(line) for line in frames]
    pairs = list(zip(texts, predicted, strict=True))
    shares = [sum(a == b for a, b in zip(text, prediction, strict=False)) / len(text) for text, prediction in pairs]
    return {
        "loss": float(-ctc.log_likelihood(frames, texts).mean()),
        "symbol_accuracy": float(np.mean(shares)),
        "exact_match": float(np.mean([text == prediction for text, prediction in pairs])),
    }


def weights_of(classes: np.ndarray, codec: Codec, spec: Resolved) -> np.ndarray | None:
    """The weight of each class, float32 (classes,), mean 1 over those in `classes`; None if all are equal."""
    if spec.class_weights == "none":
        return None
    counts = np.bincount(classes.ravel(), minlength=codec.classes)
    return (classes.size / (np.count_nonzero(counts) * np.maximum(counts, 1))).astype(np.float32)
