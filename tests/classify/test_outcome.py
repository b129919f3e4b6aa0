"""What a job read is shown image by image: the right image in front of each line, and no other."""

import numpy as np

from engine.classify.outcome import image_files, lines_of
from engine.core.datasets.dataset import open_dataset
from engine.core.storage.files import write_bytes


def test_each_line_of_a_dataset_comes_with_its_image_and_label_until_the_split_changes(trained, do):
    job = do("classify", model="reader", dataset="digits", part="test")
    source = open_dataset("digits")
    lines = lines_of(job.spec, job.result["table"])
    np.testing.assert_array_equal(lines["id"], source.part_ids("test"))
    assert (lines["prediction"] == lines["label"]).sum() == job.result["right"]
    assert image_files(job.spec, lines[3:5]) == source.image_files(source.part_ids("test")[3:5])
    do("split", dataset="digits", seed=5)
    lines = lines_of(job.spec, job.result["table"])
    assert "id" not in lines and len(lines) == job.result["n"]
    assert image_files(job.spec, lines[:2]) == [None, None]


def test_each_line_of_a_folder_comes_with_its_file_unless_it_is_gone(trained, do, tmp_path):
    images = open_dataset("digits").image_files([4, 5])
    for name, image in zip(("007.png", "a/NA.png"), images, strict=True):
        write_bytes(tmp_path / "new" / name, image)
    write_bytes(tmp_path / "new" / "b.png", b"<html>")
    job = do("classify", model="reader", folder=str(tmp_path / "new"))
    lines = lines_of(job.spec, job.result["table"])
    assert lines["file"].tolist() == ["007.png", "a/NA.png", "b.png"]
    assert np.isnan(lines["confidence"][2]) and lines["prediction"][2] == "" and "b.png" not in lines["notice"][0]
    assert image_files(job.spec, lines) == [*images, b"<html>"]
    (tmp_path / "new" / "007.png").unlink()
    assert image_files(job.spec, lines)[0] is None
