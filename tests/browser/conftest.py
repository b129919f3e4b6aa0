"""A browser for the tests of this folder; without one they skip with a reason, except in CI, where they fail."""

import os

import pytest
from playwright.sync_api import expect

from tests.support.dashboard import CHROMIUM, chromium, dashboard

PATIENCE = 120_000  # ms until something that does not show up counts as missing; Playwright's 5 s are not enough
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip(
            "no Chromium on this machine; install it to run the browser tests (Debian: apt-get install chromium)"
        )
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser):
    """Opens an address in a window of its own; fails the test when the page shows an exception or logs an error."""
    contexts, errors = [], []

    def open_window(url, width=1400, height=1000):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="light")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        page.get_by_role("heading", level=1).wait_for()
        return page

    yield open_window
    for context in contexts:
        for page in context.pages:
            assert page.get_by_test_id("stException").count() == 0, page.url
        context.close()
    assert not errors


@pytest.fixture
def served(home):
    """A dashboard on an empty workspace; gives its address."""
    with dashboard(home) as running:
        yield running.url


@pytest.fixture
def served_trained(trained):
    """A dashboard on a workspace with a trained model; gives its address."""
    with dashboard(trained) as running:
        yield running.url
