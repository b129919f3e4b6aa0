"""The frame around the pages: links, the jobs at work, and what an empty page offers."""

from engine.core.jobs import job
from tests.support.screens import call_on_page, links, open_page
from ui.frame import empty, job_list, link


def test_a_job_at_work_is_listed_on_every_page_and_leads_to_its_own(create_job):
    job_id = create_job("split", {"dataset": "a*b"})
    job.Job(job_id).progress(30, 120, "images")
    (shown,) = (each for each in open_page("Models").sidebar.get("page_link") if each.proto.query_string)
    assert (shown.proto.page, shown.proto.query_string) == ("split", f"job={job_id}")
    assert "a\\*b" in shown.label


def test_a_job_within_another_and_one_that_ended_are_not_listed(do, create_job):
    do("split", dataset="gone")
    parent = create_job("sweep", {"dataset": "d"})
    create_job("train", {"dataset": "d"}, within=parent)
    assert [query for _, query in links(call_on_page(job_list))] == [f"job={parent}"]


def test_a_link_carries_its_query_and_an_empty_page_leads_to_where_that_changes(home):
    assert links(call_on_page(link, "Analyze", model="a b&c", part="test")) == [("analyze", "model=a+b%26c&part=test")]
    app = call_on_page(empty, "Nothing here.", "Train", "Home")
    assert app.info[0].value == "Nothing here." and [page for page, _ in links(app)] == ["train", ""]
