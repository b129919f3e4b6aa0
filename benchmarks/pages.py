"""What it takes to draw each page of the dashboard in a browser, at its first opening and when one comes back to it.

Run: .venv/bin/python -m benchmarks.pages [--pages TITLE,TITLE] [--home FOLDER]
Collects captcha_images_v2 (1,040 images of 200x50) and math_symbols (27,000 of 28x28), splits both, trains one epoch on
the captchas and reads their test part. For each of the two a server of its own is started. Every page is opened by its
address in the same Chromium window, left for another page, and returned to by its link in the sidebar;
the clock runs until the script rests and all images and charts are there. The first opening includes loading Streamlit
itself in the browser, measured alone as a bare page of one heading, and what a server does once: loading a page's code
and filling its caches. --home keeps the workspace for later runs. On a busy machine seconds mean little.
Prints both openings of each page. Ends with one JSON line: for each dataset and page first and second, each as seconds,
CPU-seconds of the server, and CPU-seconds of server and browser; then the bare page's seconds and the slowest page of
each opening.
"""

import argparse
import json
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil
from playwright.sync_api import Page

from benchmarks._workspace import engine, workspace
from tests.support.dashboard import Dashboard, at_rest, chromium, dashboard
from ui.pages import PAGES

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
STORY = (
    f"collect --name captchas --source {DATA / 'captcha_images_v2.zip'} --label-from stem",
    f"collect --name symbols --source {DATA / 'math_symbols.zip'} --label-from suffix --separator=-",
    "split --dataset captchas --seed 1",
    "split --dataset symbols --seed 1",
    "train --dataset captchas --name reader --epochs 1 --seed 1",
    "classify --dataset captchas --model reader --part test",
)
MODEL = {"model": "reader", "part": "test"}
PATIENCE = 60_000  # ms
# Whether all images have come, and each chart has been drawn.
DRAWN = """() => [...document.querySelectorAll('img')].every(image => image.complete)
    && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(box => box.querySelector('.main-svg'))"""


class Cost(NamedTuple):
    """What one opening took: seconds, CPU-seconds of the server, and those of server and browser together."""

    seconds: float
    server: float
    both: float


def cpu_seconds(served: Dashboard) -> tuple[float, float]:
    """CPU-seconds that the server has used so far, and those of server and browser together."""
    server = sum(psutil.Process(served.process.pid).cpu_times()[:2])
    children = psutil.Process().children(recursive=True)
    return server, server + sum(sum(child.cpu_times()[:2]) for child in children if "chrom" in child.name())


def cost(served: Dashboard, page: Page, title: str, go: Callable[[], object]) -> Cost:
    """Goes to a page of the dashboard, and returns what it took until that was drawn."""
    (server, both), start = cpu_seconds(served), time.perf_counter()
    go()
    page.get_by_role("heading", level=1).filter(has_text=title).wait_for()
    at_rest(page)
    page.wait_for_function(DRAWN)
    seconds, (server_now, both_now) = time.perf_counter() - start, cpu_seconds(served)
    return Cost(*(round(value, 2) for value in (seconds, server_now - server, both_now - both)))


def both_openings(served: Dashboard, page: Page, address: str, title: str) -> tuple[Cost, Cost]:
    """What a page takes by its address, and by its link in the sidebar, from another page."""
    first = cost(served, page, title, lambda: page.goto(f"{served.url}/{address}"))
    other = "Datasets" if title == "Home" else "Home"
    cost(served, page, other, lambda: follow_link_to(page, other))
    return first, cost(served, page, title, lambda: follow_link_to(page, title))


def follow_link_to(page: Page, title: str) -> None:
    """Clicks the link to a page in the sidebar, also where that is folded under Tools."""
    links = page.get_by_test_id("stSidebar").locator("a").filter(has_text=re.compile(rf"{title}$"))
    links.first.evaluate("link => link.click()")


def openings(home: Path, titles: list[str], dataset: str) -> dict[str, tuple[Cost, Cost]]:
    """Both openings of each page, all about one dataset, with a server of its own."""
    taken = {}
    with dashboard(home) as served, chromium() as browser:
        page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
        page.set_default_timeout(PATIENCE)
        cost(served, page, "Download", lambda: page.goto(f"{served.url}/download"))  # the browser's own start
        for title in titles:
            query = {"dataset": dataset} | (MODEL if dataset == "captchas" and title in ("Classify", "Analyze") else {})
            name = "" if title == "Home" else title.lower()
            address = f"{name}?{'&'.join(f'{key}={value}' for key, value in query.items())}"
            taken[title] = first, second = both_openings(served, page, address, title)
            print(
                f"{dataset} {title}: first {first.seconds} s (CPU: server {first.server}, with browser {first.both}), "
                f"second {second.seconds} s (server {second.server}, with browser {second.both})",
                file=sys.stderr,
                flush=True,
            )
    return taken


def bare_seconds(home: Path) -> float:
    """Seconds that a page of one heading takes, the median of five openings by its address."""
    script = home / "bare.py"
    script.write_text('import streamlit as st\n\nst.title("Bare")\n', encoding="utf-8")
    with dashboard(home, script) as served, chromium() as browser:
        page = browser.new_page()
        times = [cost(served, page, "Bare", lambda: page.goto(served.url)).seconds for _ in range(6)]
    return statistics.median(times[1:])


def report(titles: list[str], home: Path) -> None:
    """Opens the pages on both datasets, and prints the figures."""
    bare = bare_seconds(home)
    print(f"a bare page: {bare} s", file=sys.stderr, flush=True)
    taken = {dataset: openings(home, titles, dataset) for dataset in ("captchas", "symbols")}
    pairs = [pair for of_dataset in taken.values() for pair in of_dataset.values()]
    slowest = {
        "bare": bare,
        "slowest_first": max(first.seconds for first, _ in pairs),
        "slowest_second": max(second.seconds for _, second in pairs),
    }
    print(json.dumps(taken | slowest))


def main() -> None:
    """Makes the workspace, and measures."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--pages", default=",".join(PAGES))
    arguments.add_argument("--home", type=Path, help="a folder for the workspace, which is kept")
    given = arguments.parse_args()
    with workspace() as temporary:
        home = (given.home or Path(temporary) / "home").resolve()
        os.environ["GLYPHLAB_HOME"] = str(home)
        if not (home / "models" / "reader").exists():
            home.mkdir(parents=True, exist_ok=True)
            for command in STORY:
                engine(command)
        report(given.pages.split(","), home)


if __name__ == "__main__":
    main()
