"""Files of strangers that want more than to be read: each is refused with a sentence, and nothing of it runs."""

import json
import sys
import zipfile

import h5py
import numpy as np
import pytest

from engine.foreign.child import convert
from tests.support.foreign import h5_file, keras_file, layer, sequential

DENSE = {"layers/dense/vars/0": np.zeros((784, 2), np.float32), "layers/dense/vars/1": np.zeros(2, np.float32)}
FLAT = layer("Flatten")
BYTECODE = {"class_name": "__lambda__", "config": {"value": ["4wAAAAAAAAAA", None, None]}}


def named(module, kind):
    return sequential({"module": module, "class_name": kind, "config": {"name": "x"}, "registered_name": kind})


CONFIGS = {
    "Lambda with bytecode": (sequential(FLAT, layer("Lambda", function=BYTECODE)), "the layer 'Lambda'"),
    "Lambda outermost": (layer("Lambda", function=BYTECODE), "outermost part is 'Lambda'"),
    "os": (named("os", "system"), "'system' of 'os'"),
    "subprocess": (named("subprocess", "Popen"), "'Popen' of 'subprocess'"),
    "builtins": (named("builtins", "eval"), "'eval' of 'builtins'"),
    "keras.config": (named("keras.config", "enable_unsafe_deserialization"), "'enable_unsafe_deserialization'"),
    "get_file": (named("keras.utils", "get_file"), "the layer 'get_file'"),
    "load_model": (named("keras.models", "load_model"), "the layer 'load_model'"),
    "TFSMLayer": (sequential(layer("TFSMLayer", filepath="/etc")), "the layer 'TFSMLayer'"),
    "TorchModuleWrapper": (sequential(layer("TorchModuleWrapper", module="x")), "the layer 'TorchModuleWrapper'"),
    "StringLookup": (sequential(layer("StringLookup", vocabulary="/etc/passwd")), "the layer 'StringLookup'"),
    "unknown class": (sequential(layer("Attention9")), "the layer 'Attention9'"),
    "registered": (sequential({**layer("Dense", units=2), "registered_name": "evil>Dense"}), "not a layer of Keras"),
    "activation as an object": (sequential(FLAT, layer("Dense", units=2, activation=BYTECODE)), "has the activation"),
    "activation of a stranger": (sequential(FLAT, layer("Dense", units=2, activation="os")), "has the activation"),
    "setting as an object": (sequential(FLAT, layer("Dense", units=BYTECODE)), "units of a layer Dense"),
    "3 * 10^9 units": (sequential(FLAT, layer("Dense", units=3 * 10**9)), "numbers may be up to"),
    "huge input": (sequential(FLAT, shape=(None, 10**6, 10**6, 1)), "numbers may be up to"),
    "name that leads up": (sequential(layer("Flatten", "../../x")), "the name of a layer"),
    "name with a slash": (sequential(layer("Flatten", "a/b")), "the name of a layer"),
    "no layers": ({"class_name": "Sequential", "config": {"layers": []}}, "1 to 500 layers"),
    "10^4 layers": (sequential(*[layer("Flatten", f"f{i}") for i in range(10**4)]), "1 to 500 layers"),
    "no input": ({"class_name": "Sequential", "config": [FLAT]}, "shape of its input"),
    "unknown input": ({"class_name": "Model", "config": {"layers": [layer("InputLayer", batch_shape=[None, 2])],
                       "output_layers": [["ghost", 0, 0]]}}, "outputs name layers"),
    "a list": ([1, 2], "must be an object"),
    "a word": ("os.system", "must be an object"),
    "400 kB of nested JSON": (b"[" * 400_000, "not JSON that can be read"),
    "3 MB of config": (b'"' + b"a" * 3_000_000 + b'"', "unpacks to more than 2 MB"),
}  # fmt: skip


@pytest.fixture
def sentence(tmp_path):
    """sentence(path) is why a file is refused; TensorFlow was not loaded for it, and nothing was written."""

    def sentence(path):
        loaded = "tensorflow" in sys.modules
        (tmp_path / "made").mkdir(exist_ok=True)
        with pytest.raises((ValueError, FileNotFoundError)) as caught:
            convert(path, tmp_path / "made", "0..1", "auto")
        assert loaded or "tensorflow" not in sys.modules
        assert not list((tmp_path / "made").iterdir())
        return str(caught.value)

    return sentence


@pytest.mark.parametrize("case", CONFIGS)
def test_a_config_that_names_more_than_plain_layers_is_refused_in_both_formats(case, sentence, tmp_path):
    config, expected = CONFIGS[case]
    assert expected in sentence(keras_file(tmp_path / "net.keras", config, DENSE))
    if not isinstance(config, bytes):
        assert expected in sentence(h5_file(tmp_path / "net.h5", config, {}))


def linked(file):
    file["model_weights/far"] = h5py.ExternalLink("/etc/passwd", "/")


def soft(file):
    file["model_weights/soft"] = h5py.SoftLink("/model_weights")


def external(file):
    file["model_weights"].create_dataset("far", (8,), "f4", external=[("/etc/passwd", 0, 32)])


def virtual(file):
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (4,))
    file["model_weights"].create_virtual_dataset("far", layout)


def huge(file):
    file["model_weights"].create_dataset("huge", (10**6, 10**6), "f4", chunks=(100, 100))


def text(file):
    file["model_weights/text"] = "os.system"


def nan(file):
    file["model_weights/nan"] = np.array([1.0, np.nan])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (linked, "leads elsewhere"),
        (soft, "leads elsewhere"),
        (external, "data lies elsewhere"),
        (virtual, "data lies elsewhere"),
        (huge, "more than 50,000,000 weights"),
        (text, "does not hold numbers"),
        (nan, "are not all numbers"),
    ],
)
def test_weights_that_lie_elsewhere_or_are_no_numbers_are_refused(change, expected, sentence, tmp_path):
    assert expected in sentence(h5_file(tmp_path / "net.h5", sequential(FLAT), {}, change))


def test_archives_that_hold_more_or_unpack_to_more_are_refused(sentence, tmp_path):
    config = sequential(FLAT, layer("Dense", units=2))
    for name in ("../evil.py", "/etc/evil", "assets/code.py"):
        assert "beside a net" in sentence(keras_file(tmp_path / "net.keras", config, DENSE, {name: b"x"}))
    bomb = keras_file(tmp_path / "net.keras", config, DENSE, {"model.weights.h5": bytes(251_000_000)})
    assert bomb.stat().st_size < 1_000_000 and "unpacks to more than" in sentence(bomb)
    with zipfile.ZipFile(tmp_path / "net.keras", "w") as archive:
        archive.writestr("config.json", json.dumps(config))
    assert "no config.json or model.weights.h5" in sentence(tmp_path / "net.keras")


def test_what_is_not_a_whole_file_of_its_kind_is_refused(sentence, tmp_path):
    good = keras_file(tmp_path / "net.keras", sequential(FLAT), DENSE)
    data = good.read_bytes()
    for name, content in (
        ("net.keras", data[: len(data) // 2]),
        ("net.keras", b""),
        ("net.keras", b"import os"),
        ("net.h5", data),
        ("net.pb", data),
        ("net.h5", b"\x89HDF\r\n\x1a\n" + bytes(100)),
        ("net.onnx", b"\x08\x07"),
    ):
        (tmp_path / name).write_bytes(content)
        said = sentence(tmp_path / name)
        assert any(words in said for words in ("cut short", "named as what it is", "not imported yet"))
    (tmp_path / "folder.keras").mkdir()
    assert "is not a file" in sentence(tmp_path / "folder.keras")
    (tmp_path / "link.keras").symlink_to(good)
    assert "is a link" in sentence(tmp_path / "link.keras")
    assert "there is no file" in sentence(tmp_path / "none.keras")


def test_a_refused_file_leaves_no_model_behind(do, home, tmp_path):
    path = keras_file(tmp_path / "net.keras", CONFIGS["Lambda with bytecode"][0], DENSE)
    job = do("import", source=str(path), name="evil", alphabet="01")
    assert job.state == "failed" and "'Lambda'" in job.message
    assert not list((home / "models").iterdir())
    twice = do("import", source=str(path), name="evil", alphabet="00")
    assert twice.state == "failed" and "name each class once" in twice.message
