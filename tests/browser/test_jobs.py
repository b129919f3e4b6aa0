"""Every stage's job runs to its end on the stage's own page, started by a click, and its result is there to be seen."""

import shutil

import pytest
from playwright.sync_api import expect

from engine.verbs import VERBS
from tests.support.commands import engine
from tests.support.dashboard import at_rest, dashboard

FINISHED = 240_000  # ms that a small job may take on a busy machine
LETTERS = "generate --name letters --symbols abc --length 1 --count 60 --width 24 --height 24 --font-size 18 --seed 3"
ON_PAGE = {  # the address with which each page is opened, and a piece of what it shows at the end
    "generate": ("name=few&count=40&symbols=01", "few"),
    "compose": ("dataset=letters&name=words&count=20&workers=1", "words"),
    "merge": ("dataset=digits&dataset=letters&name=both", "both"),
    "clean": ("dataset=digits", "digits"),
    "relabel": ("dataset=letters", "letters"),
    "split": ("dataset=letters", "validation"),
    "export": ("dataset=digits", "digits"),
    "train": ("dataset=digits&name=second&epochs=1", "second"),
    "sweep": ("dataset=digits&name=tried&trials=1&settings=epochs%3D1&search=batch%3D32", "Save as model"),
    "forecast": ("dataset=digits&runs=2&samples_seen=500&goal=0.9", "images"),
    "calibrate": ("model=reader&dataset=digits&part=validation", "temperature"),
    "classify": ("model=reader&source=Dataset&dataset=digits&part=test", "digits"),
}
# Their pages begin with files from outside, or with decisions on images; tests/pages walks through them.
ELSEWHERE = {"collect", "download", "correct"}


def test_every_job_has_its_turn_here():
    jobs = {verb for verb, about in VERBS.items() if about.is_job and not about.shown_on}
    assert jobs == {*ON_PAGE, *ELSEWHERE}


@pytest.fixture(scope="module")
def served_workshop(trained_once, tmp_path_factory):
    """One dashboard for all stages, on a workspace with a trained model and a dataset of letters; gives its address."""
    folder = tmp_path_factory.mktemp("workshop") / "home"
    shutil.copytree(trained_once, folder)
    engine(folder, LETTERS)
    with dashboard(folder) as running:
        yield running.url


@pytest.mark.parametrize("verb", ON_PAGE)
def test_a_job_runs_to_its_result_on_its_own_page(served_workshop, visit, verb):
    address, shown = ON_PAGE[verb]
    page = visit(f"{served_workshop}/{verb}?{address}")
    page.locator(f".st-key-start_{verb} button").first.click()
    panel = page.locator(".st-key-job_panel")
    expect(panel.get_by_text("done", exact=False).first).to_be_visible(timeout=FINISHED)
    at_rest(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stMain")).to_contain_text(shown)
    assert page.get_by_test_id("stMain").get_by_role("link").count() > 0, "a finished page leads on"
