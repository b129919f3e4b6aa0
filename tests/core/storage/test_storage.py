"""What is written is there whole or not at all, and nothing is overwritten by accident."""

import subprocess
import sys

import pytest

from engine.core.storage.files import last_lines, read_text, write_text
from engine.core.storage.folders import free_folder, publish_folder
from engine.core.storage.paths import check_name, safe_file_name


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


def test_a_kill_in_the_middle_of_writing_leaves_the_old_content(tmp_path):
    path = tmp_path / "status.json"
    write_text(path, "old")
    code = (
        "import os, signal, sys; from pathlib import Path; from engine.core.storage import files\n"
        "os.fsync = lambda file: os.kill(os.getpid(), signal.SIGKILL)\n"
        "files.write_text(Path(sys.argv[1]), 'new' * 100000)"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert ended.returncode == -9
    assert read_text(path) == "old"


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
