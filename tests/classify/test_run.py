"""Reading in bulk: every file is answered for, and readings of different parts add up."""

import csv
import json
import os
import re
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.__main__ import do, parser
from engine.analyze import predictions
from engine.classify.files import MOST_BYTES
from engine.classify.outcome import image_files, lines_of
from engine.core.datasets.dataset import open_dataset
from engine.core.models.card import model_folder
from engine.core.models.decoding.constraint import ANY, Constraint
from engine.core.models.predictions import predictions_path
from engine.core.models.predictor import Predictor
from engine.core.models.trust.fit import calibrate
from engine.core.models.trust.reading import read_labelled
from engine.core.models.trust.stored import write_calibration
from engine.core.storage.files import write_bytes
from engine.core.storage.tables import read_table
from engine.imaging.decode import decode
from engine.imaging.encode import png
from tests.support.commands import engine
from tests.support.jobs import run_as_job


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


def test_only_what_is_known_to_be_possible_is_read_and_stored_apart_from_what_was_read_freely(trained, tmp_path):
    (tmp_path / "words.txt").write_text("\ufeff01\n12\nxyz\n", encoding="utf-8")
    free, read = predictions_path("reader", "digits").read_bytes(), {}
    known = {"symbols": "01", "pattern": "DD", "length": 1, "words": str(tmp_path / "words.txt")}
    for name, value in known.items():
        job = run_as_job("classify", model="reader", dataset="digits", part="test", **{name: value})
        read[name] = set(lines_of(job.spec, job.result["table"])["prediction"])
    assert read["symbols"] <= {"0", "1", "00", "01", "10", "11", ""} and len(read["symbols"]) > 2
    assert {len(text) for text in read["pattern"]} == {2} and {len(text) for text in read["length"]} == {1}
    assert read["words"] <= {"01", "12"}
    assert predictions_path("reader", "digits").read_bytes() == free
    stored = predictions_path("reader", "digits", Constraint(pattern="DD").key)
    assert set(read_table(stored)["predicted"].to_pylist()) == read["pattern"]


def test_a_model_obeys_the_constraint_that_its_card_keeps_unless_told_otherwise(trained):
    run_as_job("calibrate", model="reader", dataset="digits", part="validation", pattern="DD", keep=True)
    for given, lengths in (({}, {2}), ({"length": 1}, {1})):
        job = run_as_job("classify", model="reader", dataset="digits", part="test", **given)
        assert set(lines_of(job.spec, job.result["table"])["prediction"].str.len()) == lengths
    free = read_table(predictions_path("reader", "digits"))
    assert set(map(len, free["predicted"].to_pylist())) == {2} and len(free) == 60


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--model reader --dataset digits --symbols 0x", "does not know the symbol 'x'; it knows '012'"),
        ("--model reader --dataset digits --pattern LL", "no symbol of the model fits 'L'"),
        ("--model reader --dataset digits --length 3", "no text is possible: length 3"),
        ("--model reader --dataset digits --words /nowhere", "there is no file '/nowhere'"),
        ("--model reader", "name what to read"),
        ("--model reader --dataset digits --folder .", "got dataset, folder"),
        ("--dataset digits", "model is missing"),
        ("--model reader --zip ZIP", "is not a zip file that can be read"),
        ("--model reader --image /nowhere.png", "there is no file '/nowhere.png'"),
        ("--model reader --dataset digits --accept-errors 0.01", "needs at least 299 labelled texts"),
        ("--model reader --dataset digits --format submission", "a submission needs a title"),
        ("--model reader --folder . --lines", "needs a model of single symbols; this one reads up to 2"),
        ("--convert /nowhere.txt --format csv", "there is no file '/nowhere.txt'"),
        ("--model nobody --dataset digits", "there is no model 'nobody'; there are: reader."),
        ("--model reader --dataset nothing", "there is no dataset 'nothing'; there are: digits."),
        ("--model reader --folder /nowhere", "there is no folder '/nowhere'"),
        ("--model reader --dataset digits --part tset", "part must be one of"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(trained, tmp_path, options, sentence):
    (tmp_path / "no.zip").write_bytes(b"PK no zip")
    words = ["classify", *options.replace("ZIP", str(tmp_path / "no.zip")).split()]
    given = vars(parser("classify").parse_args(words))
    with pytest.raises((ValueError, FileNotFoundError), match=re.escape(sentence)):
        raise_failure(given)


def raise_failure(given):
    """Runs classify in this process; a job that fails for bad input raises its sentence, as a refused spec does."""
    job = run_as_job(given.pop("verb"), **given)
    assert job.state == "failed"
    raise ValueError(job.message)


def test_bad_input_ends_with_code_2(trained):
    assert "there is no folder '/nowhere'" in engine(trained, "classify --model reader --folder /nowhere", code=2)


@pytest.fixture
def arriving(trained, tmp_path):
    """A folder and a zip file with the same 12 images and 3 that cannot be read, one of them in a folder below."""
    folder = tmp_path / "in, coming"
    (folder / "deep\nfolder").mkdir(parents=True)
    for number, image in enumerate(open_dataset("digits").image_files(range(12))):
        (folder / "deep\nfolder" / f"{number:02d}.png").write_bytes(image)
    (folder / "empty.png").touch()
    (folder / "page.jpg").write_text("<html>404</html>")
    (folder / "large.png").touch()
    os.truncate(folder / "large.png", MOST_BYTES + 1)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    with zipfile.ZipFile(tmp_path / "in.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.*g")):
            archive.write(path, path.relative_to(folder).as_posix())
    return folder, tmp_path / "in.zip"


def test_a_zip_file_is_read_as_its_folder_and_what_cannot_be_read_is_listed(arriving):
    folder, packed = arriving
    jobs = [run_as_job("classify", model="reader", **{kind: str(path)}) for kind, path in
            (("folder", folder), ("zip", packed))]  # fmt: skip
    tables = [lines_of(job.spec, job.result["table"]) for job in jobs]
    pd.testing.assert_frame_equal(*tables)
    assert [job.result["n"] for job in jobs] == [12, 12] and jobs[0].result["unreadable"] == 3
    said = " ".join(jobs[1].result["reasons"])
    assert "0 bytes" in said and "web page" in said and "images have at most" in said
    assert image_files(jobs[1].spec, tables[1])[0] == open_dataset("digits").image_files([0])[0]


def test_a_single_image_is_answered_in_the_result(arriving):
    image = arriving[0] / "deep\nfolder" / "03.png"
    result = run_as_job("classify", model="reader", image=str(image), format="jsonl").result
    assert (result["n"], result["file"], result["notice"]) == (1, "03.png", "")
    assert json.loads(Path(result["output"]).read_text())["prediction"] == result["prediction"]
    solved = run_as_job("classify", model="reader", image=str(image), solve=True, pattern="DD").result
    assert solved["notice"] == f"Answer: {int(solved['prediction'])}." and solved["noticed"] == 0


@pytest.fixture
def promising(trained):
    """The model "reader" as if it had been calibrated on all 300 images of "digits" and read each of them correctly."""
    predictor, source = Predictor("reader"), open_dataset("digits")
    ids = source.part_ids("all")
    read = read_labelled(predictor.card, predictor.outputs, source, ids, None, lambda count: None)
    calibrated = calibrate(predictor.card, read, None, "digits", "all")
    write_calibration(model_folder("reader"), ANY, calibrated._replace(texts=calibrated.texts.assign(correct=True)))


def test_texts_are_accepted_until_the_images_are_no_longer_like_those_of_the_calibration(promising, tmp_path):
    job = run_as_job("classify", model="reader", dataset="digits", part="all", accept_errors=0.02)
    lines = lines_of(job.spec, job.result["table"])
    assert job.result["suspended"] == "" and job.result["accepted"] >= 200
    assert (lines["accepted"] == "True").equals(lines["notice"] == "")
    for number, image in enumerate(open_dataset("digits").image_files(range(12))):
        border = ((20, 20), (80, 80), (0, 0))[: decode(image).ndim]
        write_bytes(tmp_path / "bordered" / f"{number}.png", png(np.pad(decode(image), border, constant_values=250)))
    job = run_as_job("classify", model="reader", folder=str(tmp_path / "bordered"), accept_errors=0.02)
    assert "Promise suspended" in job.result["suspended"] and job.result["not_sure"] == 12
    assert set(lines_of(job.spec, job.result["table"])["accepted"]) == {"False"}
