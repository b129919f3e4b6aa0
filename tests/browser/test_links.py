"""A link from outside, against a real server started as run.sh does: headers, frames, earlier addresses, uploads."""

import os
import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.support.dashboard import at_rest, dashboard
from ui.server import HEADERS, LIMIT

ANSWERS = (
    *("/", "/explore?dataset=x", "/look?dataset=x", "/nowhere", "/static/none.js", "/media/none.png", "/%2e%2e/x"),
    *("/_stcore/health", "/_stcore/metrics", "/_stcore/host-config", "/_stcore/upload_file/a/b", "/component/none/x"),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A dashboard on an empty workspace that takes uploads of 1 MB together; gives its address."""
    home = tmp_path_factory.mktemp("links") / "home"
    home.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(LIMIT, "1")
        with dashboard(home) as running:
            yield running.url


def headers_of(url, method="GET"):
    """The headers of an answer, whatever its status."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=60) as answer:
            return answer.headers
    except urllib.error.HTTPError as answer:
        return answer.headers


def test_every_answer_has_the_headers_that_keep_foreign_pages_out(server):
    for address in ANSWERS:
        for method in ("GET", "PUT", "OPTIONS"):
            headers = headers_of(server + address, method)
            assert {name: headers.get_all(name) for name in HEADERS} == {k: [v] for k, v in HEADERS.items()}, address


def test_a_foreign_page_cannot_show_the_workbench_in_a_frame(server, visit):
    page = visit(server)
    page.goto("about:blank")
    page.set_content(f'<iframe src="{server}/collect"></iframe>')
    page.locator("iframe").element_handle().content_frame().wait_for_url("chrome-error://**")


def test_the_address_of_a_page_in_an_earlier_version_leads_to_it_with_its_parameters(server, visit):
    page = visit(f"{server}/look?dataset=a%20b&x=1")
    assert page.url == f"{server}/explore?dataset=a%20b&x=1"
    expect(page.get_by_role("heading", level=1)).to_contain_text("Explore")


def in_memory(server):
    """The bytes of uploads that the server says it holds."""
    with urllib.request.urlopen(f"{server}/_stcore/metrics", timeout=60) as answer:
        lines = re.findall(r"UploadedFileManager.*?\s(\d+)$", answer.read().decode(), re.MULTILINE)
    return sum(map(int, lines))


def test_uploads_leave_the_memory_and_one_too_many_is_a_sentence(server, visit, tmp_path):
    page = visit(f"{server}/download")
    chooser = page.get_by_test_id("stFileUploader").locator("input[type=file]")
    for number in range(3):  # together more than the limit
        (tmp_path / f"{number}.csv").write_text("file\na.png\n" + f"{number}{'x' * 9}.png\n" * 32_000)
        chooser.set_input_files(tmp_path / f"{number}.csv")
        expect(page.get_by_role("textbox", name="Destination folder")).to_have_value(
            re.compile(rf"downloads/{number}$")
        )
        at_rest(page)
    page.goto(f"{server}/collect")
    at_rest(page)
    (tmp_path / "big.zip").write_bytes(os.urandom(2_000_000))
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(tmp_path / "big.zip")
    expect(page.get_by_text("All uploads together may have 1 MB in memory")).to_be_visible()
    assert in_memory(server) == 0
