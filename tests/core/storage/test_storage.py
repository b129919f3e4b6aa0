"""What is written is there whole or not at all, and nothing is overwritten by accident."""

import subprocess
import sys

import pyarrow as pa
import pytest

from engine.core.storage.files import DamagedFileError, last_lines, read_as, read_text, write_text
from engine.core.storage.folders import free_folder, publish_folder
from engine.core.storage.paths import check_name, safe_file_name
from engine.core.storage.tables import read_csv, read_table, write_table


@pytest.mark.parametrize(
    "name",
    [
        "../up",
        "a/b",
        "a\\b",
        "",
        ".hidden",
        "-x",
        "jobs",
        "a\nb",
        "x" * 101,
        "a:b",
        "end.",
        "CON",
        "nul.png",
        "com¹",
        "aux .x",
    ],
)
def test_a_name_that_no_folder_should_have_is_refused_by_a_sentence(name):
    with pytest.raises(ValueError, match="a dataset name is 1 to 100 letters"):
        check_name(name, "dataset")


def test_ordinary_names_in_any_script_are_taken():
    assert [check_name(name, "model") for name in ("d4", "Übung 3", "real-slotnet_2", "手書き")]


def test_file_names_from_a_browser_are_made_safe():
    assert safe_file_name("../../etc/pass\nwd.zip") == "pass_wd.zip"
    assert safe_file_name("C:\\x\\y.zip") == "y.zip"
    assert safe_file_name("..") == "upload.zip"
    assert [safe_file_name(name) for name in ("nul.png", "CON", "com1.tar.gz", "a.png. ", "null.png")] == [
        *("_nul.png", "_CON", "_com1.tar.gz", "a.png", "null.png")
    ]


def test_a_kill_in_the_middle_of_writing_leaves_the_old_content_and_after_the_next_writing_nothing_else(tmp_path):
    path = tmp_path / "status.json"
    write_text(path, "old")
    code = (
        "import os, signal, sys; from pathlib import Path; from engine.core.storage import files\n"
        "os.fsync = lambda file: os.kill(os.getpid(), signal.SIGKILL)\n"
        "files.write_text(Path(sys.argv[1]), 'new' * 100000)"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert ended.returncode == -9
    assert read_text(path) == "old" and len(list(tmp_path.iterdir())) == 2
    write_text(tmp_path / "other.json", "whole")
    assert {path.name for path in tmp_path.iterdir()} == {"status.json", "other.json"}


def test_publishing_never_overwrites(tmp_path):
    for name in ("build", "taken"):
        write_text(tmp_path / name / "file", name)
    with pytest.raises(FileExistsError, match="'taken' exists already"):
        publish_folder(tmp_path / "build", tmp_path / "taken")
    assert read_text(tmp_path / "taken" / "file") == "taken"


def test_of_a_growing_file_only_complete_lines_are_read(tmp_path):
    path = tmp_path / "progress.jsonl"
    path.write_bytes(b'{"a": 1}\n{"a": 2}\n{"a":')
    assert last_lines(path) == ['{"a": 1}', '{"a": 2}']
    assert last_lines(path, most_bytes=16) == ['{"a": 2}']


def test_a_free_folder_is_the_first_that_does_not_exist(tmp_path):
    assert free_folder(tmp_path / "new", "d4") == tmp_path / "new" / "d4"
    for name in ("d4", "d4-2"):
        (tmp_path / name).mkdir()
    assert free_folder(tmp_path, "d4") == tmp_path / "d4-3"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "EOF while parsing"),
        ('{"a": 1', "EOF while parsing"),
        ("[]", "should be an object"),
        ("null", "should be an object"),
        ('{"a": "x"}', "a: Input should be a valid integer"),
        ("[" * 100_000, "recursion limit"),
    ],
)
def test_json_of_another_shape_is_a_sentence_with_the_field_and_the_way_out(tmp_path, text, reason):
    write_text(tmp_path / "d4" / "counts.json", text)
    with pytest.raises(DamagedFileError, match=rf"counts\.json in d4 is damaged \(.*{reason}.*\); count again\.$"):
        read_as(tmp_path / "d4" / "counts.json", dict[str, int], "count again")


def test_a_table_must_have_its_columns_their_types_and_text_in_utf_8(tmp_path):
    path = tmp_path / "t.parquet"
    binary = pa.array([b"\xff"], pa.binary())
    write_table(path, pa.table({"id": [1], "part": pa.StringArray.from_buffers(1, *binary.buffers()[1:3])}))
    assert read_table(path, ["id"], {"id": pa.int64()})["id"].to_pylist() == [1]
    for columns, types, reason in (
        (["id", "name"], {}, "it has no column name"),
        (None, {"id": pa.string()}, "its column id is int64 instead of string"),
        (None, {}, "Invalid UTF8"),
    ):
        with pytest.raises(DamagedFileError, match=rf"t\.parquet in .* is damaged \(.*{reason}"):
            read_table(path, columns, types)
    with pytest.raises(FileNotFoundError):
        read_table(tmp_path / "none.parquet")


def test_a_csv_file_that_is_none_is_a_sentence(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n3,4,5\n")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe")
    for name in ("a.csv", "b.csv"):
        with pytest.raises(DamagedFileError, match=rf"{name} in .* is damaged"):
            read_csv(tmp_path / name)
