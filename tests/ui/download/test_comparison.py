"""A list against a folder: compared again when either changes, and only what has an address can be fetched."""

import pytest

from engine.core.jobs import record
from engine.core.storage.files import write_text
from engine.download.spec import DownloadSpec
from tests.support.screens import call_on_page
from ui.download.comparison import comparison, start_values


@pytest.fixture
def spec(home, tmp_path):
    """Three files that are listed without an address, and a folder that is still to be made."""
    write_text(tmp_path / "names.csv", "file\na.txt\nb.txt\nc.txt\n")
    return DownloadSpec(list=str(tmp_path / "names.csv"), output=str(tmp_path / "out"))


def state_counts(app):
    return {metric.label: metric.value for metric in app.metric}


def test_a_file_that_arrives_is_missing_no_longer(spec, tmp_path):
    assert call_on_page(comparison, spec).info
    write_text(tmp_path / "out" / "a.txt", "a")
    app = call_on_page(comparison, spec)
    assert state_counts(app)["missing"] == "2" and app.button(key="fetch_missing").disabled
    for name in ("b.txt", "c.txt", "mine.txt"):
        write_text(tmp_path / "out" / name, name)
    app = call_on_page(comparison, spec)
    assert state_counts(app) == {"there": "3", "missing": "0", "changed": "0", "extra": "1", "unusable": "0"}
    assert app.success and not app.button


def test_the_form_starts_with_what_a_job_of_the_same_list_was_given(spec, create_job):
    assert start_values(spec.list, None)["output"].endswith("names")
    job_id = create_job("download", spec.model_dump(mode="json"))
    assert start_values(spec.list, record.view(job_id))["output"] == spec.output
    assert start_values("/other.csv", record.view(job_id))["output"] != spec.output
