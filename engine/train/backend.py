"""Keras with its engine, imported without the engine's chatter; only code that trains may import this."""

import os
import sys

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

__all__ = ["keras", "out_of_memory"]


def out_of_memory() -> tuple[type[BaseException], ...]:
    """What Keras' engine raises when the memory is used up."""
    if keras.backend.backend() != "tensorflow":
        return (MemoryError,)
    import tensorflow as tf  # the error belongs to the engine, not to Keras

    return MemoryError, tf.errors.ResourceExhaustedError
