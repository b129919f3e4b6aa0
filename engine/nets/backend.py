"""Keras with its engine, imported without the engine's chatter; only code that trains may import this."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

# TensorFlow's C++ side greets on the raw stderr whatever the log level; errors arrive as exceptions all the same.
_quiet, _stderr = os.open(os.devnull, os.O_WRONLY), os.dup(2)
sys.stderr.flush()
os.dup2(_quiet, 2)
try:
    import keras
finally:
    os.dup2(_stderr, 2)
    os.close(_stderr)
    os.close(_quiet)

__all__ = ["computing_in", "keras", "out_of_memory"]


def out_of_memory() -> tuple[type[BaseException], ...]:
    """What Keras' engine raises when the memory is used up."""
    if keras.backend.backend() != "tensorflow":
        return (MemoryError,)
    import tensorflow as tf  # the error belongs to the engine, not to Keras

    return MemoryError, tf.errors.ResourceExhaustedError


@contextmanager
def computing_in(precision: str) -> Iterator[None]:
    """Nets that are first used within it convolve and multiply in this precision, "float32" or "bfloat16".

    Weights, batch norm and losses stay float32. TensorFlow rewrites the net's graph; on processors without such numbers
    it still runs, more slowly (tensorflow/tensorflow pull request 62011). Raises ValueError where Keras runs on another
    engine.
    """
    if precision == "float32":
        yield
        return
    if keras.backend.backend() != "tensorflow":
        raise ValueError("precision bfloat16 needs KERAS_BACKEND=tensorflow; take float32 here.")
    import tensorflow as tf  # the rewriting of graphs belongs to the engine, not to Keras

    rewriting = tf.config.optimizer.set_experimental_options
    rewriting({"auto_mixed_precision_onednn_bfloat16": True})
    try:
        yield
    finally:
        rewriting({"auto_mixed_precision_onednn_bfloat16": False})
