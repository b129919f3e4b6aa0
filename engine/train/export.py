"""Writes the model folder: the net in two formats with equal predictions, a card, and the learning curve."""

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from engine.core.metrics.intervals import wilson
from engine.core.models.card import Card
from engine.core.models.decoding.constraint import ANY
from engine.core.models.trust.stored import write_calibration
from engine.core.storage.files import write_bytes, write_json, write_text
from engine.core.storage.folders import delete_folder, make_folder
from engine.core.storage.paths import models_folder
from engine.imaging.preprocess import Preparation
from engine.nets.backend import keras
from engine.nets.convert import as_litert
from engine.nets.parts import Options
from engine.nets.recipes import recipe_of
from engine.nets.slot_attention import prediction_model
from engine.nets.table import build
from engine.train.calibration import calibrated_on_validation
from engine.train.data.material import Material
from engine.train.loop import checkpoint
from engine.train.loop.checkpoint import Checkpoint
from engine.train.spec import Resolved
from engine.train.usual import usual_images, usual_readings

COMPARED = 64  # images on which the two formats are compared
LARGEST_DIFFERENCE = 1e-3  # of a probability; float32 sums in another order differ by about 1e-6
LIBRARIES = ("keras", "tensorflow", "ai-edge-litert", "numpy", "opencv-python-headless", "pillow")


def write_model(spec: Resolved, material: Material, trained: Checkpoint) -> tuple[Path, Card]:
    """Builds the model's folder, complete and verified, beside its final place; returns it and the model's card.

    Raises ValueError if the exported net predicts differently.
    """
    final = models_folder() / spec.name
    folder = final.with_name(f".building-{spec.name}")
    if folder.exists():
        delete_folder(folder)
    make_folder(folder)
    net = net_of(material, spec)
    net.set_weights(trained.best)
    net.save(folder / "model.keras")
    tflite = as_litert(prediction_model(net))
    part = material.train if spec.final else material.validation
    images = part.images[:COMPARED]
    outputs, parity = compare(tflite, prediction_model(net), images)
    write_bytes(folder / "model.tflite", tflite)
    write_text(folder / "history.csv", checkpoint.curve(trained))
    card = card_of(spec, material, trained, net, outputs, parity)
    usual = usual_images(material, spec) | usual_readings(material, prediction_model(net), spec)
    card = card.model_copy(update={"usual": usual})
    if calibrated := calibrated_on_validation(card, material, prediction_model(net), spec):
        write_calibration(folder, ANY, calibrated)
        card = card.model_copy(update={"calibration": calibrated.calibration})
    write_json(folder / "card.json", card.model_dump(mode="json"))
    return folder, card


def net_of(material: Material, spec: Resolved) -> keras.Model:
    """A new net of the recipe for this material."""
    options = Options(spec.dropout, widths(spec.blocks), widths(spec.dense), spec.weights)
    shape = shape_of(material.preparation)
    return build(spec.recipe, shape, material.codec.slots, material.codec.classes, options)


def widths(text: str) -> tuple[int, ...]:
    """The numbers of "32-64"."""
    return tuple(map(int, text.split("-")))


def shape_of(preparation: Preparation) -> tuple[int, int, int]:
    """Height, width and channels of a prepared image."""
    return preparation.height, preparation.width, preparation.channels


def compare(
    exported: bytes, net: keras.Model, images: np.ndarray, most: float = LARGEST_DIFFERENCE
) -> tuple[list[str], float]:
    """Compares the exported file with the net; returns its output names, in order, and the largest difference.

    Raises ValueError if a probability or attention differs by more than `most`, which rounding can explain.
    """
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=exported, num_threads=1)
    input_index = interpreter.get_input_details()[0]["index"]
    interpreter.resize_tensor_input(input_index, images.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(input_index, images)
    interpreter.invoke()
    outputs = [interpreter.get_tensor(output["index"]) for output in interpreter.get_output_details()]
    expected = keras.tree.flatten(net.predict_on_batch(images))
    names = ["attention" if output.ndim == 4 else "probabilities" for output in outputs]
    by_name = dict(zip(("probabilities", "attention"), expected, strict=False))
    parity = max(float(np.abs(output - by_name[name]).max()) for name, output in zip(names, outputs, strict=True))
    if not parity <= most:
        raise ValueError(
            f"the exported model.tflite must predict like the trained net, with differences up to "
            f"{most:g}; got {parity:.2g}, so no model was made. Try a lower learning_rate."
        )
    return names, parity


def card_of(
    spec: Resolved, material: Material, trained: Checkpoint, net: keras.Model, outputs: list[str], parity: float
) -> Card:
    """The card: everything needed to use, compare and repeat the model."""
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
        scores={} if spec.final else scores(trained, len(material.validation.images)),
        decoding=recipe_of(spec.recipe).decoding,
        final=spec.final,
        frame=material.source.stored.spec.get("frame", "auto"),
        parameters=net.count_params(),
        epochs=trained.epoch,
        cpu_seconds=round(trained.cpu_seconds, 1),
        parity=parity,
        versions={"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def scores(trained: Checkpoint, n: int) -> dict[str, float]:
    """The best epoch's scores on the n images of the validation part, with the 95 % interval."""
    best = trained.best_row
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
