"""The parts that an author made become the split, or a note says why not."""

import numpy as np
import pandas as pd
import pytest

from engine.collect.parts import kept_split, part_named, parts_of_paths, parts_of_tables
from tests.collect.conftest import png, zipped


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("asl_alphabet_train", "train"),
        ("Training", "train"),
        ("val2017", "validation"),
        ("dev.csv", "validation"),
        ("testset", "test"),
        ("train_test", None),
        ("contest", None),
        ("A", None),
    ],
)
def test_names_of_parts(name, part):
    assert part_named(name) == part


@pytest.mark.parametrize(
    ("paths", "parts"),
    [
        (["d/train/A/1.png", "d/test/A/1.png"], ["train", "test"]),
        (["train.zip/1.png", "valid.zip/1.png", "test.zip/1.png"], ["train", "validation", "test"]),
        (["car/1.png", "train/1.png", "bus/1.png"], [None] * 3),
        (["train/1.png", "train/2.png"], [None] * 2),
        (["A/train/1.png", "B/test/1.png", "C/1.png"], ["train", "test", None]),
        (["1.png"], [None]),
    ],
)
def test_parts_of_folders(paths, parts):
    assert parts_of_paths(paths) == parts


@pytest.mark.parametrize(
    ("titles", "parts"),
    [
        (["mnist.npz:x_test", "mnist.npz:x_train"], ["test", "train"]),
        (["train-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz"], ["train", "test"]),
        (["Xtr.npy", "Xte.npy", "Xval.npy"], ["train", "test", "validation"]),
        (["a.npz:digits", "a.npz:letters"], [None] * 2),
        (["x_train.npy"], [None]),
    ],
)
def test_parts_of_tables(titles, parts):
    assert list(parts_of_tables(titles).values()) == parts


def test_arrays_named_after_parts(collect, tmp_path):
    pixels = np.random.default_rng(1).integers(0, 256, (30, 8, 8), np.uint8)
    labels = np.arange(30) % 3
    arrays = {"x_train": pixels[:24], "y_train": labels[:24], "x_test": pixels[24:], "y_test": labels[24:]}
    np.savez(tmp_path / "set.npz", **arrays)
    result, data = collect(source=[str(tmp_path / "set.npz")])
    assert result["split"] == {"train": 21, "validation": 3, "test": 6} and "24 train, 6 test" in str(result["notes"])
    assert set(data.frame(["source"], data.part_ids("test"))["source"]) == {"set.npz:x_test"}
    result, data = collect("loose", source=[str(tmp_path / "set.npz")], parts="ignore")
    assert "split" not in result


def rows(count, groups=None):
    return pd.DataFrame(
        {"id": range(count), "picture": [f"p{i}" for i in range(count)], "group": groups or [None] * count}
    )


def test_a_missing_validation_part_is_a_tenth_of_training_and_never_of_a_group():
    split, report = kept_split(["train"] * 40 + ["test"] * 10, rows(50))
    assert report["counts"] == {"train": 36, "validation": 4, "test": 10} and len(report["notes"]) == 2
    assert kept_split(["train"] * 40 + ["test"] * 10, rows(50))[0].equals(split)
    groups = [f"g{number // 10}" for number in range(50)]
    split, _ = kept_split(["train"] * 40 + ["test"] * 10, rows(50, groups))
    assert split.groupby(groups).nunique().eq(1).all() and (split == "validation").sum() == 10
    full = ["train"] * 30 + ["validation"] * 10 + ["test"] * 10
    assert kept_split(full, rows(50))[0].tolist() == full


def test_images_in_no_part_and_images_in_two_are_named():
    split, report = kept_split(["train", "test", None], rows(3))
    assert split is None and "1 of 3 images are in none" in report["notes"][0]
    copied = rows(20)
    copied["picture"] = [f"p{number % 15}" for number in range(20)]
    _, report = kept_split(["train"] * 15 + ["test"] * 5, copied)
    assert "5 images of the other parts occur in the author's test part too" in report["notes"][-1]


def test_sources_named_after_parts(collect, tmp_path):
    sources = [
        zipped(tmp_path / f"{part}.zip", {f"{label}{number}.png": png(shade + number) for number in range(10)})
        for part, label, shade in (("train", "a", 0), ("test", "b", 50))
    ]
    result, data = collect(source=list(map(str, sources)), label_from="stem")
    assert result["split"] == {"train": 9, "validation": 1, "test": 10}
    assert data.split().value_counts().to_dict() == result["split"]
