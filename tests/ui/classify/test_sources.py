"""Reading in the page: images in their order, a problem for a file that is none, and never a model of yesterday."""

import pytest

from engine.core.datasets.dataset import open_dataset
from ui.classify.answer import as_table
from ui.classify.sources import ImageFile, read_all


def test_every_file_gets_an_answer_or_a_problem_in_its_place(trained):
    data = open_dataset("digits").image_files([0, 1])
    files = [ImageFile("a.png", data[0]), ImageFile("page.html", b"<html>"), ImageFile("b.png", data[1])]
    results = read_all("reader", files)
    assert [bool(result.answer) for result in results] == [True, False, True]
    table = as_table(results)
    assert table["file"].tolist() == ["a.png", "page.html", "b.png"]
    assert table["prediction"].isna().tolist() == [False, True, False]
    assert table["notice"][1] == results[1].problem != ""


def test_a_model_that_was_replaced_is_loaded_again(trained):
    files = [ImageFile("a.png", open_dataset("digits").image_files([0])[0])]
    path = trained / "models" / "reader" / "model.tflite"
    before, whole = read_all("reader", files), path.read_bytes()
    path.write_bytes(whole[:1000])
    with pytest.raises(ValueError, match="damaged"):
        read_all("reader", files)
    path.write_bytes(whole)
    assert read_all("reader", files)[0].answer.text == before[0].answer.text
