"""A chain of jobs: its steps in their order, and one button for what can be done about it."""

import pytest

from engine.core.jobs import execute, job, record
from tests.support.screens import call_on_page, links
from ui.home.chain import MOST_JOBS, chain, recent, table


@pytest.fixture
def three(create_job):
    """A chain of three jobs that wait."""
    first = create_job("generate", {"name": "d"}, ("dataset", "d"))
    second = create_job("split", {"dataset": "d"}, after=first)
    return first, second, create_job("train", {"dataset": "d", "name": "m"}, ("model", "m"), after=second)


def test_the_steps_stand_in_their_order_and_the_first_that_waits_can_be_stopped(three):
    app = call_on_page(chain, three[0])
    assert [query for _, query in links(app)] == [f"job={job_id}" for job_id in three]
    app.button(key="stop_chain").click().run()
    assert [(record.folder_of(job_id) / "stop").exists() for job_id in three] == [True, False, False]


def test_a_step_that_failed_says_why_and_can_be_resumed_in_place_of_stopping(three):
    def fails(handle):
        raise ValueError("no *room* left.")

    execute.execute(job.Job(three[0]), lambda handle: {})
    execute.execute(job.Job(three[1]), fails)
    app = call_on_page(chain, three[0])
    assert {button.key for button in app.button} == {"resume_chain"}
    assert any(caption.value == "no \\*room\\* left\\." for caption in app.caption)


def test_all_jobs_are_listed_the_newest_first_and_older_ones_behind_a_click(create_job):
    ids = [create_job("split", {"dataset": f"d{number}"}) for number in range(MOST_JOBS + 2)]
    app = call_on_page(recent)
    assert [query for _, query in links(app)] == [f"job={job_id}" for job_id in reversed(ids[2:])]
    assert len(app.expander) == 1 and "2 older" in app.expander[0].label and not app.dataframe


def test_older_jobs_are_a_table_that_opens_a_job(create_job):
    older = [record.view(create_job("split", {"dataset": f"d{number}"})) for number in range(2)]
    app = call_on_page(table, older)
    assert app.dataframe[0].value["Job"].tolist() == ["Split d0", "Split d1"]
