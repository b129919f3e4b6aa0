"""Imports Keras with its backend and silences the backend's messages. Only nets and code in jobs may import this."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

# TensorFlow's C++ code writes greetings to the raw stderr at any log level; errors still arrive as exceptions.
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
    """The exceptions that Keras' backend raises when memory runs out."""
    if keras.backend.backend() != "tensorflow":
        return (MemoryError,)
    import tensorflow as tf  # the error is the backend's, not Keras'

    return MemoryError, tf.errors.ResourceExhaustedError


@contextmanager
def computing_in(precision: str) -> Iterator[None]:
    """Makes nets first used within it convolve and multiply in this precision, "float32" or "bfloat16".

    Weights, batch norm and losses stay float32. TensorFlow rewrites the net's graph; on processors without bfloat16 it
    still runs, more slowly (tensorflow/tensorflow pull request 62011). Raises ValueError for another backend of Keras.
    """
    if precision == "float32":
        yield
        return
    if keras.backend.backend() != "tensorflow":
        raise ValueError(
            f"precision bfloat16 needs KERAS_BACKEND=tensorflow; it is {keras.backend.backend()}: choose float32 here."
        )
    import tensorflow as tf  # rewriting graphs is the backend's work, not Keras'

    rewriting = tf.config.optimizer.set_experimental_options
    rewriting({"auto_mixed_precision_onednn_bfloat16": True})
    try:
        yield
    finally:
        rewriting({"auto_mixed_precision_onednn_bfloat16": False})
