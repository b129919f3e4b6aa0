"""Jobs on every page: a look lists them, puts their share into the title, and reports those that ended."""

import pytest

from engine.core.jobs import control, execute, job, record
from tests.support.screens import call_on_page, links, open_page
from ui.jobs.presence import presence, quoted, tab_title


def end(job_id, run=lambda handle: {}):
    execute.execute(job.Job(job_id), run)


def test_a_job_at_work_is_listed_on_every_page_and_leads_to_its_own(create_job):
    job_id = create_job("split", {"dataset": "a*b"})
    (shown,) = (link for link in open_page("Models").sidebar.get("page_link") if link.proto.query_string)
    assert (shown.proto.page, shown.proto.query_string) == ("split", f"job={job_id}") and "a\\*b" in shown.label


def test_a_job_within_another_and_one_that_ended_are_not_listed(do, create_job):
    do("split", dataset="gone")
    parent = create_job("sweep", {"dataset": "d"})
    create_job("train", {"dataset": "d"}, within=parent)
    assert [query for _, query in links(call_on_page(presence, "Home"))] == [f"job={parent}"]


def test_the_title_of_the_tab_begins_with_the_share_of_the_job_that_runs(create_job):
    assert tab_title("Home", []) == "Home · Glyphlab"
    job_id = create_job("split", {"dataset": "d"})
    waiting = record.view(job_id)
    running = waiting._replace(state="running", progress=record.Progress(0.0, 30, 120, "images", {}))
    assert tab_title("Home", [waiting]) == "Home · Glyphlab"
    assert tab_title("Home", [waiting, running]) == "25% · Home · Glyphlab"


def test_the_end_of_a_job_is_reported_once_and_not_that_of_one_that_ended_before(do, create_job):
    def fails(handle):
        raise ValueError("no room left.")

    do("split", dataset="before")
    job_id = create_job("split", {"dataset": "a*b"})
    app = call_on_page(presence, "Home")
    assert not app.toast
    end(job_id, fails)
    assert [toast.value for toast in app.run().toast] == ["Split a\\*b failed\\."] or app.toast[0].value.startswith(
        "Split a\\*b failed"
    )
    assert not app.run().toast


def test_a_job_that_was_removed_meanwhile_is_not_reported(create_job):
    job_id = create_job("split", {"dataset": "d"})
    app = call_on_page(presence, "Home")
    end(job_id)
    control.forget(job_id)
    assert not app.run().toast


@pytest.mark.parametrize("text", ['"; alert(1)//', "</script><b>", "a\u2028b", "'\\"])
def test_a_title_from_outside_stays_a_text_in_the_script(text):
    literal = quoted(text)
    assert literal[0] == literal[-1] == '"' and "<" not in literal and "\u2028" not in literal
    assert '"' not in literal[1:-1].replace('\\"', "")
