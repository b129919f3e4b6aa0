"""Uploads stay as long as somebody needs them: a page that shows them, a job that may run again, or for a day."""

import os
import time
from pathlib import Path

import pytest

from engine.core.jobs import control, record, uploads
from engine.core.jobs.status import write_status
from engine.core.storage.folders import list_folders


def kept(name, data=b"image"):
    """An upload of one file; its path."""
    return uploads.keep([(name, data)])[0]


def job_on(path, verb="collect", state="waiting"):
    """A job in this state that reads an upload."""
    field = {"collect": {"name": path.stem, "source": [str(path)]}, "download": {"list": str(path)}}[verb]
    job_id = control.create(verb, field)
    write_status(record.folder_of(job_id), state=state, created=time.time())


def yesterday(path):
    """Makes an upload older than a day."""
    os.utime(path.parent, (0, 0))
    return path


def test_equal_files_are_stored_once_and_those_dropped_together_lie_together(home):
    files = [("a/x.png", b"1"), ("x.png", b"2"), ("labels.csv", memoryview(b"3"))]
    paths = uploads.keep(files)
    assert [path.name for path in paths] == ["x.png", "1-x.png", "labels.csv"]
    assert [path.read_bytes() for path in paths] == [b"1", b"2", b"3"]
    assert uploads.keep(files) == paths and len({path.parent for path in paths}) == 1
    assert uploads.keep(files[:1])[0].parent != paths[0].parent
    assert uploads.keep([]) == []


def test_single_images_are_read_as_their_folder_and_other_files_by_themselves(home):
    images, archive = uploads.keep([("x.PNG", b"1"), ("list.csv", b"2")]), uploads.keep([("x.zip", b"3")])
    assert uploads.as_sources(images) == [str(images[0].parent)] and uploads.is_upload(str(images[0].parent))
    assert uploads.as_sources(archive) == [str(archive[0])] and not uploads.is_upload(str(archive[0]))


@pytest.mark.parametrize(
    ("verb", "state", "stays"),
    [
        ("collect", "waiting", True),
        ("collect", "stopped", True),
        ("collect", "failed", True),
        ("collect", "done", False),
        ("download", "done", True),
    ],
)
def test_an_upload_stays_until_every_job_that_reads_it_is_a_finished_collection(home, verb, state, stays):
    path = yesterday(kept("a.zip"))
    job_on(path, verb, state)
    uploads.discard([])
    assert path.exists() == stays


def test_an_upload_that_no_job_reads_stays_for_a_day_or_as_long_as_a_page_shows_it(home):
    new, shown, old = kept("new.zip"), yesterday(kept("shown.zip")), yesterday(kept("old.zip"))
    uploads.discard([shown])
    assert new.exists() and shown.exists() and not old.exists()
    assert list_folders(uploads.uploads_folder()) == sorted(path.parent.name for path in (new, shown))


def test_without_uploads_there_is_nothing_to_discard(home):
    uploads.discard([Path("elsewhere/x.zip")])
    assert not uploads.uploads_folder().exists()
