"""A stranger's net reads images here as its own layers say, computed with NumPy alone."""

import numpy as np
import pytest

from engine import load
from engine.core.models.card import read_card
from engine.foreign.run import card_of
from engine.foreign.spec import ImportSpec
from tests.support.foreign import h5_file, keras_file, layer
from tests.support.screens import follow_link

SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def softmax(values):
    powers = np.exp(values - values.max())
    return powers / powers.sum()


@pytest.fixture
def image():
    return np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)


@pytest.fixture
def kernel():
    """Weights (784, 36) and biases (36)."""
    draw = np.random.default_rng(1)
    return draw.normal(0, 0.05, (784, 36)).astype(np.float32), draw.normal(0, 0.05, 36).astype(np.float32)


def test_a_classifier_of_keras_2_becomes_a_model_with_a_page(do, home, tmp_path, image, kernel):
    config = {
        "class_name": "Sequential",
        "config": {
            "name": "sequential",
            "layers": [
                {"class_name": "Flatten", "config": {"name": "flatten", "batch_input_shape": [None, 28, 28, 1]}},
                {"class_name": "Dropout", "config": {"name": "dropout", "rate": 0.2}},
                {"class_name": "Dense", "config": {"name": "dense", "units": 36, "activation": "softmax",
                 "kernel_initializer": {"class_name": "GlorotUniform", "config": {"seed": None}}}},
            ],
        },
    }  # fmt: skip
    weights = {"dense/kernel:0": kernel[0], "dense/bias:0": kernel[1]}
    path = h5_file(tmp_path / "study.h5", config, {"flatten": {}, "dropout": {}, "dense": weights})
    job = do("import", source=str(path), name="study", alphabet=SYMBOLS)
    assert job.state == "done", job.message
    answer = load("study").read(image, top=36)
    expected = softmax(image.reshape(-1) / 255 @ kernel[0] + kernel[1])
    assert answer.text == SYMBOLS[int(expected.argmax())]
    given = dict(answer.symbols[0])
    assert np.allclose([given[symbol] for symbol in SYMBOLS], expected, atol=1e-4)
    app = follow_link("Models", model="study")
    assert not app.exception and app.dataframe[0].value["name"].tolist() == ["study"]
    about = {"classes": 36, "slots": 1, "channels": 1, "width": 28, "height": 28}
    with pytest.raises(ValueError, match="alphabet must have 36 symbols, or 35"):
        card_of(ImportSpec(source=str(path), name="other", alphabet="0123456789"), about)


def test_several_outputs_without_softmax_become_the_slots_of_a_text(do, home, tmp_path, image, kernel):
    def node(name, kind, given, **settings):
        tensor = {"class_name": "__keras_tensor__", "config": {"shape": [None, 1], "keras_history": [given, 0, 0]}}
        return {**layer(kind, name, **settings), "name": name, "inbound_nodes": [{"args": [tensor], "kwargs": {}}]}

    start = {**layer("InputLayer", "pixels", batch_shape=[None, 28, 28]), "name": "pixels", "inbound_nodes": []}
    heads = [node(f"head{k}", "Dense", "flat", units=3, activation="linear") for k in range(2)]
    config = {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": {
            "layers": [start, node("flat", "Flatten", "pixels"), *heads],
            "input_layers": [["pixels", 0, 0]],
            "output_layers": [["head0", 0, 0], ["head1", 0, 0]],
        },
    }
    parts = [(kernel[0][:, 3 * k : 3 * k + 3], kernel[1][3 * k : 3 * k + 3]) for k in range(2)]
    places = ("layers/dense", "layers/dense_1")
    arrays = {f"{place}/vars/{i}": part[i] for place, part in zip(places, parts, strict=True) for i in range(2)}
    path = keras_file(tmp_path / "heads.keras", config, arrays)
    job = do("import", source=str(path), name="heads", alphabet="xyz", scale="-1..1")
    assert job.state == "done", job.message
    expected = [softmax((image.reshape(-1) / 127.5 - 1) @ weights + biases) for weights, biases in parts]
    answer = load("heads").read(image)
    assert answer.text == "".join("xyz"[int(slot.argmax())] for slot in expected)
    assert np.isclose(answer.confidence, np.prod([slot.max() for slot in expected]), atol=1e-4)
    assert read_card("heads").slots == 2 and not read_card("heads").blank
