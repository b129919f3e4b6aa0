"""A dashboard in a process of its own, and a real Chromium to look at it; used by browser tests and benchmarks."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


class Dashboard(NamedTuple):
    """A running dashboard: its address without a final slash, and the process that serves it."""

    url: str
    process: subprocess.Popen


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def dashboard(home: Path, script: Path = PROJECT / "app.py") -> Iterator[Dashboard]:
    """Serves a Streamlit script on a workspace until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true", f"--server.port={port}"]
    environment = {**os.environ, "GLYPHLAB_HOME": str(home)}
    with (home.parent / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for_answer(f"{url}/_stcore/health", process)
        yield Dashboard(url, process)
    finally:
        process.terminate()
        process.wait(120)


def wait_for_answer(url: str, process: subprocess.Popen, seconds: float = 300) -> None:
    """Returns once the server answers; raises RuntimeError when it ends or stays silent."""
    end = time.time() + seconds
    while time.time() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the dashboard did not answer at {url}")


def at_rest(page: Page) -> None:
    """Returns once the script of a page has ended and all that it shows is there, the parts that load late included."""
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
        " && !document.querySelector('[data-testid=stSkeleton]')"
    )


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium of the system."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()
