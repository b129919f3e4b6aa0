"""Reading in the page: images in their order, a problem for a file that is none, and never a model of yesterday."""

import pytest

from engine.core.datasets.dataset import open_dataset
from ui.classify.answer import as_table
from ui.classify.readings import readings
from ui.classify.sources import ImageFile


def test_every_file_gets_an_answer_or_a_problem_in_its_place(trained):
    data = open_dataset("digits").image_files([0, 1])
    files = [ImageFile("a.png", data[0]), ImageFile("page.html", b"<html>"), ImageFile("b.png", data[1])]
    model = readings("reader", files)
    assert [bool(read.answer) for read in model.reads] == [True, False, True]
    table = as_table([model])
    assert table["file"].tolist() == ["a.png", "page.html", "b.png"]
    assert table["prediction"].isna().tolist() == [False, True, False]
    assert table["notice"][1] == model.reads[1].problem != ""


def test_a_model_that_was_replaced_is_loaded_again(trained):
    files = [ImageFile("a.png", open_dataset("digits").image_files([0])[0])]
    path = trained / "models" / "reader" / "model.tflite"
    before, whole = readings("reader", files).reads, path.read_bytes()
    path.write_bytes(whole[:1000])
    with pytest.raises(ValueError, match="damaged"):
        readings("reader", files)
    path.write_bytes(whole)
    assert readings("reader", files).reads[0].answer.text == before[0].answer.text
