"""Home, empty and filled."""

from engine.core.jobs import record
from engine.core.jobs.names import free_name
from tests.support.screens import filled, links, next_step
from ui.home.road import look, stops


def texts(app):
    return " ".join(text.value for text in [*app.markdown, *app.caption])


def test_a_new_workspace_offers_two_ways_and_says_what_each_stage_is_for(visit):
    app = visit("Home")
    assert {"Try it", "Use my images"} <= {button.label for button in app.button} and filled(app) == ["Try it"]
    assert all(stop.missing in texts(app) for stop in stops(look()))
    assert not [query for _, query in links(app) if "job=" in query]


def test_the_next_stage_is_the_one_filled_button_once_there_is_something(visit, do, tiny):
    assert filled(visit("Home")) == ["Next: split"]
    do("split", dataset=tiny)
    app = visit("Home")
    assert filled(app) == ["Next: train"] and next_step(app) == ("train", "")
    assert texts(app).count("1 split dataset") == 1


def test_images_of_ones_own_begin_at_collect(visit):
    app = visit("Home")
    app.button(key="use_my_images").click().run()
    assert "Collect" in app.title[0].value


def test_unknown_chain_in_the_link_is_a_sentence(visit):
    assert "there is no job" in visit("Home", chain="nope").warning[0].value.replace("\\", "")


def test_hostile_dataset_name_stays_text(visit, do):
    do("generate", name="a [b](x) $c$", count=2, symbols="01", length=2, workers=1)
    labels = [shown.label for shown in visit("Home").main.get("page_link")]
    assert "a \\[b\\]\\(x\\) \\$c\\$" in labels


def test_try_it_takes_the_first_free_name(home, do):
    assert free_name("try-it", "dataset", "model") == "try-it"
    do("generate", name="try-it", count=2, symbols="01", length=2, workers=1)
    assert free_name("try-it", "dataset", "model") == "try-it-2"
    assert free_name("try-it", "model") == "try-it"


def test_one_click_starts_a_chain_in_which_each_step_takes_what_those_before_it_make(visit):
    app = visit("Home", size="tiny")
    app.button(key="try_it").click().run()
    generate, split, train, classify = jobs = record.views()[::-1]
    assert app.query_params["chain"] == generate.id
    assert [job.verb for job in jobs] == ["generate", "split", "train", "classify"]
    assert [job.after for job in jobs] == [None, generate.id, split.id, train.id]
    assert {("dataset", job.spec["dataset"]) for job in jobs[1:]} == {generate.makes}
    assert ("model", classify.spec["model"]) == train.makes and classify.spec["part"] == "test"
    assert generate.spec["count"] == 300 and train.spec["epochs"] == 2


def test_every_job_is_listed_with_its_state_and_a_link_to_it_on_its_page(visit, do, tiny):
    assert do("split", dataset="gone").state == "failed"
    app = visit("Home")
    to_jobs = [(page, query) for page, query in links(app) if query.startswith("job=")]
    assert to_jobs == [(job.verb, f"job={job.id}") for job in record.views()]
    states = [caption.value.split()[0] for caption in app.caption if caption.value.split()[0] in ("done", "failed")]
    assert states == ["failed", "done"]


def test_a_chain_is_shown_and_its_step_at_work_can_be_stopped(visit, tiny, create_job):
    first = create_job("split", {"dataset": tiny})
    second = create_job("classify", {"model": "net", "dataset": tiny}, after=first)
    app = visit("Home")
    assert {("split", f"job={first}"), ("classify", f"job={second}")} <= {*links(app)}
    app.button(key="stop_chain").click().run()
    assert (record.folder_of(first) / "stop").exists()
    assert not (record.folder_of(second) / "stop").exists()
