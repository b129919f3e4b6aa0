"""What was mended or can hardly be read is counted and named, also after a stop; files that look usual are not."""

import csv
import io
import tarfile

import numpy as np
from PIL import Image

from engine.collect.batch import Remarked, batch_of
from engine.collect.shards import MOST_NOTED, Shards
from engine.core.datasets import shard
from engine.core.jobs import control
from engine.core.jobs.job import Job
from tests.collect.conftest import png


def saved(pixels: np.ndarray, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **options)
    return out.getvalue()


def test_images_are_named_by_what_is_remarkable_about_them(collect, tmp_path):
    ink = np.zeros((12, 30), np.uint8)
    ink[3:9, 5:12] = 255
    files = {
        "usual.png": png(1),
        "blank.png": saved(np.full((9, 9), 200, np.uint8)),
        "faint.png": saved(np.where(ink > 0, 240, 250).astype(np.uint8)),
        "light.png": saved(np.stack([np.full_like(ink, 255), ink], axis=2)),
        "bits.png": saved(ink.astype(np.uint16) * 16),
        "moving.gif": saved(ink, "GIF", save_all=True, append_images=[Image.fromarray(255 - ink)]),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    result, data = collect(source=[str(tmp_path)], label_from="stem")
    assert (result["kept"], result["left_out"]) == (6, 0)
    with (data.folder / "remarked.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["file"] for row in rows) == sorted(files.keys() - {"usual.png"})
    for words in ("single colour", "tenth of the range", "laid on black", "fewer than 16 bits", "one frame is taken"):
        assert any(words in note for note in result["notes"])
    _, last = collect("e", source=[str(tmp_path)], label_from="stem", frame="last")
    assert last.frame()["picture"].tolist() != data.frame()["picture"].tolist()


def test_remarks_are_counted_once_by_a_job_that_goes_on(home):
    job = Job(control.create("collect", {}, None))
    table = shard.table([png(1)] * 40, [f"{i}.png" for i in range(40)], ["a"] * 40, [None] * 40, {})
    names = [f"{i}.png" for i in range(40)]
    shards = Shards(job, "plan")
    for first in (0, 40, 80):
        shards.add(batch_of(first, table, names, {3: "broken"}, dict.fromkeys(range(40), ("blank",))))
        if first == 40:
            shards.flush(80)
            shards = Shards(job, "plan")
    assert shards.remarked["blank"].images == 117 and len(shards.remarked["blank"].files) == MOST_NOTED
    assert batch_of(5, table, names, {}, {2: ("blank",)}).remarked == [(7, Remarked("2.png", "blank"))]


def test_a_name_of_no_encoding_leaves_the_job_done_and_the_image_where_its_folder_is_the_label(collect, tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.GNU_FORMAT) as archive:
        for number, name in enumerate(["a/1.png", "b/\udcff\udcfe.png"]):
            entry = tarfile.TarInfo(name)
            entry.size = len(png(number))
            archive.addfile(entry, io.BytesIO(png(number)))
    result, data = collect(source=[str(tmp_path / "a.tar")], label_from="folder")
    assert data.frame()["text"].tolist() == ["a", "b"] and data.paths([1]) == [r"b/\xff\xfe.png"]
    assert any(r"not valid text in any encoding: b/\xff\xfe.png" in note for note in result["notes"])
    result, data = collect("e", source=[str(tmp_path / "a.tar")], label_from="stem")
    assert data.frame()["text"].tolist() == ["1"] and result["reasons"][0].startswith(r"b/\xff\xfe.png: ")
