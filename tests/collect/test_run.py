"""collect: every image becomes a row with its exact label and bytes, or a line that says why not."""

import csv
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from engine.collect.from_arrays import from_arrays
from engine.collect.run import run
from engine.collect.spec import CollectSpec
from engine.core.datasets.dataset import Dataset, dataset_names, open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job, StoppedError
from engine.core.storage.files import read_text
from engine.core.storage.tables import read_table
from engine.imaging.decode import decode, image_hash
from engine.split.assign import assign
from engine.split.spec import SplitSpec
from tests.collect.conftest import png, zipped


def left_out(data: Dataset) -> dict[str, str]:
    text = read_text(data.folder / "left_out.csv")
    return {line["file"]: line["reason"] for line in csv.DictReader(io.StringIO(text, newline=""))}


def parts_of_each(parts, by) -> set[int]:
    """In how many parts each value of a column occurs."""
    return set(parts.groupby(by.to_numpy()).nunique())


def saved(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def test_unreadable_files_are_listed_and_the_rest_is_kept(collect, tmp_path):
    giant = bytearray(png())
    struct.pack_into(">II", giant, 16, 50_000, 50_000)
    struct.pack_into(">I", giant, 29, zlib.crc32(giant[12:29]))
    bad = {
        "empty.png": b"",
        "page.png": b"<html>404",
        "cut.png": png()[:-30],
        "giant.png": bytes(giant),
        "new.heic": b"\0" * 9,
    }
    good = {"in/7.png": png(1), "8.JPG": saved(Image.new("L", (9, 9)), "JPEG"), "9": png(3)}
    beside = {
        "README.txt": b"hello",
        "__MACOSX/._7.png": b"x",
        ".hidden.png": b"x",
        "Thumbs.db": b"x",
        "list.csv": b"a,b",
    }
    result, data = collect(source=[str(zipped(tmp_path / "a.zip", bad | good | beside))])
    assert sorted(data.frame()["text"]) == ["7", "8", "9"]
    assert (result["kept"], result["left_out"], data.info.kind) == (3, 5, "class")
    reasons = left_out(data)
    assert set(reasons) == set(bad)
    assert all(reason.endswith(".") for reason in reasons.values())
    assert "web page" in reasons["page.png"] and "50 million" in reasons["giant.png"]
    assert len(result["reasons"]) == 5


def test_plain_files_keep_their_bytes_and_others_become_png_with_the_same_pixels(collect, tmp_path):
    grey = Image.fromarray(np.arange(200, dtype=np.uint8).reshape(10, 20))
    exif = Image.Exif()
    exif[0x0112] = 6
    files = {
        "a.png": saved(grey, "PNG"),
        "b.jpg": saved(grey, "JPEG"),
        "c.jpg": saved(grey, "JPEG", exif=exif),
        "d.bmp": saved(grey, "BMP"),
        "e.gif": saved(grey, "GIF"),
        "f.png": saved(Image.fromarray(np.array([[0, 65535]], np.uint16)), "PNG"),
    }
    _, data = collect(source=[str(zipped(tmp_path / "a.zip", files))])
    rows = data.frame()
    stored = dict(zip(rows["text"], data.image_files(rows["id"]), strict=True))
    assert {text for text in stored if stored[text] in files.values()} == {"a", "b"}
    for name, original in files.items():
        assert np.array_equal(decode(stored[name[0]]), decode(original)), name
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(stored[name[0]]))), decode(original)), name
    assert rows["picture"].tolist() == [image_hash(decode(files[path])) for path in files]
    assert rows.loc[rows["text"] == "c", ["width", "height"]].to_numpy().tolist() == [[10, 20]]


HOSTILE = [
    "a/b",
    "a\\b",
    "c:d",
    "*",
    "?",
    "x,y",
    'say "hi"',
    "two\nlines",
    "007",
    "NA",
    "null",
    " sp ",
    "=1+1",
    "日本",
    "<b>",
]


def test_labels_survive_exactly(collect, tmp_path):
    out = io.StringIO()
    csv.writer(out).writerows([["file", "label"], *([f"{i}.png", label] for i, label in enumerate(HOSTILE))])
    files = {f"{i}.png": png(i) for i in range(len(HOSTILE))} | {"labels.csv": out.getvalue().encode()}
    _, data = collect(source=[str(zipped(tmp_path / "a.zip", files))], label_from="csv")
    assert data.frame()["text"].tolist() == HOSTILE
    folder = tmp_path / "folder"
    folder.mkdir()
    names = sorted(label for label in HOSTILE if "/" not in label)
    for index, label in enumerate(names):
        (folder / f"{label}.png").write_bytes(png(index))
    _, data = collect("e", source=[str(folder)])
    assert data.frame()["text"].tolist() == names


def test_several_sources_become_one_dataset(collect, tmp_path):
    one = zipped(tmp_path / "one.zip", {"a.png": png(1)})
    two = zipped(tmp_path / "two.zip", {"a.png": png(2), "b.png": png(3)})
    _, data = collect(source=[str(one), str(two)])
    assert data.frame()["text"].tolist() == ["a", "a", "b"]
    assert data.frame()["source"].tolist() == ["one.zip", "two.zip", "two.zip"]
    pictures = read_table(data.shards()[0], ["image"])["image"].to_pylist()
    assert [picture["path"] for picture in pictures] == ["one.zip/a.png", "two.zip/a.png", "two.zip/b.png"]


def test_workers_change_nothing(collect, tmp_path):
    files = {f"{i}.png": png(i) if i % 7 else b"" for i in range(150)}
    source = [str(zipped(tmp_path / "a.zip", files))]
    knobs = {"source": source, "label_from": "stem"}
    one, two = collect("one", **knobs, workers=1), collect("two", **knobs, workers=2)
    assert one[1].info.fingerprint == two[1].info.fingerprint
    assert left_out(one[1]) == left_out(two[1]) and len(left_out(one[1])) == 22


class StopsAt(Job):
    """A job that is asked to stop when so many images are done."""

    at = 0

    def progress(self, done, total, unit, **figures):
        if done >= self.at:
            control.stop(self.id)


@pytest.mark.parametrize("changed", [False, True])
def test_a_stopped_job_goes_on_and_ends_with_the_same_dataset(collect, tmp_path, changed):
    files = {f"{i:04d}.png": png(i) if i % 50 else b"" for i in range(2300)}
    source = zipped(tmp_path / "a.zip", files)
    spec = CollectSpec(name="d", source=(str(source),), label_from="stem", workers=1)
    job_id = control.create("collect", spec.model_dump(mode="json"), spec.makes)
    job = StopsAt(job_id)
    job.at = 2112
    with pytest.raises(StoppedError):
        run(spec, job)
    assert dataset_names() == []
    first = job.folder / "build" / "part-00000.parquet"
    before = first.stat().st_mtime_ns
    assert len(list(first.parent.glob("*.parquet"))) == 2
    if changed:
        zipped(source, files := {f"{i}.png": png(i) for i in range(900)})
    control.reset(job_id)
    result = run(spec, Job(job_id))
    _, whole = collect("whole", source=[str(source)], label_from="stem")
    resumed = open_dataset("d")
    assert resumed.info.fingerprint == whole.info.fingerprint
    assert left_out(resumed) == left_out(whole)
    assert result["kept"] == sum(bool(data) for data in files.values())
    assert changed or (resumed.folder / first.name).stat().st_mtime_ns == before


def test_arrays_become_a_dataset_without_files(home):
    images = [np.full((6, 4 + i), 10 * i, np.uint8) for i in range(3)] + [np.zeros((5, 5, 3), np.uint8)]
    info = from_arrays("mem", images, ["a", "b", "a", "c"], groups=["x", "x", "y", "y"])
    data = open_dataset("mem")
    assert (info.kind, info.count, info.width) == ("class", 4, (4, 6))
    assert data.frame()["group"].tolist() == ["x", "x", "y", "y"]
    assert all(np.array_equal(decode(data.image_files([i])[0]), images[i]) for i in range(4))
    with pytest.raises(FileExistsError):
        from_arrays("mem", images, ["a"] * 4)
    for given, texts, words in (
        ([], [], "every image must have one label"),
        (images, ["a"], "got 4 images and 1 labels"),
        (images, [""] * 4, "some have none"),
    ):
        with pytest.raises(ValueError, match=words):
            from_arrays("other", given, texts)
    with pytest.raises(ValueError, match="must be uint8"):
        from_arrays("other", [np.zeros((4, 4))], ["a"])


def test_real_captchas(collect, shared_data):
    result, data = collect(source=[str(shared_data / "captcha_images_v2.zip")])
    assert (result["kept"], result["left_out"], result["kind"]) == (1040, 0, "text")
    assert (data.info.alphabet, data.info.lengths) == ("2345678bcdefgmnpwxy", (5, 5))
    _, report = assign(data.frame(), SplitSpec(dataset="d"))
    assert report["counts"] == {"train": 728, "validation": 104, "test": 208}


def test_real_letters_in_folders(collect, shared_data):
    result, data = collect(source=[str(shared_data / "omniglot_latin.zip")], label_from="folder")
    assert result["kept"] == 520
    assert data.frame()["text"].value_counts().tolist() == [20] * 26


def test_real_letters_by_list(collect, shared_data):
    """583 files end in .PNG but are listed as .png; ten listed names have no file, and ten files no line."""
    result, data = collect(source=[str(shared_data / "handwritten62.zip")], label_from="csv")
    assert (result["kept"], result["left_out"]) == (6190, 20)
    assert data.frame()["text"].nunique() == 62
    paths = [path for shard in data.shards() for path in read_table(shard, ["image"])["image"].to_pylist()]
    assert sum(path["path"].endswith(".PNG") for path in paths) == 583
    reasons = left_out(data)
    assert "no such file" in reasons["PNG/DIGIT_0_0.png"]
    assert "does not list it" in reasons["handwritten62/PNG/DIGIT_0_100.png"]


def test_real_signs_keep_the_signer_as_group(collect, shared_data):
    pattern = r"User_(?P<group>\d)/(?P<label>.)/"
    source = [str(shared_data / "signs_per_user.zip")]
    result, data = collect(source=source, label_from="regex", pattern=pattern)
    rows = data.frame()
    assert (result["kept"], result["kind"], len(data.info.alphabet)) == (1008, "class", 36)
    assert sorted(rows["group"].unique()) == ["1", "2", "3", "4", "5"]
    parts, report = assign(rows, SplitSpec(dataset="d"))
    assert parts_of_each(parts, rows["group"]) == {1} and parts_of_each(parts, rows["picture"]) == {1}
    assert min(report["counts"].values()) >= 150


def test_real_signs_need_no_pattern(collect, shared_data):
    source = [str(shared_data / "signs_per_user.zip")]
    result, data = collect(source=source, label_from="folder", group_from="folder")
    groups = data.frame()["group"].value_counts()
    assert (result["kept"], len(data.info.alphabet), groups.sum()) == (1008, 36, 1008)
    assert sorted(groups.index) == [f"User_{number}" for number in range(1, 6)]
    assert {row["group"] for row in result["groups"]} == set(groups.index)


def test_real_captchas_by_pattern(collect, shared_data):
    result, data = collect(
        source=[str(shared_data / "python_captcha_38.zip")], label_from="regex", pattern=r"([^/]+)_\d+\.png$"
    )
    assert (result["kept"], data.info.lengths) == (38, (4, 4))
    assert "2BVC" in data.frame()["text"].tolist()


def test_real_captchas_by_suffix(collect, shared_data):
    result, data = collect(source=[str(shared_data / "python_captcha_38.zip")], label_from="suffix")
    assert (result["kept"], data.info.lengths) == (38, (4, 4))


def test_real_math_symbols_become_symbols(collect, shared_data):
    source = [str(shared_data / "math_symbols.zip")]
    result, data = collect(source=source, label_from="suffix", separator="-")
    assert (result["kept"], result["left_out"], result["kind"]) == (27_000, 0, "class")
    assert set(data.info.alphabet) == set("0123456789-+./wxyz")
    assert data.frame()["text"].value_counts().tolist() == [1500] * 18


def test_real_letters_by_name(collect, shared_data):
    pattern = r"(?:CAP|SMALL|DIGIT)_(.)_"
    result, data = collect(source=[str(shared_data / "handwritten62.zip")], label_from="regex", pattern=pattern)
    assert (result["kept"], result["left_out"], len(data.info.alphabet)) == (6200, 0, 62)


def test_real_letters_with_the_drawer_as_group(collect, shared_data):
    pattern = r"character(?P<label>\d+)/\d+_(?P<group>\d+)"
    knobs = {"label_from": "regex", "pattern": pattern, "number_symbols": "a-z", "first_number": 1}
    result, data = collect(source=[str(shared_data / "omniglot_latin.zip")], **knobs)
    rows = data.frame()
    assert (result["kept"], result["kind"], data.info.alphabet) == (520, "class", "abcdefghijklmnopqrstuvwxyz")
    assert rows["group"].nunique() == 20
