"""What it takes to draw each page of the dashboard in a browser, at its first opening and at its second.

Run: .venv/bin/python -m benchmarks.pages [--pages TITLE,TITLE] [--home FOLDER]
Collects captcha_images_v2 (1,040 images of 200x50) and math_symbols (27,000 of 28x28), splits both, trains one epoch on
the captchas and reads their test part. For each of the two a server of its own is started, and every page is opened
twice in the same Chromium window: the clock runs from the address until the script rests and all images and charts are
there. The first opening includes what a server does once: loading a page's code and filling its caches. --home keeps
the workspace for later runs. On a busy machine seconds mean little, and CPU-seconds much.
Prints both openings of each page. Ends with one JSON line: for each dataset and page first and second, each as seconds,
CPU-seconds of the server, and CPU-seconds of server and browser; then the slowest page of each opening.
"""

import argparse
import json
import os
import sys
import time
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


def cost_to_open(served: Dashboard, page: Page, address: str, title: str) -> Cost:
    """Opens an address of the dashboard, and returns what it took until its page was drawn."""
    (server, both), start = cpu_seconds(served), time.perf_counter()
    page.goto(f"{served.url}/{address}")
    page.get_by_role("heading", level=1).filter(has_text=title).wait_for()
    at_rest(page)
    page.wait_for_function(DRAWN)
    seconds, (server_now, both_now) = time.perf_counter() - start, cpu_seconds(served)
    return Cost(*(round(value, 2) for value in (seconds, server_now - server, both_now - both)))


def openings(home: Path, titles: list[str], dataset: str) -> dict[str, tuple[Cost, Cost]]:
    """Both openings of each page, all about one dataset, with a server of its own."""
    taken = {}
    with dashboard(home) as served, chromium() as browser:
        page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
        page.set_default_timeout(PATIENCE)
        cost_to_open(served, page, "download", "Download")  # the browser's own start
        for title in titles:
            query = {"dataset": dataset} | (MODEL if dataset == "captchas" and title in ("Classify", "Analyze") else {})
            name = "" if title == "Home" else title.lower()
            address = f"{name}?{'&'.join(f'{key}={value}' for key, value in query.items())}"
            first, second = (cost_to_open(served, page, address, title) for _ in range(2))
            taken[title] = first, second
            print(
                f"{dataset} {title}: first {first.seconds} s (CPU: server {first.server}, with browser {first.both}), "
                f"second {second.seconds} s (server {second.server}, with browser {second.both})",
                file=sys.stderr,
                flush=True,
            )
    return taken


def report(titles: list[str], home: Path) -> None:
    """Opens the pages on both datasets, and prints the figures."""
    taken = {dataset: openings(home, titles, dataset) for dataset in ("captchas", "symbols")}
    pairs = [pair for of_dataset in taken.values() for pair in of_dataset.values()]
    slowest = {
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
