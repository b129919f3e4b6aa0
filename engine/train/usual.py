"""What is usual among the images of a dataset and in their readings, for the card: unlike images are noticed by it."""

import numpy as np

from engine.core.models.familiarity import Ranges, reading_of, usual_appearance, usual_reading
from engine.imaging.appearance import appearance_of
from engine.imaging.decode import decode
from engine.imaging.preprocess import prepare
from engine.nets.backend import keras
from engine.train.data.material import Material, part_ids
from engine.train.spec import Resolved

MOST = 1000  # images looked at


def usual_images(material: Material, spec: Resolved) -> Ranges:
    """The usual appearance of the training images, from up to MOST of them."""
    ids = spread(part_ids(material.source, "train", spec))
    pictures = (decode(file) for file in material.source.image_files(ids))
    appearances = (appearance_of(picture, prepare(picture, material.preparation)) for picture in pictures)
    return usual_appearance([appearance for appearance in appearances if appearance])


def usual_readings(material: Material, net: keras.Model, spec: Resolved) -> Ranges:
    """The usual reading of up to MOST validation images, or of training images for a final model.

    net: with the outputs [probabilities, attention] for slots. {} for nets without attention, for lines of frames, and
    for single symbols, whose ink may be anywhere.
    """
    if len(keras.tree.flatten(net.output)) < 2 or material.codec.slots < 2:
        return {}
    images = spread((material.train if spec.final else material.validation).images)
    probabilities, attention = net.predict(images, batch_size=64, verbose=0)
    read = probabilities.argmax(axis=2) != len(material.codec.alphabet)
    readings = map(reading_of, images, attention, read)
    return usual_reading([reading for reading in readings if reading])


def spread(rows: np.ndarray) -> np.ndarray:
    """At most MOST of the rows, spread evenly over all."""
    return rows[:: max(1, -(-len(rows) // MOST))]
