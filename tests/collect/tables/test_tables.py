"""Tables of pixels: the same digits from every format, exactly; what is no table gives a sentence."""

import csv
import gzip
import io
import json
import pickle
import struct
import subprocess
import sys
import tracemalloc
import zipfile

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from engine.collect.archives import limits
from engine.collect.preview import overview
from engine.collect.run import run
from engine.collect.spec import CollectSpec
from engine.collect.tables.opening import open_tables
from engine.collect.tables.rows import batches
from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job, StoppedError
from engine.imaging.decode import decode, image_hash
from engine.imaging.encode import stored_pngs
from tests.collect.conftest import png

PIXELS = np.random.default_rng(1).integers(0, 256, (20, 6, 6), np.uint8)
PIXELS[:, 0, 0] = PIXELS[:, 5, 5] = 0
LABELS = [str(i % 10) for i in range(20)]


def idx(values: np.ndarray, kind: int = 8) -> bytes:
    return struct.pack(f">HBB{values.ndim}I", 0, kind, values.ndim, *values.shape) + values.tobytes()


def write_idx(folder, pack=False):
    files = {"t-images-idx3-ubyte": idx(PIXELS), "t-labels-idx1-ubyte": idx(np.array(LABELS, np.uint8))}
    for name, data in files.items():
        (folder / (name + ".gz" * pack)).write_bytes(gzip.compress(data) if pack else data)
    return folder / ("t-images-idx3-ubyte" + ".gz" * pack)


def write_csv(path, header=False, last=False, pixels=PIXELS, labels=LABELS):
    rows = [[*row.reshape(-1), label] for row, label in zip(pixels, labels, strict=True)]
    rows = rows if last else [[label, *row] for *row, label in rows]
    head = [f"pixel{i}" for i in range(len(rows[0]) - 1)]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["label"] * (not last) + head + ["class"] * last] * header + rows)
    return path


def write_npz(folder):
    np.savez_compressed(
        folder / "a.npz", x_train=PIXELS[:12], y_train=LABELS[:12], x_test=PIXELS[12:], y_test=LABELS[12:]
    )
    return folder / "a.npz"


def write_npy(folder):
    np.save(folder / "x.npy", PIXELS / 255)
    np.save(folder / "y.npy", np.array(LABELS, float))
    return folder / "x.npy"


def write_hdf5(folder):
    with h5py.File(folder / "a.h5", "w") as file:
        file["set/images"] = PIXELS[..., None]
        file["set/labels"] = np.array(LABELS, "S1")
        file["away"] = h5py.ExternalLink("other.h5", "/x")
    return folder / "a.h5"


def write_wide_parquet(folder):
    columns = {f"p{i}": PIXELS.reshape(20, -1)[:, i] for i in range(36)}
    pq.write_table(pa.table({"label": LABELS, **columns}), folder / "a.parquet")
    return folder / "a.parquet"


def write_hugging_face(folder):
    pictures = [{"bytes": file.tobytes(), "path": None} for file in stored_pngs(PIXELS)]
    table = pa.table({"image": pictures, "label": [int(label) for label in LABELS]})
    said = {"info": {"features": {"label": {"names": [str(i) for i in range(10)], "_type": "ClassLabel"}}}}
    pq.write_table(table.replace_schema_metadata({"huggingface": json.dumps(said)}), folder / "h.parquet")
    return folder / "h.parquet"


MAKERS = {
    "idx": write_idx,
    "idx.gz": lambda folder: write_idx(folder, True),
    "csv": lambda folder: write_csv(folder / "a.csv"),
    "csv last": lambda folder: write_csv(folder / "a.csv", last=True),
    "csv header": lambda folder: write_csv(folder / "a.csv", True),
    "csv last header": lambda folder: write_csv(folder / "a.csv", True, True),
    "npz": write_npz,
    "npy": write_npy,
    "hdf5": write_hdf5,
    "parquet": write_wide_parquet,
    "hugging face": write_hugging_face,
}


@pytest.mark.parametrize("kind", MAKERS)
def test_every_format_gives_the_same_rows(collect, tmp_path, kind):
    source = str(MAKERS[kind](tmp_path))
    result, data = collect(source=[source], label_from="table")
    order = [*range(12, 20), *range(12)] if kind == "npz" else list(range(20))
    assert (result["kept"], result["left_out"], result["kind"]) == (20, 0, "class")
    assert data.frame()["text"].tolist() == [LABELS[i] for i in order]
    for file, i in zip(data.image_files(range(20)), order, strict=True):
        assert np.array_equal(decode(file), PIXELS[i])
    assert data.frame()["picture"].tolist() == [image_hash(PIXELS[i]) for i in order]
    preview = overview(CollectSpec(name="e", source=(source,), label_from="table"))
    assert preview.files["label"].tolist() == [LABELS[i] for i in order]


def test_colour_channels_first_transposed_and_given_width(collect, tmp_path):
    colour = np.random.default_rng(2).integers(0, 256, (4, 3, 5, 7), np.uint8)
    np.savez(tmp_path / "c.npz", images=colour, labels=["a", "b", "c", "d"])
    _, data = collect("c", source=[str(tmp_path / "c.npz")], label_from="table", transpose=True)
    assert np.array_equal(decode(data.image_files([2])[0]), colour[2].transpose(2, 1, 0))
    write_csv(tmp_path / "w.csv", pixels=PIXELS[:, :5])
    with pytest.raises(ValueError, match=r"30 pixels per row, which do not form a square image; give its width"):
        collect("w", source=[str(tmp_path / "w.csv")], label_from="table")
    last = write_csv(tmp_path / "l.csv", last=True, pixels=PIXELS[::-1] | 1)
    _, data = collect("l", source=[str(last)], label_from="table", label="last")
    assert data.frame()["text"].tolist() == LABELS
    _, data = collect("w", source=[str(tmp_path / "w.csv")], label_from="table", table_width=6)
    assert np.array_equal(decode(data.image_files([2])[0]), PIXELS[2, :5])


def test_numbers_become_letters_and_hostile_labels_survive(collect, tmp_path):
    source = [str(write_csv(tmp_path / "a.csv", labels=[str(i + 7) for i in range(20)]))]
    result, data = collect(source=source, label_from="table", number_symbols="A-Z")
    assert data.info.alphabet == "HIJKLMNOPQRSTUVWXYZ" and result["left_out"] == 1
    hostile = ["NA", "007", " x ", "", "y" * 10_000, "null", "1e3", "日本", "a,b", 'say "hi"', *LABELS[10:]]
    source = [str(write_csv(tmp_path / "b.csv", True, labels=hostile))]
    result, data = collect("h", source=source, label_from="table")
    assert data.frame()["text"].tolist() == [text for text in hostile if 0 < len(text) < 10_000]
    assert "label is empty" in result["reasons"][0] and "10,000 symbols" in result["reasons"][1]


def changed(path, row, column, value):
    lines = list(csv.reader(path.read_text().splitlines()))
    lines[row][column : column + 1] = value
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(lines)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (["nan"], "none in row 8, column 5"),
        (["300"], "has 300 in row 8"),
        (["-1"], "has -1 in row 8"),
        (["abc"], "'abc' in place of a pixel"),
        ([""], "none in row 8, column 5"),
        (["1", "2"], "has 38 columns in line 8, but 37"),
        ([], "has 36 columns in line 8, but 37"),
    ],
)
def test_bad_cells_give_a_sentence_with_their_place(collect, tmp_path, value, words):
    path = write_csv(tmp_path / "a.csv")
    changed(path, 7, 4, value)
    with pytest.raises(ValueError, match=words) as refused:
        collect(source=[str(path)], label_from="table")
    assert str(refused.value).endswith(".") and dataset_names() == []


def lying_npz(shape: str) -> bytes:
    head = ("{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }").ljust(117) + "\n"
    array = b"\x93NUMPY\1\0" + struct.pack("<H", 118) + head.encode() + bytes(50)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.npy", array)
        archive.writestr("y.npy", array)
    return out.getvalue()


def pickled() -> bytes:
    out = io.BytesIO()
    np.savez(out, x=PIXELS, y=np.array([print, *LABELS[1:]], object), allow_pickle=True)
    return out.getvalue()


labels_file = {"t-labels-idx1-ubyte": idx(np.array(LABELS, np.uint8))}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"t-images-idx3-ubyte": idx(PIXELS)}, "needs its labels beside it"),
        ({"t-images-idx3-ubyte": idx(PIXELS[:9]), **labels_file}, "has 9 images, but .* 20 labels"),
        ({"t-images-idx3-ubyte": idx(PIXELS)[:-1], **labels_file}, "ends before the last row"),
        ({"t-images-idx3-ubyte": idx(PIXELS) + b"x", **labels_file}, "contains more than the rows"),
        ({"t-images-idx3-ubyte": b"\0\0\x08\x03" + b"\xff" * 12, **labels_file}, "million pixels"),
        ({"t-images-idx3-ubyte": b"\0\0\x08\x03\0\0\0\x14" + bytes(8), **labels_file}, "million pixels"),
        ({"t-images-idx3-ubyte": b"\0\0\x07\x03" + bytes(30), **labels_file}, "is not an IDX file"),
        ({"t-images-idx3-ubyte.gz": gzip.compress(idx(PIXELS))[:-300], **labels_file}, "truncated or damaged"),
        (
            {"t-images-idx3-ubyte": idx(PIXELS), "t-labels-idx1-ubyte": b"\0\0\x08\x01\xff\xff\xff\xff"},
            "an IDX file of labels must",
        ),
        ({"a.npz": lying_npz("(1000000000000, 9, 9)")}, "does not fit its"),
        ({"a.npz": lying_npz("(" + "9, " * 60 + ")")}, "cannot be read as arrays"),
        ({"a.npz": pickled()}, "Python objects, which are never read"),
        ({"a.npz": b"PK\3\4 and so on"}, "cannot be read as arrays"),
        ({"x.npy": b"\x93NUMPY\1\0" + pickle.dumps("x"), "y.npy": b""}, "cannot be read as arrays"),
        ({"a.h5": b"\x89HDF\r\n\x1a\n" + bytes(99)}, "cannot be read as an HDF5 file"),
        ({"a.parquet": b"PAR1" + bytes(99)}, "cannot be read as a Parquet file"),
        ({"a.csv": b""}, "is empty"),
        ({"a.csv": b"one\n"}, "must have a label and pixels"),
        ({"a.csv": b"\x81\x8d1,2,3\n"}, "must be text"),
        ({"a.txt": b"hello"}, "must contain tables of pixels"),
    ],
)
def test_what_is_no_table_gives_a_sentence(collect, tmp_path, files, words):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with pytest.raises((ValueError, FileNotFoundError), match=words) as refused:
        collect(source=[str(folder)], label_from="table")
    assert "\n" not in str(refused.value) and dataset_names() == []


def test_a_bomb_of_arrays_is_refused_before_it_takes_memory(collect, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "ALWAYS_ALLOWED_BYTES", 10_000_000)
    np.savez_compressed(tmp_path / "a.npz", x=np.zeros((40_000, 28, 28), np.uint8), y=np.zeros(40_000, np.uint8))
    tracemalloc.start()
    with pytest.raises(ValueError, match="more than images can be packed"):
        collect(source=[str(tmp_path / "a.npz")], label_from="table")
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_labels_of_idx_may_be_given_beside_their_pictures(collect, tmp_path):
    pictures = write_idx(tmp_path)
    labels = pictures.with_name("t-labels-idx1-ubyte")
    result, data = collect(source=[str(labels), str(pictures)], label_from="table")
    assert (result["kept"], data.frame()["text"].tolist()) == (20, LABELS)


def test_pictures_in_parquet_that_cannot_be_read_are_listed(collect, tmp_path):
    table = pa.table({"image": [{"bytes": png(1)}, {"bytes": b"x"}, None], "text": ["ab", "cd", "ef"]})
    pq.write_table(table, tmp_path / "a.parquet")
    result, data = collect(source=[str(tmp_path / "a.parquet")], label_from="table")
    assert data.frame()["text"].tolist() == ["ab"] and result["left_out"] == 2


def test_hdf5_does_not_bring_tensorflow_and_stored_pngs_are_plain_pngs():
    code = "import sys, engine.collect.run; sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    for shape in ((3, 1, 1), (2, 28, 28), (1, 100, 600)):
        images = np.random.default_rng(3).integers(0, 256, shape, np.uint8)
        for file, image in zip(stored_pngs(images), images, strict=True):
            opened = Image.open(io.BytesIO(file))
            assert opened.format == "PNG" and np.array_equal(np.asarray(opened), image)
            opened.close()


class StopsAt(Job):
    """A job that is asked to stop when so many images are done."""

    def progress(self, done, total, unit, **figures):
        if done >= 2000:
            control.stop(self.id)


def test_a_stopped_table_goes_on_and_ends_with_the_same_dataset(collect, tmp_path):
    pixels = np.random.default_rng(4).integers(0, 256, (2500, 4, 4), np.uint8)
    source = write_csv(
        tmp_path / "a.csv", pixels=pixels, labels=["" if i % 97 == 5 else str(i % 10) for i in range(2500)]
    )
    spec = CollectSpec(name="d", source=(str(source),), label_from="table")
    job_id = control.create("collect", spec.model_dump(mode="json"), spec.makes)
    with pytest.raises(StoppedError):
        run(spec, StopsAt(job_id))
    control.reset(job_id)
    run(spec, Job(job_id))
    result, whole = collect("whole", source=[str(source)], label_from="table")
    assert open_dataset("d").info.fingerprint == whole.info.fingerprint and result["left_out"] == 26
    later = list(batches(spec, open_tables(spec), 1500))
    assert later[0].table["image"][0]["path"].as_py() == "a.csv/0001500.png" and later[0].places[0] == 1500
    assert sum(len(piece.places) + len(piece.left_out) for piece in later) == 1000


def test_real_digits(collect, shared_data):
    result, data = collect(source=[str(shared_data / "mnist")], label_from="table")
    assert (result["kept"], result["left_out"], result["kind"]) == (70_000, 0, "class")
    counts = data.frame()["source"].value_counts()
    assert counts.to_dict() == {"train-images-idx3-ubyte.gz": 60_000, "t10k-images-idx3-ubyte.gz": 10_000}
    with gzip.open(shared_data / "mnist" / "t10k-images-idx3-ubyte.gz") as file:
        assert np.array_equal(
            np.frombuffer(file.read()[16:800], np.uint8).reshape(28, 28), decode(data.image_files([0])[0])
        )
