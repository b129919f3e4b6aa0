"""Arrays as people save them: any pairing of files, any shape of labels, any range of pixels, MATLAB files too."""

import gzip
import pickle

import h5py
import numpy as np
import pytest
from scipy.io import savemat

from engine.collect.tables.array_names import class_names, common_words, role_of
from engine.core.datasets.dataset import dataset_names
from engine.imaging.decode import decode

COUNT = 12
IMAGES = np.zeros((COUNT, 8, 8), np.uint8)
IMAGES[:, 1:7, 2:5] = np.arange(20, 20 + COUNT)[:, None, None]
IMAGES[:, 7, 7] = 255
DIGITS = np.arange(COUNT) % 10
ONE_HOT = np.eye(10)[DIGITS]
TEXTS = [str(digit) for digit in DIGITS]


def check(collect, source, texts=TEXTS, images=IMAGES, **knobs):
    """Collects a table and compares every label and pixel."""
    result, data = collect(source=[str(source)], label_from="table", **knobs)
    assert (result["kept"], data.frame()["text"].tolist()) == (len(texts), texts)
    for file, image in zip(data.image_files(range(len(texts))), images, strict=True):
        assert np.array_equal(decode(file), image)
    return result


def saved_npz(path, **arrays):
    np.savez_compressed(path, **arrays)


def saved_csv(path, values):
    np.savetxt(path, np.asarray(values).reshape(COUNT, -1), "%g", delimiter=",")


def saved_text(path, text):
    path.write_text(text)


PAIRS = {
    "X.npy and Y.npy": (lambda f: (np.save(f / "X.npy", IMAGES), np.save(f / "Y.npy", ONE_HOT)), "X.npy"),
    "two NPZ": (
        lambda f: (saved_npz(f / "k-train-imgs.npz", arr_0=IMAGES), saved_npz(f / "k-train-labels.npz", arr_0=DIGITS)),
        "",
    ),
    "one NPZ": (lambda f: saved_npz(f / "a.npz", x_train=IMAGES, Y_TRAIN=ONE_HOT), "a.npz"),
    "two CSV": (
        lambda f: (saved_csv(f / "csvTrainImages 12x64.csv", IMAGES), saved_csv(f / "csvTrainLabel 12x1.csv", DIGITS)),
        "",
    ),
    "NPY and text": (
        lambda f: (np.save(f / "trainX.npy", IMAGES), saved_text(f / "trainY.txt", "\n".join(["label", *TEXTS]))),
        "trainX.npy",
    ),
    "CSV and numbered labels": (
        lambda f: (
            saved_csv(f / "x.csv", IMAGES),
            saved_text(f / "y.csv", "\n".join(f"{n},{text}" for n, text in enumerate(TEXTS))),
        ),
        "x.csv",
    ),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_images_and_labels_in_two_places_are_paired_by_their_names(collect, tmp_path, pair):
    save, source = PAIRS[pair]
    save(tmp_path)
    check(collect, tmp_path / source)


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        *(("x", "y"), ("X", "Y"), ("x_train", "Y_TRAIN"), ("trainX", "trainY"), ("Xtr", "ytr"), ("imgs", "lbls")),
        *(("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte"), ("a/data", "a/target")),
    ],
)
def test_names_say_what_they_hold(images, labels):
    assert (role_of(images), role_of(labels)) == ("images", "labels")
    assert common_words(images) == common_words(labels)


def test_classes_are_what_tells_names_apart():
    assert class_names(["full_numpy_bitmap_cat.npy", "full_numpy_bitmap_car.npy"]) == ["cat", "car"]
    assert class_names(["A.npy", "B.npy"]) == ["A", "B"]
    assert class_names(["sun_28.npy", "sea_28.npy"]) == ["sun", "sea"]


PAIRED = [left + right for left, right in zip(TEXTS, TEXTS[::-1], strict=True)]
PLACES = np.array([[int(digit), 7, -1] for digit in DIGITS])
LABELS = {
    "a column": (DIGITS[:, None], TEXTS),
    "a row": (DIGITS[None], TEXTS),
    "whole floats": (DIGITS.astype(float), TEXTS),
    "one-hot": (ONE_HOT.astype(np.float32), TEXTS),
    "one-hot by columns": (ONE_HOT.T, TEXTS),
    "a digit for each place": (PLACES, [f"{text}7" for text in TEXTS]),
    "one-hot for each place": (np.eye(10)[np.stack([DIGITS, DIGITS[::-1]], 1)], PAIRED),
    "one-hot, places first": (np.eye(10)[np.stack([DIGITS, DIGITS[::-1]])], PAIRED),
    "texts": (np.array([f"ab{text}" for text in TEXTS]), [f"ab{text}" for text in TEXTS]),
    "symbols for each place": (np.array([["x", text] for text in TEXTS]), [f"x{text}" for text in TEXTS]),
}  # fmt: skip


@pytest.mark.parametrize("shape", LABELS)
def test_labels_of_every_shape_are_one_text_for_each_image(collect, tmp_path, shape):
    values, texts = LABELS[shape]
    saved_npz(tmp_path / "a.npz", images=IMAGES, labels=values)
    check(collect, tmp_path / "a.npz", texts)


def test_numbers_for_each_place_need_their_symbols(collect, tmp_path):
    saved_npz(tmp_path / "a.npz", images=IMAGES, labels=np.stack([DIGITS + 10, DIGITS + 20], 1))
    with pytest.raises(ValueError, match=r"from 10 to 29, one for each place; give the symbols"):
        collect(source=[str(tmp_path / "a.npz")], label_from="table")
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRST"
    texts = [alphabet[digit + 10] + alphabet[digit + 20] for digit in DIGITS]
    check(collect, tmp_path / "a.npz", texts, number_symbols="0-9A-T")


RANGES = {
    "0 to 1": (IMAGES / 255, IMAGES),
    "-1 to 1": ((IMAGES / 127.5 - 1).astype(np.float32), IMAGES),
    "-0.5 to 0.5": (IMAGES / 255 - 0.5, IMAGES),
    "floats to 255": (IMAGES.astype(np.float32), IMAGES),
    "bits": ((IMAGES == 255).astype(np.uint8), np.where(IMAGES == 255, 255, 0)),
    "0 to 16": (np.minimum(IMAGES, 16), np.rint(np.minimum(IMAGES, 16) * (255 / 16)).astype(np.uint8)),
    "12 bits in 16": (IMAGES.astype(np.uint16) * 16, np.rint(IMAGES * (16 * 255 / 4095)).astype(np.uint8)),
    "16 bits": (IMAGES.astype(np.uint16) * 257, IMAGES),
}


IN_WORDS = {"12 bits in 16", "16 bits"}  # a CSV does not say that its numbers have 16 bits


@pytest.mark.parametrize(
    ("span", "kind"),
    [*((span, "npy") for span in RANGES), *((span, "csv") for span in sorted(RANGES.keys() - IN_WORDS))],
)
def test_pixels_of_every_range_become_black_to_white(collect, tmp_path, span, kind):
    values, wanted = RANGES[span]
    if kind == "npy":
        np.save(tmp_path / "x.npy", values)
    else:
        np.savetxt(tmp_path / "x.csv", values.reshape(COUNT, -1), "%.9g", delimiter=",")
    np.save(tmp_path / "y.npy", DIGITS)
    check(collect, tmp_path / f"x.{kind}", images=wanted)


def test_a_range_of_no_image_is_refused_with_its_row(collect, tmp_path):
    np.savez(tmp_path / "a.npz", x=(IMAGES - 40.0) / 30, y=DIGITS)
    with pytest.raises(ValueError, match=r"from 0 to 255; a\.npz:x has -1\.33333 in row 1"):
        collect(source=[str(tmp_path / "a.npz")], label_from="table")


def test_flat_rows_of_colours_are_read_as_planes_or_as_triples(collect, tmp_path):
    colours = np.stack([IMAGES, 255 - IMAGES, IMAGES // 2], axis=3)
    savemat(
        tmp_path / "planes.mat", {"data": colours.transpose(0, 3, 1, 2).reshape(COUNT, -1), "labels": DIGITS[:, None]}
    )
    check(collect, tmp_path / "planes.mat", images=colours)
    saved_npz(tmp_path / "triples.npz", data=colours.reshape(COUNT, -1), labels=DIGITS)
    check(collect, tmp_path / "triples.npz", images=colours, name="e")


def matlab_73(path):
    """What MATLAB 7.3 writes: axes in reverse, images last, an attribute at each array, a header before the file."""
    colours = np.stack([IMAGES, 255 - IMAGES, IMAGES // 2], axis=3)
    with h5py.File(path, "w", userblock_size=512) as file:
        file["X"] = colours.transpose(1, 2, 3, 0).T
        file["y"] = DIGITS[None].astype(float)
        for array in file.values():
            array.attrs["MATLAB_class"] = np.bytes_("double")
    with path.open("r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file")
    return colours


def test_matlab_files_of_every_version_are_read(collect, tmp_path):
    colours = matlab_73(tmp_path / "new.mat")
    check(collect, tmp_path / "new.mat", images=colours)
    last = {"X": colours.transpose(1, 2, 3, 0), "y": DIGITS[:, None].astype(float)}
    savemat(tmp_path / "old.mat", last, do_compression=True)
    check(collect, tmp_path / "old.mat", images=colours, name="e")
    words = np.array([[f"w{text}" for text in TEXTS]], object)
    nested = {"dataset": {"train": {"images": IMAGES.reshape(COUNT, -1), "labels": words}, "mapping": np.eye(3)}}
    savemat(tmp_path / "nested.mat", nested)
    check(collect, tmp_path / "nested.mat", [f"w{text}" for text in TEXTS], name="f")
    (tmp_path / "cut.mat").write_bytes((tmp_path / "old.mat").read_bytes()[:400])
    with pytest.raises(ValueError, match=r"cut\.mat cannot be read as a MATLAB file .*\.$"):
        collect("g", source=[str(tmp_path / "cut.mat")], label_from="table")


def test_an_array_for_each_class(collect, tmp_path):
    classes = {"quick_bitmap_A": IMAGES[:4], "quick_bitmap_B": IMAGES[4:9], "quick_bitmap_C": IMAGES[9:]}
    for name, images in classes.items():
        np.save(tmp_path / f"{name}.npy", images)
    texts = [*"AAAABBBBBCCC"]
    check(collect, tmp_path, texts)
    saved_npz(tmp_path / "all.npz", **classes)
    check(collect, tmp_path / "all.npz", texts, name="e")
    with pytest.raises(FileNotFoundError, match=r"quick_bitmap_A\.npy needs its labels beside it"):
        collect("f", source=[str(tmp_path / "quick_bitmap_A.npy")], label_from="table")


@pytest.mark.parametrize("label_from", ["auto", "stem"])
@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("data_batch_1", pickle.dumps({"data": IMAGES}), "a pickle"),
        ("a.tfrecord", (180).to_bytes(8, "little") + bytes(range(200)), "a TFRecord file"),
        ("data.mdb", bytes(16) + b"\xde\xc0\xef\xbe" + bytes(range(200)), "an LMDB database"),
        ("a.feather", b"ARROW1\0\0" + bytes(99), "an Arrow"),
        ("a.sqlite", b"SQLite format 3\0" + bytes(99), "an SQLite database"),
        ("mnist.pkl.gz", gzip.compress(pickle.dumps([IMAGES])), "a pickle"),
        ("a.bin", b"\x81\0\x01\xff" * 99, "of a kind that is not recognised"),
    ],
)
def test_other_containers_are_answered_with_what_is_read(collect, tmp_path, name, data, kind, label_from):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ValueError, match=rf"^{name} is {kind}.*\. Convert it to .*zip.*IDX.*MAT") as refused:
        collect(source=[str(tmp_path / name)], label_from=label_from)
    assert "UTF-8" not in str(refused.value) and dataset_names() == []
