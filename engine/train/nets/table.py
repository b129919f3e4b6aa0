"""All nets by the names of their recipes."""

from functools import partial

from engine.train.backend import keras
from engine.train.nets.ctc import ctc
from engine.train.nets.custom import custom
from engine.train.nets.multihead import multihead, multihead_small
from engine.train.nets.parts import Build, Options, Shape
from engine.train.nets.plain import cnn, glyphs, letters
from engine.train.nets.resnet import resnet50v2
from engine.train.nets.slotnet import SIZES, slotnet
from engine.train.recipes.table import is_file

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
    """A fresh net of a recipe, or of a Python file.

    Raises ValueError or FileNotFoundError, with a sentence, when the recipe cannot be built for these pictures.
    """
    if is_file(recipe):
        return custom(recipe, shape, slots, classes)
    return NETS[recipe](shape, slots, classes, options)
