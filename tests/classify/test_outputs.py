"""Results in every format, and each turned into each: no character of a name or text is lost or read as another."""

import csv
import json

import pytest

from engine.classify.convert import convert, lines_in
from engine.classify.outputs import NAMES, Line, write
from engine.core.storage.files import read_text

LINES = [
    Line("b, 2.png", 'x"1', 0.987654, True, ""),
    Line("a\n1.png", "", 0.5, False, "A notice, with comma."),
    Line("c.png", "007", 1.0, None, ""),
    Line("unread\udcff.png", None, None, False, "0 bytes"),
]
ENDINGS = {"lines": "txt", "csv": "csv", "submission": "csv", "jsonl": "jsonl", "parquet": "parquet"}
READABLE = [line._replace(file=line.file.replace("\udcff", "?")) for line in LINES]


def title(form):
    return "Ada" if form == "submission" else ""


@pytest.mark.parametrize("form", NAMES)
def test_what_is_written_is_read_back(tmp_path, form):
    path = tmp_path / f"results.{ENDINGS[form]}"
    write(path, LINES, form, title(form))
    read = lines_in(path)
    if form == "lines":
        assert [line[:2] for line in read] == [line[:2] for line in READABLE[:3]]
    elif form == "submission":
        assert [line[:2] for line in read] == sorted((line.file, line.prediction or "") for line in READABLE)
    else:
        assert [tuple(line) for line in read] == [tuple(line) for line in READABLE]


@pytest.mark.parametrize("form", NAMES)
@pytest.mark.parametrize("source", ["csv", "jsonl", "parquet"])
def test_every_format_turns_into_every_other(tmp_path, source, form):
    path = tmp_path / f"source.{ENDINGS[source]}"
    write(path, LINES, source)
    direct, converted = (tmp_path / f"{name}.{ENDINGS[form]}" for name in ("direct", "converted"))
    write(direct, READABLE, form, title(form))
    result = convert(path, converted, form, title(form), tmp_path)
    assert result["n"] == 4 and direct.read_bytes() == converted.read_bytes()


def test_a_submission_begins_with_its_title_and_is_sorted_by_file(tmp_path):
    write(tmp_path / "s.csv", LINES, "submission", 'Ada, "the first"')
    rows = list(csv.reader(read_text(tmp_path / "s.csv").splitlines(keepends=True)))
    assert rows[0] == ['Ada, "the first"'] and [row[0] for row in rows[1:]] == sorted(line.file for line in READABLE)
    write(tmp_path / "s.jsonl", LINES, "jsonl")
    assert json.loads(read_text(tmp_path / "s.jsonl").split("\n")[0])["accepted"] is True


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", "", "must have the columns file, prediction"),
        ("a.csv", "file,prediction\n", "has no line of file and prediction"),
        ("a.txt", "file,prediction\na.png\n", "row 2 of a.txt must have the columns file, prediction"),
        ("a.csv", 'file,prediction\n"a.png,1\n', "is not valid CSV"),
        ("a.csv", "file,prediction,confidence\na.png,1,sure\n", "confidence"),
        ("a.jsonl", '{"file": 1}\n', "line 1 of a.jsonl is not a JSON object"),
        ("a.jsonl", "[]\n", "line 1 of a.jsonl is not a JSON object"),
        ("a.parquet", "PAR1", "is damaged"),
    ],
)
def test_a_file_that_is_none_of_them_is_a_sentence(tmp_path, name, content, sentence):
    (tmp_path / name).write_text(content)
    with pytest.raises(ValueError, match=sentence):
        lines_in(tmp_path / name)


@pytest.mark.parametrize(
    ("form", "name", "sentence"),
    [("submission", "", "needs a title"), ("csv", "Ada", "title is the first line of a submission")],
)
def test_a_title_belongs_to_a_submission_and_a_file_is_not_converted_into_itself(tmp_path, form, name, sentence):
    path = tmp_path / "a.csv"
    write(path, LINES, "csv")
    with pytest.raises(ValueError, match=sentence):
        convert(path, None, form, name, tmp_path)
    with pytest.raises(ValueError, match="must be another file"):
        convert(path, path, "csv", "", tmp_path)
