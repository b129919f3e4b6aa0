"""What the page Analyze costs on 100,000 predictions of 62 symbols, and what regressions and reports cost.

Run: .venv/bin/python -m benchmarks.analyze [--count N] [--reports N,N,...]
Stores N predictions (100,000 unless given) that follow a known law, serves the workspace, and opens each view of the
page in Chromium, twice: the clock runs from the address until the script rests and all charts and images are there.
Then it clicks a cell of the confusion matrix and waits for its images. On a busy machine seconds mean little, and
CPU-seconds much. Then all tables of a regression of 12 terms on 42,000 readings in 10,500 clusters, and reports on
1,000, 100,000 and 1,000,000 predictions unless others are given, with and without thumbnails.
Ends with one JSON line: for each view first and second as seconds, CPU-seconds of the server, and of server and
browser; click likewise; regression_seconds (CPU); for each report seconds (CPU), bytes and bytes_bare.
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

from benchmarks._workspace import workspace
from benchmarks.pages import PATIENCE, Cost, cost
from engine.analyze.factors.tables import factor_tables
from engine.analyze.predictions import load
from engine.analyze.report.run import run
from engine.analyze.report.spec import ReportSpec
from engine.core.datasets.dataset import open_dataset
from tests.support.dashboard import Dashboard, chromium, dashboard
from tests.support.readings import write_readings
from ui.analyze.views import VIEWS

TERMS = "noise,noise^2,noise^3,rotation,rotation^2,kind,x,y,noise:rotation,x:y,noise:x"  # 12 columns, kind has two
ROWS, CLUSTERS = 42_000, 10_500
FIRST_CELL = 1.5 / 31  # where its middle is, of 30 cells beside the headers


def views(home: Path) -> dict[str, Any]:
    """Both openings of each view, and a click on a cell."""
    taken: dict[str, Any] = {}
    with dashboard(home) as served, chromium() as browser:
        page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
        page.set_default_timeout(PATIENCE)
        opened(served, page, "download", "Download")  # the browser's own start
        for view in VIEWS:
            address = f"analyze?model=net&dataset=known&part=all&view={view}"
            costs = [opened(served, page, address) for _ in range(2)]
            taken[view] = costs
            print(
                f"{view}: first {costs[0].seconds} s (server {costs[0].server}), second {costs[1].seconds} s",
                flush=True,
            )
        opened(served, page, "analyze?model=net&dataset=known&part=all&view=confusions")
        taken["click"] = clicked(served, page)
        print(f"click on a cell: {taken['click'].seconds} s (server {taken['click'].server})", flush=True)
    return taken


def opened(served: Dashboard, page: Page, address: str, title: str = "Analyze") -> Cost:
    """What it takes to open an address of the dashboard."""
    return cost(served, page, title, lambda: page.goto(f"{served.url}/{address}"))


def clicked(served: Dashboard, page: Page) -> Cost:
    """What it takes from a click on a cell until its images are there."""

    def click() -> None:
        box = page.locator(".nsewdrag").first.bounding_box()
        assert box, "the matrix is not drawn"
        page.mouse.click(box["x"] + FIRST_CELL * box["width"], box["y"] + FIRST_CELL * box["height"])
        page.get_by_role("heading", level=4).first.wait_for()

    return cost(served, page, "Analyze", click)


def regression() -> float:
    """CPU-seconds of all factor tables of 12 terms on 42,000 readings."""
    frame = load("net", "known", "all").head(ROWS)
    rng = np.random.default_rng(0)
    texts = [f"text {number}" for number in np.arange(len(frame)) % CLUSTERS]
    frame = frame.assign(text=texts, x=rng.normal(size=len(frame)), y=rng.normal(size=len(frame)))
    start = time.process_time()
    result = factor_tables(frame, open_dataset("known"), TERMS, "text")
    seconds = round(time.process_time() - start, 2)
    print(
        f"{len(result.tables['coefficients']) - 1} terms on {len(frame):,} readings: {seconds} CPU-seconds", flush=True
    )
    return seconds


def report(home: str, name: str) -> dict[str, float]:
    """CPU-seconds and bytes of a report with every view."""
    spec = ReportSpec(model=f"net-{name}", dataset=name, part="all", output=f"{home}/r.html", factors="noise,kind")
    start = time.process_time()
    size = run(spec)["bytes"]
    seconds = round(time.process_time() - start, 1)
    bare = run(spec.model_copy(update={"thumbnails": False}))["bytes"]
    print(f"report on {name}: {seconds} CPU-seconds, {size:,} bytes, {bare:,} without thumbnails", flush=True)
    return {"seconds": seconds, "bytes": size, "bytes_bare": bare}


def main() -> None:
    """Makes the workspaces, and measures."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--count", type=int, default=100_000)
    arguments.add_argument("--reports", default="1000,100000,1000000")
    given = arguments.parse_args()
    with workspace() as temporary:
        home = Path(temporary) / "home"
        home.mkdir()
        os.environ["GLYPHLAB_HOME"] = str(home)
        write_readings("known", "net", given.count)
        taken = views(home) | {"regression_seconds": regression()}
        counts = [int(count) for count in given.reports.split(",") if count]
        for count in counts:
            write_readings(str(count), f"net-{count}", count)
        taken["reports"] = {count: report(temporary, str(count)) for count in counts}
        print(json.dumps(taken))


if __name__ == "__main__":
    main()
