"""An export holds every image and text, in the form that the other tool expects, or does not appear at all."""

import csv
import io
import json
import zipfile
from collections import Counter

import h5py
import numpy as np
import pytest
from PIL import Image

from engine.core.datasets import shard
from engine.core.datasets.write import finish_dataset, publish_dataset
from engine.core.storage.folders import zip_folder
from engine.imaging.encode import png
from tests.support.commands import engine


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def seen(path):
    with Image.open(path) as image:
        return np.asarray(image)


def split_in_two(made):
    parts = made.frame(["id"]).set_index("id", drop=False)["id"].map(lambda i: "test" if i % 2 else "train")
    made.write_split(parts, {})


def test_files_are_named_by_their_texts_where_these_are_safe(make, export, picture):
    make(["ab", "cd", "xy"])
    out, result = export("folder")
    assert {path.name for path in out.iterdir()} == {"ab.png", "cd.png", "xy.png"}
    assert (seen(out / "cd.png") == picture(1)).all() and "named by its text" in result["note"]


@pytest.mark.parametrize("texts", [["ab", "AB"], ["ab", "ab"], ["a/b", "c"], ["..", "c"], ["=1+1", "-"]])
def test_otherwise_they_are_numbered_and_a_list_has_the_texts(texts, make, export, picture):
    make(texts)
    out, result = export("folder")
    assert [row["text"] for row in read(out / "labels.csv")] == texts and "labels.csv" in result["note"]
    assert all((seen(out / row["file_name"]) == picture(i)).all() for i, row in enumerate(read(out / "labels.csv")))
    assert len(list(out.iterdir())) == 3


def test_an_imagefolder_has_the_parts_of_the_split_each_with_all_columns(make, export, picture):
    split_in_two(make(["a", "b", "c"]))
    out, _ = export("imagefolder")
    train, test = read(out / "train" / "metadata.csv"), read(out / "test" / "metadata.csv")
    assert [row["text"] for row in train] == ["a", "c"] and [row["text"] for row in test] == ["b"]
    assert json.loads(train[1]["turns"]) == [2, 1]
    assert (seen(out / "train" / train[1]["file_name"]) == picture(2)).all()


def test_classes_get_a_folder_each_and_a_list_where_one_is_no_name(make, export):
    make(["a", "/", "a"])
    out, _ = export("classes")
    folders = {row["text"]: row["folder"] for row in read(out / "classes.csv")}
    assert {text: len(list((out / folder).iterdir())) for text, folder in folders.items()} == {"a": 2, "/": 1}


@pytest.mark.parametrize("kind", ["npz", "hdf5"])
def test_arrays_hold_the_pixels_and_texts_of_each_part(kind, make, export, picture):
    split_in_two(make(["ab", "β", "c"]))
    out, _ = export(kind)
    (path,) = out.iterdir()
    with np.load(path) if kind == "npz" else h5py.File(path) as file:
        arrays = {name: file[name][()] for name in file}
    texts = [text if isinstance(text, str) else text.decode() for text in arrays["y_train"]]
    assert set(arrays) == {"X_train", "y_train", "X_test", "y_test"} and texts == ["ab", "c"]
    assert (arrays["X_train"] == np.stack([picture(0), picture(2)])).all() and arrays["X_train"].dtype == np.uint8


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("npz", "images of one size; those of 'some' are 9 to 12"), ("classes", "labels of one symbol; those of 'some'")],
)
def test_what_does_not_fit_the_form_is_refused_and_leaves_nothing(kind, sentence, make, export, home):
    make(["ab", "c"], widths=[9, 12])
    with pytest.raises(ValueError, match=sentence):
        export(kind)
    assert not [path for path in home.iterdir() if "out" in path.name]


def test_nothing_is_overwritten_and_an_unknown_dataset_is_named(make, export, home):
    make(["ab"])
    (home / "out").mkdir()
    (home / "out" / "mine.png").write_bytes(png(np.zeros((2, 2), np.uint8)))
    with pytest.raises(FileExistsError, match="output must be a new folder"):
        export("folder")
    assert [path.name for path in (home / "out").iterdir()] == ["mine.png"]
    with pytest.raises(FileNotFoundError, match="no dataset 'other'"):
        export("folder", "other")


def test_the_command_exports(make, home):
    make(["ab"])
    out = engine(home, f"export --dataset some --format folder --output {home / 'out'} --json")
    assert json.loads(out)["images"] == 1 and (home / "out" / "ab.png").exists()


def test_merged_users_come_out_as_label_folders_in_one_zip_with_nothing_lost(home, shared_data):
    source = shared_data / "signs_per_user.zip"
    pattern = r"(?P<group>User_\d)/(?P<label>.)/"
    said = engine(home, f"collect --name signs --source {source} --label-from regex --pattern {pattern} --json")
    counts = json.loads(said)
    assert (counts["found"], counts["kept"], len(counts["groups"])) == (1008, 1008, 5)
    assert all(counted["found"] == counted["kept"] for counted in counts["groups"])
    out = home / "signs-by-label"
    engine(home, f"export --dataset signs --format classes --output {out}")
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(io.BytesIO(zip_folder(out))) as after:
        pictures = [name for name in before.namelist() if name.endswith(".jpg")]
        assert Counter(name.split("/")[-2] for name in pictures) == Counter(
            name.split("/")[1] for name in after.namelist()
        )
        assert Counter(map(before.read, pictures)) == Counter(map(after.read, after.namelist()))


def test_what_a_stored_file_holds_beside_its_pixels_stays_behind(home, export):
    exif = Image.Exif()
    exif[0x010F] = "SECRET camera"
    out, pixels = io.BytesIO(), Image.effect_noise((12, 8), 90)
    pixels.save(out, "JPEG", exif=exif, comment=b"SECRET")
    row = {"image": out.getvalue() + b"PKSECRET", "path": "0.jpg", "text": "ab", "width": 12, "height": 8}
    shard.write(home / "build", 0, [row])
    finish_dataset(home / "build", "text", "test", {})
    publish_dataset(home / "build", "some")
    folder, _ = export("folder")
    assert b"SECRET" not in (folder / "ab.jpg").read_bytes()
    with Image.open(io.BytesIO(row["image"])) as image:
        assert (seen(folder / "ab.jpg") == np.asarray(image)).all()
