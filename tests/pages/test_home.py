"""Home, empty and filled."""

from engine.core.jobs import control, record
from ui.choices import free_name
from ui.home.try_it import SIZES, requests


def texts(app):
    return " ".join(each.value for each in [*app.markdown, *app.caption])


def test_empty_workspace_says_what_is_next(visit):
    app = visit("Home")
    assert "Collect or generate labelled images" in texts(app)
    assert "Nothing has run yet" in texts(app)


def test_rail_counts_what_exists(visit, do, tiny):
    do("split", dataset=tiny)
    app = visit("Home")
    assert "**1** dataset" in texts(app)
    assert "**1** split dataset" in texts(app)


def test_unknown_chain_in_the_link_is_a_sentence(visit):
    assert "there is no job" in visit("Home", chain="nope").warning[0].value.replace("\\", "")


def test_hostile_dataset_name_stays_text(visit, do):
    do("generate", name="a [b](x) $c$", count=2, symbols="01", length=2, workers=1)
    assert "a \\[b\\]\\(x\\) \\$c\\$" in texts(visit("Home"))


def test_try_it_takes_the_first_free_name(home, do):
    assert free_name("try-it", "dataset", "model") == "try-it"
    do("generate", name="try-it", count=2, symbols="01", length=2, workers=1)
    assert free_name("try-it", "dataset", "model") == "try-it-2"
    assert free_name("try-it", "model") == "try-it"


def test_the_chain_goes_from_drawing_to_reading():
    assert [verb for verb, _ in requests("try-it", SIZES["tiny"])] == ["generate", "split", "train", "classify"]


def test_jobs_are_listed_with_a_link(visit, do, tiny):
    assert "done in" in texts(visit("Home"))
    assert record.views()[0].title == "generate tiny"


def test_a_chain_is_shown_and_its_step_at_work_can_be_stopped(visit, tiny):
    first = control.create("split", {"dataset": tiny})
    second = control.create("classify", {"model": "net", "dataset": tiny}, after=first)
    app = visit("Home")
    assert {"1 · split", "2 · classify"} <= {each.label for each in app.get("page_link")}
    app.button(key="stop_chain").click().run()
    assert (record.folder_of(first) / "stop").exists()
    assert not (record.folder_of(second) / "stop").exists()
