"""A net of the user's own: a Python file with `build(shape, slots, symbols) -> keras.Model`."""

import runpy
from pathlib import Path
from typing import Any

from engine.nets.backend import keras
from engine.nets.parts import Shape


def custom(path: str, shape: Shape, slots: int, classes: int) -> keras.Model:
    """Runs the file and builds its net: uint8 images (B, h, w, c) in, probabilities (B, slots, symbols) out.

    Raises FileNotFoundError when there is no such file; ValueError, with a sentence, when it cannot be run or its net
    has another shape.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"there is no recipe file {path!r}; give the path of a Python file.")
    net = called(path, shape, slots, classes)
    if not isinstance(net, keras.Model):
        raise ValueError(f"build in {path!r} must return a keras.Model; it returned a {type(net).__name__}.")
    came = tuple(net.input_shape), tuple(net.output_shape) if isinstance(net.output_shape, tuple) else net.output_shape
    wanted = (None, *shape), (None, slots, classes)
    if came != wanted:
        raise ValueError(
            f"the net of {path!r} must take images {wanted[0]} and give probabilities {wanted[1]} (images, slots, "
            f"symbols); it takes {came[0]} and gives {came[1]}."
        )
    return as_bytes_in(net)


def called(path: str, shape: Shape, slots: int, classes: int) -> Any:
    """What the file's build function returns; whatever goes wrong in foreign code becomes one sentence."""
    try:
        build = runpy.run_path(path).get("build")
        if not callable(build):
            raise ValueError("it has no function build(shape, slots, symbols)")
        return build(shape, slots, classes)
    except (ArithmeticError, AttributeError, ImportError, LookupError, NameError, OSError, RuntimeError, SyntaxError,
            TypeError, ValueError) as error:  # fmt: skip
        raise ValueError(
            f"the recipe file {path!r} cannot be used ({type(error).__name__}: {error}); mend it and train again."
        ) from None


def as_bytes_in(net: keras.Model) -> keras.Model:
    """The net with uint8 images as its input, whatever kind of number it takes itself."""
    if net.inputs[0].dtype == "uint8":
        return net
    images = keras.Input(net.input_shape[1:], dtype="uint8")
    return keras.Model(images, net(keras.ops.cast(images, net.inputs[0].dtype)))
