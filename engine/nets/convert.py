"""Turns a net into files for other runtimes. The converters are part of TensorFlow, for every backend of Keras."""

import tempfile
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from engine.nets.backend import keras
from engine.nets.slot_attention import prediction_model

OPSET = 15  # of ONNX
MISSING = "ONNX files need tf2onnx, onnx and onnxruntime; install them with `pip install '.[onnx]'`."


def load_net(path: Path) -> keras.Model:
    """The net in a model's own model.keras, with the outputs that its card lists. Raises ValueError if damaged."""
    try:
        return prediction_model(keras.saving.load_model(path, compile=False, safe_mode=True))
    except (ValueError, TypeError, OSError, KeyError):
        raise ValueError(f"{path.name} of the model {path.parent.name!r} cannot be loaded; train it again.") from None


def traced(net: keras.Model) -> tuple[Any, Any]:
    """The net as a function of any number of images, uint8, and the TensorFlow object that owns its variables."""
    import tensorflow as tf

    signature = [tf.TensorSpec((None, *net.input_shape[1:]), tf.uint8, name="images")]
    function = tf.function(lambda images: net(images, training=False), input_signature=signature)
    owner = tf.Module()  # the converter only freezes variables owned by a TensorFlow object, which a Keras net is not
    owner.variables_of_net = [variable.value for variable in net.variables]
    return function, owner


def lite_converter(net: keras.Model) -> Any:
    """TensorFlow Lite's converter for a net."""
    import tensorflow as tf

    function, owner = traced(net)
    return tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()], owner)


def as_litert(net: keras.Model) -> bytes:
    """The net in float32."""
    return lite_converter(net).convert()


def as_float16(net: keras.Model) -> bytes:
    """The net with weights in 16 bits; it computes in float32."""
    import tensorflow as tf

    converter = lite_converter(net)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    return converter.convert()


def as_dynamic_int8(net: keras.Model) -> bytes:
    """The net with weights in 8 bits; it computes in 8 bits where that pays, and takes and gives what the net does."""
    import tensorflow as tf

    converter = lite_converter(net)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    return converter.convert()


def as_full_int8(net: keras.Model, samples: Iterable[np.ndarray]) -> bytes:
    """The net in 8 bits throughout, for microcontrollers.

    samples: preprocessed images, uint8 (1, height, width, channels), from which the ranges of its values are taken.
    """
    import tensorflow as tf

    converter = lite_converter(net)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([image] for image in samples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8, tf.lite.OpsSet.TFLITE_BUILTINS]
    return converter.convert()


def write_saved_model(net: keras.Model, folder: Path) -> None:
    """Writes the net as a SavedModel with the signature `serve`."""
    import tensorflow as tf

    function, owner = traced(net)
    owner.serve = function
    tf.saved_model.save(owner, str(folder), signatures={"serving_default": function.get_concrete_function()})


def saved_model(folder: Path) -> Callable[[np.ndarray], list[np.ndarray]]:
    """A SavedModel as a function of preprocessed images that gives its outputs."""
    import tensorflow as tf

    loaded = tf.saved_model.load(str(folder))
    return lambda images: [output.numpy() for output in keras.tree.flatten(loaded.serve(tf.constant(images)))]


def as_onnx(net: keras.Model) -> bytes:
    """The net as ONNX in float32. Raises ImportError, naming the extra, where that is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tf2onnx speaks of NumPy names that it still uses
            import tf2onnx
    except ImportError:
        raise ImportError(MISSING) from None
    import tensorflow as tf

    function, _ = traced(net)
    signature = [tf.TensorSpec((None, *net.input_shape[1:]), tf.uint8, name="images")]
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        path = str(Path(folder) / "model.onnx")
        tf2onnx.convert.from_function(function, input_signature=signature, opset=OPSET, output_path=path)
        return Path(path).read_bytes()
