"""Archives, arrays and images of the field: names, labels and pixels come out right, and what is not read is named."""

from collections import Counter

import numpy as np
import pytest

from engine.core.datasets.dataset import dataset_names
from engine.imaging.decode import decode

IDIOMS = ["北京市区", "生日快乐", "一心一意", "天上人间", "花好月圆", "龙马精神", "春暖花开", "三羊开泰"]
TRANSPARENT = ["122F", "1FDE", "21CC", "AFBA", "B2DC", "BA1A", "BB2D", "C1DB", "EBDE", "ECDF", "ECED", "FF11"]


def texts(data) -> list[str]:
    """The labels of a dataset, in order."""
    return data.frame()["text"].tolist()


def said(result, words: str) -> bool:
    """Whether a note of the result has these words."""
    return any(words in note for note in result["notes"])


@pytest.mark.parametrize("knobs", [{}, {"label_from": "suffix"}])
def test_zip_gbk_names(collect, case, knobs):
    result, data = collect(source=[str(case("zip-gbk-names") / "cn_gbk.zip")], **knobs)
    assert texts(data) == IDIOMS and said(result, "gbk")
    _, data = collect("e", source=[str(case("zip-gbk-names") / "cn_gbk.zip")], name_encoding="gbk", **knobs)
    assert texts(data) == IDIOMS


@pytest.mark.parametrize("knobs", [{}, {"label_from": "folder"}])
def test_zip_backslash(collect, case, knobs):
    _, data = collect(source=[str(case("zip-backslash") / "back.zip")], **knobs)
    assert Counter(texts(data)) == {"A": 4, "B": 4, "C": 4}


@pytest.mark.parametrize("knobs", [{}, {"label_from": "csv"}])
def test_csv_gbk(collect, case, knobs):
    result, data = collect(source=[str(case("csv-gbk"))], **knobs)
    assert texts(data) == IDIOMS and said(result, "gbk")


@pytest.mark.parametrize("knobs", [{}, {"label_from": "csv"}])
def test_csv_cp1252(collect, case, knobs):
    result, data = collect(source=[str(case("csv-cp1252"))], **knobs)
    assert texts(data) == ["0012", "3,5", "9;1", "Äpfel", "ß12"] and said(result, "cp1252")


@pytest.mark.parametrize("knobs", [{}, {"label_from": "table"}])
def test_mat_files(collect, case, knobs):
    folder = case("mat-files")
    _, letters = collect("letters", source=[str(folder / "emnist-letters.mat")], transpose=True, **knobs)
    assert Counter(texts(letters)) == {str(number + 1): 11 for number in range(26)}
    _, digits = collect("digits", source=[str(folder / "train_32x32.mat")], **knobs)
    assert Counter(texts(digits)) == {str(number): 6 for number in range(1, 11)}
    assert decode(digits.image_files([0])[0]).shape == (32, 32, 3)
    _, new = collect("new", source=[str(folder / "v73.mat")], **knobs)
    assert texts(new) == [str(number % 6) for number in range(48)]


@pytest.mark.parametrize("knobs", [{}, {"label_from": "table"}, {"label_from": "stem"}])
@pytest.mark.parametrize(
    ("name", "kind"), [("data_batch_1.pkl", "pickle"), ("train.tfrecord", "TFRecord"), ("lmdb/data.mdb", "LMDB")]
)
def test_binary_refusals(collect, case, name, kind, knobs):
    with pytest.raises(ValueError, match=rf"{kind}.*, which is not read\. Convert it to .*zip.*NPZ") as refused:
        collect(source=[str(case("binary-refusals") / name)], **knobs)
    assert "UTF-8" not in str(refused.value) and dataset_names() == []


@pytest.mark.parametrize("knobs", [{}, {"label_from": "table"}])
@pytest.mark.parametrize("source", ["npy-upper-onehot", "npy-upper-onehot/X.npy"])
def test_npy_upper_onehot(collect, case, source, knobs):
    result, data = collect(source=[str(case(source))], **knobs)
    assert texts(data) == [str(number % 10) for number in range(50)] and said(result, "one-hot")
    assert np.ptp(decode(data.image_files([0])[0])) > 200


@pytest.mark.parametrize("knobs", [{}, {"label_from": "table"}])
@pytest.mark.parametrize("source", ["npz-pair", "npz-pair/kmnist-train-imgs.npz"])
def test_npz_pair(collect, case, source, knobs):
    _, data = collect(source=[str(case(source))], **knobs)
    with np.load(case("npz-pair") / "kmnist-train-labels.npz") as labels:
        assert texts(data) == [str(label) for label in labels["arr_0"]]


@pytest.mark.parametrize("knobs", [{}, {"label_from": "table", "pixels": "images", "label": "labels"}])
def test_npz_onehot(collect, case, knobs):
    _, data = collect(source=[str(case("npz-onehot") / "float01.npz")], **knobs)
    assert texts(data) == [str(number % 10) for number in range(40)]
    assert decode(data.image_files([0])[0]).shape == (28, 28)


@pytest.mark.parametrize("knobs", [{}, {"label_from": "table"}])
def test_npy_per_class(collect, case, knobs):
    _, data = collect(source=[str(case("npy-per-class"))], **knobs)
    assert Counter(texts(data)) == {"circle": 20, "line": 20, "square": 20}


def test_white_on_transparent(collect, case):
    result, data = collect(source=[str(case("white-on-transparent"))])
    assert texts(data) == TRANSPARENT and said(result, "laid on black")
    for file in data.image_files(range(len(TRANSPARENT))):
        pixels = decode(file)
        assert pixels[0, 0].max() == 0 and pixels.max() > 200


def test_grey12(collect, case):
    result, data = collect(source=[str(case("grey12"))])
    assert texts(data) == ["GH78"] and said(result, "stretched")
    stored = decode(data.image_files([0])[0])
    assert stored.min() == 0 and stored.max() >= 254
    # A model reads the file itself, and sees what it would have learned from.
    assert np.array_equal(decode((case("grey12") / "GH78.png").read_bytes()), stored)
