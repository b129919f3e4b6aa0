"""A report opened from disk in a browser: charts are drawn, labels stay text, and nothing is asked for."""

import pytest

from engine.analyze.report.run import run
from engine.analyze.report.spec import ReportSpec
from engine.core.datasets.dataset import open_dataset
from tests.support.readings import write_readings

HOSTILE = (
    "<script>document.title='x'</script>",
    "<img src=x onerror=\"document.title='x'\">",
    "</script><b>",
    "\u202eabc",
)


@pytest.fixture
def report(home, tmp_path):
    """A report on predictions with hostile labels."""
    write_readings("known", "net", 600, symbols="01<&")
    open_dataset("known").decide(range(len(HOSTILE)), HOSTILE, "typed")
    path = tmp_path / "report.html"
    run(ReportSpec(model="net", dataset="known", part="all", output=str(path), factors="noise"))
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_from_disk_without_a_request(browser, report, scheme):
    page = browser.new_context(color_scheme=scheme, viewport={"width": 420, "height": 900}).new_page()
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(report.as_uri())
    page.locator(".chart").last.locator(".main-svg").first.wait_for()
    assert errors == [] and page.title() == "net on known"
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert page.locator("bdi", has_text="document.title='x'").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 420, "nothing is wider than a phone"
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").first.click()
    assert b"<svg" in download.value.path().read_bytes()
    page.context.close()
