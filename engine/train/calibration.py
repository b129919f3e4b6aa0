"""Calibrates a trained net on the validation part, so that a model knows from the start how sure it may be."""

import numpy as np

from engine.core.models.card import Card
from engine.core.models.trust.fit import MOST, calibrate, evenly
from engine.core.models.trust.reading import read_labelled
from engine.core.models.trust.stored import Calibrated
from engine.nets.backend import keras
from engine.train.data.material import Material, part_ids
from engine.train.spec import Resolved


def calibrated_on_validation(card: Card, material: Material, net: keras.Model, spec: Resolved) -> Calibrated | None:
    """The calibration of a net on up to MOST validation images; None for a final model, which has none.

    net: with the outputs [probabilities, attention], or [probabilities].
    """
    if spec.final:
        return None

    def outputs_of(images: np.ndarray) -> dict[str, np.ndarray]:
        values = keras.tree.flatten(net.predict_on_batch(images))
        return dict(zip(("probabilities", "attention"), values, strict=False))

    ids = evenly(part_ids(material.source, "validation", spec), MOST)
    read = read_labelled(card, outputs_of, material.source, ids, None, lambda count: None)
    return calibrate(card, read, None, spec.dataset, "validation")
