"""From weights to a model folder: two files of the net that read alike, a card, and the learning curve."""

import platform
from datetime import UTC, datetime
from importlib.metadata import version

import numpy as np

from engine.core.metrics.intervals import wilson
from engine.core.models.card import Card
from engine.core.storage.files import write_bytes, write_json, write_text
from engine.core.storage.folders import delete_folder, make_folder, publish_folder
from engine.core.storage.paths import models_folder
from engine.imaging.preprocess import Preparation
from engine.nets.backend import keras
from engine.nets.parts import Options
from engine.nets.recipes import recipe_of
from engine.nets.slot_attention import reading_model
from engine.nets.table import build
from engine.train.data.material import Material
from engine.train.loop import checkpoint
from engine.train.loop.checkpoint import State
from engine.train.spec import Settled

COMPARED = 64  # images that both files of the net read
LARGEST_DIFFERENCE = 1e-3  # of a probability; float32 in another order of sums differs by about 1e-6
LIBRARIES = ("keras", "tensorflow", "ai-edge-litert", "numpy", "opencv-python-headless", "pillow")


def publish(spec: Settled, material: Material, found: State) -> Card:
    """Builds the model's folder beside its final place and moves it there when it is complete and reads right.

    Raises ValueError when the exported net reads otherwise, FileExistsError when the name was taken meanwhile.
    """
    final = models_folder() / spec.name
    folder = final.with_name(f".building-{spec.name}")
    if folder.exists():
        delete_folder(folder)
    make_folder(folder)
    net = net_of(material, spec)
    net.set_weights(found.best)
    net.save(folder / "model.keras")
    exported = as_tflite(reading_model(net))
    part = material.train if spec.final else material.validation
    images = part.images[:COMPARED]
    outputs, parity = compare(exported, reading_model(net), images)
    write_bytes(folder / "model.tflite", exported)
    write_text(folder / "history.csv", checkpoint.curve(found))
    card = card_of(spec, material, found, net, outputs, parity)
    write_json(folder / "card.json", card.model_dump(mode="json"))
    publish_folder(folder, final)
    return card


def net_of(material: Material, spec: Settled) -> keras.Model:
    """A fresh net of the recipe for this material."""
    options = Options(spec.dropout, widths(spec.blocks), widths(spec.dense), spec.weights)
    shape = shape_of(material.preparation)
    return build(spec.recipe, shape, material.codec.slots, material.codec.classes, options)


def widths(text: str) -> tuple[int, ...]:
    """The numbers of "32-64"."""
    return tuple(map(int, text.split("-")))


def shape_of(preparation: Preparation) -> tuple[int, int, int]:
    """Height, width and channels of a prepared image."""
    return preparation.height, preparation.width, preparation.channels


def as_tflite(net: keras.Model) -> bytes:
    """The net as a TensorFlow Lite file that takes any number of images at once."""
    import tensorflow as tf  # the converter belongs to TensorFlow whatever engine Keras runs on

    signature = [tf.TensorSpec((None, *net.input_shape[1:]), tf.uint8, name="images")]
    function = tf.function(lambda images: net(images, training=False), input_signature=signature)
    owner = tf.Module()  # the converter freezes only variables that a TensorFlow object owns; a Keras net is none
    owner.variables_of_net = [variable.value for variable in net.variables]
    return tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()], owner).convert()


def compare(exported: bytes, net: keras.Model, images: np.ndarray) -> tuple[list[str], float]:
    """The exported file's outputs in their order, and the largest difference of a probability or attention.

    Raises ValueError when the difference is larger than rounding can explain.
    """
    from ai_edge_litert.interpreter import Interpreter

    reader = Interpreter(model_content=exported, num_threads=1)
    source = reader.get_input_details()[0]["index"]
    reader.resize_tensor_input(source, images.shape)
    reader.allocate_tensors()
    reader.set_tensor(source, images)
    reader.invoke()
    got = [reader.get_tensor(each["index"]) for each in reader.get_output_details()]
    wanted = keras.tree.flatten(net.predict_on_batch(images))
    names = ["attention" if each.ndim == 4 else "probabilities" for each in got]
    by_name = dict(zip(("probabilities", "attention"), wanted, strict=False))
    parity = max(float(np.abs(each - by_name[name]).max()) for name, each in zip(names, got, strict=True))
    if not parity <= LARGEST_DIFFERENCE:
        raise ValueError(
            f"the exported model.tflite reads otherwise than the trained net (by up to {parity:.2g}, where "
            f"{LARGEST_DIFFERENCE:g} is allowed), so no model was made; try a lower learning_rate."
        )
    return names, parity


def card_of(
    spec: Settled, material: Material, found: State, net: keras.Model, outputs: list[str], parity: float
) -> Card:
    """Everything that reading, comparing and repeating the model needs."""
    return Card(
        recipe=spec.recipe,
        alphabet=material.codec.alphabet,
        slots=material.codec.slots,
        blank=material.codec.blank,
        preparation=material.preparation,
        outputs=outputs,
        spec=spec.model_dump(mode="json"),
        dataset=spec.dataset,
        dataset_fingerprint=material.source.info.fingerprint,
        split_fingerprint=material.source.split_fingerprint(),
        scores={} if spec.final else scores(found, len(material.validation.images)),
        decoding=recipe_of(spec.recipe).decoding,
        final=spec.final,
        parameters=net.count_params(),
        epochs=found.epoch,
        cpu_seconds=round(found.cpu_seconds, 1),
        parity=parity,
        versions={"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def scores(found: State, n: int) -> dict[str, float]:
    """The best epoch's scores on the n images of the validation part, with the 95 % interval."""
    best = found.best_row
    ends = wilson(round(best["val_exact_match"] * n), n)
    return {
        "n": n,
        "exact_match": best["val_exact_match"],
        "exact_match_low": float(ends.low),
        "exact_match_high": float(ends.high),
        "symbol_accuracy": best["val_symbol_accuracy"],
        "loss": best["val_loss"],
        "best_epoch": best["epoch"],
    }
