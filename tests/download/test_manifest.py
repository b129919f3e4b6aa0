"""What a manifest says was not fetched is what failed or was refused, however odd its name."""

import pytest

from engine.download.manifest import Fetched, lines_of, not_fetched, read_manifest, write_manifest
from engine.download.wanted import suggested_folder

FILES = [
    Fetched("http://x/a", "a.png", "done", bytes=3, sha256="ab", tries=1),
    Fetched("http://x/b", 'b "1", NA.png', "failed", tries=4, reason="The server is busy."),
    Fetched("http://x/c", "c.png", "refused", reason="It is no image."),
    Fetched("", "NA", "kept"),
]


def test_failures_come_back_in_the_order_of_the_list(tmp_path):
    assert read_manifest(tmp_path) is None
    write_manifest(tmp_path, FILES)
    assert not_fetched(read_manifest(tmp_path)).to_numpy().tolist() == [
        ['b "1", NA.png', "failed", "The server is busy.", 4, "http://x/b"],
        ["c.png", "refused", "It is no image.", 0, "http://x/c"],
    ]
    assert [*lines_of(read_manifest(tmp_path)).values()] == FILES


@pytest.mark.parametrize("damaged", ["", "a,b\n1,2\n", "file,status\na.png,done,3,\nb.png\n", "\0\xff", 'file\n"x'])
def test_a_manifest_edited_by_hand_loses_only_the_lines_that_cannot_be_read(damaged):
    assert {line.status for line in lines_of(damaged).values()} <= {"done"} and not len(not_fetched(damaged))


def test_the_suggested_folder_is_named_like_the_list(home):
    assert suggested_folder("/in/names.csv") == str(home / "downloads" / "names")
