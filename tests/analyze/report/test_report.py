"""Reports: small, complete, safe with any label, and never in place of another file."""

import errno
import re
from pathlib import Path

import plotly.offline
import pyarrow.parquet as pq
import pytest

from engine.analyze.report import page
from engine.analyze.report.run import run
from engine.analyze.report.spec import ReportSpec
from engine.core.datasets.dataset import open_dataset
from engine.core.models.predictions import predictions_path
from engine.core.storage import files
from tests.support.readings import write_readings

HOSTILE = (
    "<script>document.title='x'</script>", "<img src=http://127.0.0.1:9/a onerror=alert(1)>", "![a](http://a.b/c.png)",
    "=1+1", "\u202egnirts", "x" * 10_000, "</script><b>", "{{x}} & 'y' \"z\"",
)  # fmt: skip


@pytest.fixture
def workspace(home):
    """2,000 predictions, some of which have labels that want to be more than text."""
    write_readings("known", "net", 2000, symbols="0123456789")
    source = open_dataset("known")
    source.decide(range(len(HOSTILE)), HOSTILE, "typed")
    return home


def report(path, **more):
    return run(ReportSpec(model="net", dataset="known", part="all", output=str(path), **more))


def test_a_report_is_one_small_file_with_all_that_was_asked_for(workspace, tmp_path):
    result = report(tmp_path / "r.html", factors="noise,kind")
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert result["bytes"] == len(html.encode()) < 2_500_000
    for title in ("Overview", "Confusions", "Images read wrongly", "Factors", "Groups", "Weak segments", "Settings"):
        assert title in html
    assert "python -m engine report --model net --dataset known" in html
    assert open_dataset("known").info.fingerprint in html
    report(tmp_path / "r.html", thumbnails=False)
    assert len((tmp_path / "r.html").read_bytes()) < 1_000_000


def test_labels_are_text_and_nothing_is_asked_for(workspace, tmp_path):
    report(tmp_path / "r.html")
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    body = re.sub(r"<script.*?</script>", "", html.partition("<body>")[2], flags=re.DOTALL)
    assert "<script" not in body and "onerror" not in re.sub(r"&lt;.*?&gt;", "", body)
    assert "default-src 'none'" in html and "unsafe-eval" not in html
    assert "x" * 2000 not in body, "long labels are cut"


def test_the_library_is_that_of_the_wheel_and_has_its_licence():
    version = re.search(rb"v(\d+\.\d+\.\d+)", page.library()[:200]).group(1).decode()
    assert version == plotly.offline.get_plotlyjs_version()
    assert "MIT License" in page.text_of("plotly-cartesian.LICENSE")


def test_a_model_card_has_metadata_and_no_markup_of_others(workspace, tmp_path):
    report(tmp_path / "card.md")
    text = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert text.startswith("---\n") and "model-index:" in text and "exact_match" in text
    assert "![" not in text and "<script" not in text


def test_another_file_a_folder_and_a_wrong_ending_are_refused(workspace, tmp_path):
    path = tmp_path / "thesis.html"
    path.write_text("<html>years of work</html>")
    with pytest.raises(FileExistsError, match="is not a report"):
        report(path)
    assert path.read_text() == "<html>years of work</html>"
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(FileExistsError, match="is a folder"):
        report(tmp_path / "folder.html")
    with pytest.raises(ValueError, match="must end with"):
        report(tmp_path / "r.pdf")


def test_a_full_disk_leaves_the_earlier_report(workspace, tmp_path, monkeypatch):
    report(tmp_path / "r.html", views=("overview",))
    before = (tmp_path / "r.html").read_bytes()

    def full(handle):
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        report(tmp_path / "r.html")
    assert (tmp_path / "r.html").read_bytes() == before and len(list(tmp_path.glob("*r.html*"))) == 1


@pytest.mark.parametrize("part", [slice(0, 1), slice(0, 0)])
def test_one_prediction_and_none_are_sentences(workspace, tmp_path, part):
    path = predictions_path("net", "known")
    pq.write_table(pq.read_table(path)[part], path)
    with pytest.raises(ValueError, match="have no predictions yet"):
        report(tmp_path / "r.html")
    assert not Path(tmp_path / "r.html").exists()
