"""All nets by the names of their recipes."""

from functools import partial

from engine.nets.backend import keras
from engine.nets.ctc import ctc
from engine.nets.custom import custom
from engine.nets.multihead import multihead, multihead_small
from engine.nets.parts import Build, Options, Shape
from engine.nets.plain import cnn, glyphs, letters
from engine.nets.recipes import is_file
from engine.nets.resnet import resnet50v2
from engine.nets.slotnet import SIZES, slotnet

NETS: dict[str, Build] = {
    **{name: partial(slotnet, net=name) for name in SIZES},
    "ctc": ctc,
    "multihead": multihead,
    "multihead-small": multihead_small,
    "letters": letters,
    "glyphs": glyphs,
    "resnet50v2": resnet50v2,
    "cnn": cnn,
}


def build(recipe: str, shape: Shape, slots: int, classes: int, options: Options) -> keras.Model:
    """Builds a new net of a recipe or of a Python file.

    Raises ValueError or FileNotFoundError, with a sentence, if the recipe cannot be built for these images.
    """
    if is_file(recipe):
        return custom(recipe, shape, slots, classes)
    return NETS[recipe](shape, slots, classes, options)
