"""The whole story as a newcomer lives it, in a real browser against a real server and real jobs."""

import pytest
from playwright.sync_api import expect

from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control, record
from engine.generate.spec import GenerateSpec
from tests.support.dashboard import at_rest, dashboard

TRAINING = 240_000  # ms a small training may take on a busy machine


def test_try_it_from_an_empty_folder_to_a_clicked_confusion_and_a_shared_link(home, visit):
    with dashboard(home) as running:
        page = visit(f"{running.url}/?size=tiny")
        page.get_by_role("button", name="Try it", exact=True).click()
        page.get_by_text("generate try-it").first.wait_for()
        page.reload()
        page.get_by_text("train try-it").first.wait_for()
        page.get_by_text("unseen captchas").wait_for(timeout=TRAINING)
        page.get_by_role("link", name="Next: see where it fails").click()
        page.get_by_text("Exact match").first.wait_for()
        page.get_by_role("radio", name="confusions").click()
        expect(page.get_by_text("Most frequent confusions")).to_be_visible()
        click_a_cell_with_mistakes(page)
        page.wait_for_url("**cell=**")
        page.get_by_test_id("stMain").get_by_text("images", exact=False).first.wait_for()
        page.get_by_role("button", name="Copy link to this view").click()
        page.get_by_role("button", name="Link copied").wait_for()
        shared = page.url
        heading = page.get_by_role("heading", level=4).inner_text()
    with dashboard(home) as fresh:
        address = shared.replace(running.url, fresh.url)
        other = visit(address)
        assert other.get_by_role("heading", level=4).inner_text() == heading
        assert other.url == address


def click_a_cell_with_mistakes(page):
    """Clicks on the middle of the first coloured cell off the diagonal, once the page has come to rest."""
    at_rest(page)
    place = page.evaluate(
        """async () => {
            const plot = [...document.querySelectorAll('.js-plotly-plot')].find(
                chart => Array.isArray(chart.data.at(-1).customdata));
            const cell = plot.data.at(-1).customdata.find(cell => cell[0] !== cell[1] && cell[2] > 0);
            plot.scrollIntoView({block: 'center', behavior: 'instant'});
            let box = plot.getBoundingClientRect(), before;
            do {
                before = box;
                await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                box = plot.getBoundingClientRect();
            } while (box.top !== before.top || box.left !== before.left);
            const {xaxis, yaxis} = plot._fullLayout;
            return {
                x: box.left + xaxis._offset + xaxis.c2p(xaxis._categories.indexOf(cell[1])),
                y: box.top + yaxis._offset + yaxis.c2p(yaxis._categories.indexOf(cell[0])),
            };
        }"""
    )
    page.mouse.move(place["x"], place["y"])
    page.locator(".hoverlayer .hovertext").first.wait_for()
    page.mouse.click(place["x"], place["y"])


def test_a_training_is_watched_reloaded_stopped_and_resumed(trained, served_trained, visit):
    page = visit(f"{served_trained}/train?dataset=digits&name=second&epochs=1000&start=scratch")  # stopped long before
    page.set_viewport_size({"width": 1400, "height": 400})  # the button is far below the top
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text("epoch", exact=False).first.wait_for()
    page.locator(".js-plotly-plot").first.wait_for(timeout=TRAINING)
    expect(page.locator(".st-key-job_panel")).to_be_in_viewport()
    page.reload()
    page.locator(".js-plotly-plot").first.wait_for()
    page.get_by_test_id("stMain").get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Resume").wait_for()
    newest = record.views()[0]
    assert (newest.verb, newest.state) == ("train", "stopped")
    page.get_by_role("button", name="Resume").click()
    page.get_by_test_id("stMain").get_by_role("button", name="Stop", exact=True).wait_for()
    control.stop(newest.id)


def test_a_job_is_seen_on_every_page_in_the_title_of_the_tab_and_when_it_ends(served, visit):
    page = visit(f"{served}/download", width=420, height=800)
    job = control.start("generate", GenerateSpec(name="long", count=10**6, workers=1))  # stopped long before
    page.wait_for_function("/^[0-9]+% · Download · Glyphlab$/.test(document.title)")
    control.stop(job)
    expect(page.get_by_test_id("stToast")).to_contain_text("Generate long was stopped.")
    page.wait_for_function("document.title === 'Download · Glyphlab'")


def test_the_two_ways_to_begin_are_seen_first_on_a_phone_too(served, visit):
    page = visit(served, width=420, height=800)
    for name in ("Try it", "Use my images"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="Use my images").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Collect")


def test_uploaded_pictures_are_read_and_a_bad_one_gets_a_sentence(trained, served_trained, visit, tmp_path):
    (tmp_path / "good.png").write_bytes(open_dataset("digits").image_files([3])[0])
    (tmp_path / "bad.png").write_text("<html>404</html>")
    page = visit(f"{served_trained}/classify?model=reader")
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(tmp_path / "good.png")
    page.get_by_text("Symbol by symbol").wait_for()
    expect(page.get_by_alt_text("where the net looked", exact=False)).to_have_count(2)
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(
        [tmp_path / "good.png", tmp_path / "bad.png"]
    )
    page.get_by_text("not an image").first.wait_for()


@pytest.mark.parametrize("name", ["analyze?model=gone&dataset=digits&part=test&cell=x", "classify?model=%2E%2E%2Fup"])
def test_a_cold_link_to_what_does_not_exist_gets_a_sentence(served_trained, visit, name):
    page = visit(f"{served_trained}/{name}")
    expect(page.get_by_text("does not exist").first).to_be_visible()
