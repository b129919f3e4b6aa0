"""Starting a job: the command that does the same, the second way, and a sentence where it may not start."""

import shlex

import pytest

from engine.core.datasets.dataset import dataset_names
from engine.core.jobs import record
from engine.generate.spec import GenerateSpec
from engine.split.spec import SplitSpec
from tests.support.commands import engine
from tests.support.jobs import ended
from tests.support.screens import call_on_page, filled
from ui.frame import frame
from ui.jobs.starter import Other, starter
from ui.pages import next_step

SPEC = GenerateSpec(name="a b", count=3, symbols="0'1", length="2", workers=1)


@pytest.mark.parametrize("button", ["start_generate", "start_generate_otherwise"])
def test_a_button_starts_what_it_stands_for_and_the_address_names_the_job(home, button):
    other = Other("Otherwise", SPEC.model_copy(update={"name": "other"}), "What that means.")
    app = call_on_page(starter, "generate", SPEC, "Generate", other=other)
    app.button(key=button).click().run()
    job = ended(app.query_params["job"])
    assert job.state == "done" and dataset_names() == [job.spec["name"]]
    assert job.spec["name"] == ("other" if button.endswith("otherwise") else "a b")


def test_the_command_shown_makes_the_same_dataset(home):
    shown = call_on_page(starter, "generate", SPEC, "Generate").code[0].value
    words = shlex.split(shown)
    assert words[:3] == ["python", "-m", "engine"]
    engine(home, words[3:])
    assert record.views()[0].spec == SPEC.model_dump(mode="json")


def test_a_job_that_may_not_start_is_a_sentence(tiny):
    app = call_on_page(starter, "generate", GenerateSpec(name=tiny), "Generate")
    app.button(key="start_generate").click().run()
    assert tiny in app.error[0].value and len(record.views()) == 1 and "job" not in app.query_params


@pytest.mark.parametrize(("spec", "disabled"), [(None, False), (SplitSpec(dataset="d"), True)])
def test_nothing_can_be_started_before_the_settings_fit_or_while_the_page_forbids_it(home, spec, disabled):
    app = call_on_page(starter, "split", spec, "Split", disabled=disabled)
    assert app.button(key="start_split").disabled and len(app.code) == (spec is not None)


def test_one_button_is_filled_that_which_starts_or_once_its_job_is_done_that_which_leads_on(do):
    def page():
        frame("Split")
        starter("split", SplitSpec(dataset="d"), "Split")
        next_step("Train", "Next: train")

    def shown(**query):
        return filled(call_on_page(page, query=query))

    do("generate", name="d", count=10, symbols="01", length=1, workers=1)
    job = do("split", dataset="d")
    assert shown() == ["Split"] and shown(job="gone") == ["Split"]
    assert shown(job=job.id) == ["Next: train"]
