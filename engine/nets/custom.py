"""Custom nets: a Python file with `build(shape, slots, symbols) -> keras.Model`."""

import runpy
from pathlib import Path
from typing import Any

from engine.nets.backend import keras
from engine.nets.parts import Shape


def custom(path: str, shape: Shape, slots: int, classes: int) -> keras.Model:
    """Runs the file and builds its net: uint8 images (B, h, w, c) in, probabilities (B, slots, symbols) out.

    Raises FileNotFoundError if there is no such file, and ValueError, with a sentence, if it cannot be run or its net
    has another shape.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"there is no recipe file {path!r}; give the path of a Python file.")
    net = call_build(path, shape, slots, classes)
    if not isinstance(net, keras.Model):
        raise ValueError(
            f"build in {path!r} must return a keras.Model; it returned a {type(net).__name__}: return the net."
        )
    output = tuple(net.output_shape) if isinstance(net.output_shape, tuple) else net.output_shape
    shapes, expected = (tuple(net.input_shape), output), ((None, *shape), (None, slots, classes))
    if shapes != expected:
        raise ValueError(
            f"the net of {path!r} must take images {expected[0]} and give probabilities {expected[1]} (images, slots, "
            f"symbols); it takes {shapes[0]} and gives {shapes[1]}: change its input or output layer."
        )
    return with_uint8_input(net)


def call_build(path: str, shape: Shape, slots: int, classes: int) -> Any:
    """Returns the result of the file's build function; an error in the user's code becomes one sentence.

    A call of sys.exit becomes one too, and still ends the job.
    """
    try:
        build = runpy.run_path(path).get("build")
        if not callable(build):
            raise ValueError("it has no function build(shape, slots, symbols)")
        return build(shape, slots, classes)
    except SystemExit:
        raise SystemExit(
            f"the recipe file {path!r} must build a net, and calls sys.exit; remove that call and train again."
        ) from None
    except Exception as error:  # whatever a person's own code raises
        raise ValueError(
            f"the recipe file {path!r} cannot be used ({type(error).__name__}: {error}); correct it and train again."
        ) from None


def with_uint8_input(net: keras.Model) -> keras.Model:
    """The net with uint8 images as its input, for any data type that it takes itself."""
    if net.inputs[0].dtype == "uint8":
        return net
    images = keras.Input(net.input_shape[1:], dtype="uint8")
    return keras.Model(images, net(keras.ops.cast(images, net.inputs[0].dtype)))
