"""The formats that a model leaves in: each writes files into a folder, and gives a reader of what it wrote."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.core.models.card import Card
from engine.core.storage.files import read_bytes, write_bytes

Outputs = Callable[[np.ndarray], list[np.ndarray]]  # a net's outputs for preprocessed images, uint8 (n, h, w, c)
Samples = Callable[[], Iterator[np.ndarray]]  # preprocessed training images, uint8 (1, h, w, c)


class Source(NamedTuple):
    """A model that is exported: its folder, its card, and training images to take the ranges of its values from."""

    folder: Path
    card: Card
    samples: Samples


def keras_file(source: Source, build: Path) -> Outputs:
    """Copies model.keras."""
    from engine.nets import convert

    shutil.copyfile(source.folder / "model.keras", build / "model.keras")
    return outputs_of_net(convert.load_net(build / "model.keras"))


def litert(source: Source, build: Path) -> Outputs:
    """Copies model.tflite."""
    write_bytes(build / "model.tflite", read_bytes(source.folder / "model.tflite"))
    return outputs_of_litert(build / "model.tflite")


def litert_int8(source: Source, build: Path) -> Outputs:
    """Writes model.tflite with weights in 8 bits."""
    from engine.nets import convert

    write_bytes(build / "model.tflite", convert.as_dynamic_int8(convert.load_net(source.folder / "model.keras")))
    return outputs_of_litert(build / "model.tflite")


def litert_full_int8(source: Source, build: Path) -> Outputs:
    """Writes model.tflite in 8 bits throughout."""
    from engine.nets import convert

    net = convert.load_net(source.folder / "model.keras")
    write_bytes(build / "model.tflite", convert.as_full_int8(net, source.samples()))
    return outputs_of_litert(build / "model.tflite")


def onnx(source: Source, build: Path) -> Outputs:
    """Writes model.onnx. Raises ValueError, naming what to install, where the extra is missing."""
    from engine.nets import convert

    try:
        write_bytes(build / "model.onnx", convert.as_onnx(convert.load_net(source.folder / "model.keras")))
        import onnxruntime
    except ImportError as missing:
        raise ValueError(str(missing)) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(build / "model.onnx", options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda images: session.run(None, {name: images})


def savedmodel(source: Source, build: Path) -> Outputs:
    """Writes the folder savedmodel."""
    from engine.nets import convert

    convert.write_saved_model(convert.load_net(source.folder / "model.keras"), build / "savedmodel")
    return convert.saved_model(build / "savedmodel")


def outputs_of_net(net: Any) -> Outputs:
    """The outputs of a Keras net."""
    return lambda images: [np.asarray(output) for output in flat(net.predict_on_batch(images))]


def flat(outputs: Any) -> list[Any]:
    """The outputs of a net as a list, also of a single one."""
    return list(outputs) if isinstance(outputs, list | tuple) else [outputs]


def outputs_of_litert(path: Path) -> Outputs:
    """The outputs of a LiteRT file."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=read_bytes(path), num_threads=1)
    details = interpreter.get_input_details()[0]

    def outputs(images: np.ndarray) -> list[np.ndarray]:
        if tuple(interpreter.get_input_details()[0]["shape"]) != images.shape:
            interpreter.resize_tensor_input(details["index"], images.shape)
            interpreter.allocate_tensors()
        interpreter.set_tensor(details["index"], images)
        interpreter.invoke()
        return [interpreter.get_tensor(output["index"]) for output in interpreter.get_output_details()]

    interpreter.allocate_tensors()
    return outputs


FORMATS: dict[str, Callable[[Source, Path], Outputs]] = {
    "keras": keras_file,
    "litert": litert,
    "litert-int8": litert_int8,
    "litert-full-int8": litert_full_int8,
    "onnx": onnx,
    "savedmodel": savedmodel,
}
