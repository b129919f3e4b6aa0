"""Download, empty and filled: what failed and why, what is missing and what is extra, and fetching it."""

import functools
import http.server
import threading
from pathlib import Path

import pytest

from engine.core.jobs import control, record
from engine.download.addresses import ALLOWED


@pytest.fixture
def base(tmp_path, monkeypatch):
    """The address of a server on this machine that has the files a.txt and b.txt."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    (tmp_path / "there").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "there" / name).write_text(name)
    monkeypatch.setenv(ALLOWED, "127.0.0.1")
    handler = functools.partial(Quiet, directory=tmp_path / "there")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def names(tmp_path):
    """A list of three files."""
    path = tmp_path / "names.csv"
    path.write_text("file\na.txt\nb.txt\nc.txt\n")
    return str(path)


def test_an_uploaded_list_goes_into_a_folder_named_like_it(visit, home):
    app = visit("Download")
    app.file_uploader(key="upload").upload("names.csv", b"file\r\na.png\r\n", "text/csv").run()
    assert app.text_input(key="output").value == str(home / "downloads" / "names")
    assert len(app.info) == 1 and not app.metric
    assert not app.button(key="start_download").disabled


def test_a_list_that_does_not_exist_is_a_sentence(visit, tmp_path):
    assert "there is no list" in visit("Download", list="/nowhere.csv", output=str(tmp_path)).error[0].value


def test_shows_what_failed_and_what_is_missing_and_extra(visit, do, base, names, tmp_path):
    folder = tmp_path / "out"
    job = do("download", list=names, base=base, output=str(folder), pause=0)
    (folder / "mine.txt").write_text("x")
    app = visit("Download", job=job.id)
    failures, missing, extra = (table.value for table in app.dataframe)
    assert failures[["file", "status"]].to_numpy().tolist() == [["c.txt", "refused"]]
    assert missing.to_numpy().tolist() == [["c.txt", f"{base}/c.txt"]]
    assert extra["file"].tolist() == ["mine.txt"]
    fetched, kept, changed, failed, _, *compared = (metric.value for metric in app.metric)
    assert (fetched, kept, changed, failed) == ("2", "0", "0", "1")
    assert compared == ["2", "1", "0", "1", "0"]  # there, missing, changed, extra, unusable


def test_one_button_fetches_what_is_missing(visit, base, names, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text("a.txt")
    app = visit("Download", list=names, output=str(folder))
    assert app.button(key="fetch_missing").disabled
    app.text_input(key="base").set_value(base).run()
    app.button(key="fetch_missing").click().run()
    job = record.views()[0]
    spec = control.spec_of(job)
    assert Path(spec.list).read_text() == f"url,file\n{base}/b.txt,b.txt\n{base}/c.txt,c.txt\n"
    assert (spec.output, spec.base) == (str(folder), base)
