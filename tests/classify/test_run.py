"""Reading in bulk: every file is answered for, and readings of different parts add up."""

import csv

import pytest

from engine.__main__ import do
from engine.analyze import predictions
from engine.core.datasets.dataset import open_dataset
from tests.support.commands import engine


def test_a_folder_becomes_lines_of_file_and_prediction(trained, tmp_path):
    folder = tmp_path / "in, coming"
    (folder / "deep").mkdir(parents=True)
    for number, picture in enumerate(open_dataset("digits").image_files(range(3))):
        (folder / "deep" / f"{number}, a.png").write_bytes(picture)
    (folder / "page.png").write_text("<html>404</html>")
    (folder / "notes.txt").write_text("not a picture")
    code, result = do("classify", {"model": "reader", "folder": str(folder), "output": str(tmp_path / "output.txt")})
    assert code == 0 and result["n"] == 3 and result["unreadable"] == 1 and "page.png" in result["reasons"][0]
    rows = list(csv.DictReader((tmp_path / "output.txt").read_text().splitlines()))
    assert [row["file"] for row in rows] == [f"deep/{number}, a.png" for number in range(3)]
    assert all(set(row["prediction"]) <= set("012") for row in rows)
    whole = list(csv.DictReader((tmp_path / "output.csv").read_text().splitlines()))
    assert len(whole) == 4 and "not an image" in whole[-1]["notice"]


def test_readings_of_parts_add_up_and_are_joined_with_what_was_drawn(trained):
    before = predictions.load("reader", "digits", "test")
    with pytest.raises(ValueError, match=r"240 of 300 images .* have no predictions yet; make them on"):
        predictions.load("reader", "digits", "all")
    engine(trained, "classify --model reader --dataset digits --part all")
    whole = predictions.load("reader", "digits", "all")
    assert len(whole) == 300 and {"rotation", "ink", "paper"} <= set(whole.columns)
    both = before.merge(whole, on="id")
    assert (both["predicted_x"] == both["predicted_y"]).all()


def test_readings_of_a_dataset_that_was_replaced_are_not_shown_as_its_own(trained):
    engine(trained, "generate --name other --symbols 012 --length 1-2 --count 300 --seed 2")
    (trained / "data" / "digits").rename(trained / "data" / "old")
    (trained / "data" / "other").rename(trained / "data" / "digits")
    engine(trained, "split --dataset digits")
    with pytest.raises(ValueError, match="predictions belong to another dataset that was named 'digits'"):
        predictions.load("reader", "digits", "test")


def test_only_what_is_known_to_be_possible_is_read(trained, tmp_path):
    (tmp_path / "words.txt").write_text("\ufeff01\n12\nxyz\n", encoding="utf-8")
    read = {}
    for options in ("--symbols 01", "--pattern DD", "--length 1", f"--words {tmp_path / 'words.txt'}"):
        engine(trained, f"classify --model reader --dataset digits --part test {options}")
        read[options.split()[0]] = set(predictions.load("reader", "digits", "test")["predicted"])
    assert read["--symbols"] <= {"0", "1", "00", "01", "10", "11", ""} and len(read["--symbols"]) > 2
    assert {len(text) for text in read["--pattern"]} == {2} and {len(text) for text in read["--length"]} == {1}
    assert read["--words"] <= {"01", "12"}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--model reader --dataset digits --symbols 0x", "does not know the symbol 'x'; it knows '012'"),
        ("--model reader --dataset digits --pattern LL", "no symbol of the model fits 'L'"),
        ("--model reader --dataset digits --length 3", "no text is possible: length 3"),
        ("--model reader --dataset digits --words /nowhere", "there is no file '/nowhere'"),
        ("--model reader", "name what to read"),
        ("--model nobody --dataset digits", "there is no model 'nobody'; there are: reader."),
        ("--model reader --dataset nothing", "there is no dataset 'nothing'; there are: digits."),
        ("--model reader --folder /nowhere", "there is no folder '/nowhere'"),
        ("--model reader --dataset digits --part tset", "part must be one of"),
    ],
)
def test_bad_input_ends_with_code_2_and_a_sentence(trained, options, sentence):
    assert sentence in engine(trained, f"classify {options}", code=2)
