"""How long the twelve images of Generate take to follow a changed knob in a browser, and the server's CPU time for it.

Run: .venv/bin/python -m benchmarks.preview [--changes N]
For every preset the seed is stepped up N times; the clock runs from the click until all twelve new images are decoded.
A bare Streamlit page with one number and twelve random images of the same size comes first. Ends with one JSON line:
milliseconds (median and worst of the presets' medians), CPU milliseconds of the server and of server and browser
together until all is at rest, and the same of the bare page.
"""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

import psutil
from playwright.sync_api import Page

from engine.generate.spec import GenerateSpec
from tests.support.dashboard import Dashboard, chromium, dashboard

BARE = """
import numpy as np
import streamlit as st

seed = st.number_input("Seed", 0, 1000, 0, key="seed")
with st.container(horizontal=True, key="preview"):
    for image in np.random.default_rng(seed).integers(0, 256, (12, 60, 160, 3), np.uint8):
        st.image(image, width=150)
"""
PATIENCE = 300_000  # ms; a busy machine takes its time for the first page
# Steps the seed up and resolves with the milliseconds until every image is another one, and decoded.
CHANGE = """
() => new Promise(resolve => {
  const images = () => [...document.querySelectorAll('.st-key-preview img')];
  const before = images().map(image => image.src);
  const start = performance.now();
  document.querySelector('.st-key-seed [data-testid=stNumberInputStepUp]').click();
  const look = () => {
    const now = images();
    const changed = now.length === before.length
      && now.every((image, i) => image.src !== before[i] && image.complete && image.naturalWidth);
    changed ? resolve(performance.now() - start) : requestAnimationFrame(look);
  };
  look();
})
"""


def settle(page: Page) -> None:
    """Waits until twelve images are there and the script rests."""
    page.wait_for_function("document.querySelectorAll('.st-key-preview img').length === 12")
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    page.wait_for_timeout(500)


def cpu_seconds(server: psutil.Process) -> float:
    """CPU-seconds that the server and the browser have used so far."""
    browser = [process for process in psutil.Process().children(recursive=True) if "chrom" in process.name()]
    return sum(sum(process.cpu_times()[:2]) for process in (server, *browser))


def changes(served: Dashboard, page: Page, address: str, number: int) -> tuple[float, float, float]:
    """Times `number` changes.

    Returns the median milliseconds in the browser, and the mean CPU milliseconds of the server alone and of server and
    browser together.
    """
    server = psutil.Process(served.process.pid)
    page.goto(f"{served.url}/{address}")
    settle(page)
    page.evaluate(CHANGE)  # the first change of a preset fills caches
    settle(page)
    shown, before, alone = [], cpu_seconds(server), sum(server.cpu_times()[:2])
    for _ in range(number):
        shown.append(page.evaluate(CHANGE))
        settle(page)
    both, alone = cpu_seconds(server) - before, sum(server.cpu_times()[:2]) - alone
    return statistics.median(shown), 1000 * alone / number, 1000 * both / number


def main() -> None:
    """Measures the bare page and every preset, and prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--changes", type=int, default=7, help="of every preset")
    number = arguments.parse_args().changes
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        home, script = Path(folder) / "home", Path(folder) / "bare.py"
        home.mkdir()
        script.write_text(BARE, encoding="utf-8")
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(PATIENCE)
        with dashboard(home, script) as bare:
            plain = changes(bare, page, "", number)
        milliseconds = {}
        with dashboard(home) as ours:
            for name in GenerateSpec.presets:
                milliseconds[name] = changes(ours, page, f"generate?preset={name}", number)
                print(
                    f"{name}: {milliseconds[name][0]:.0f} ms, CPU {milliseconds[name][1]:.0f} ms of the server",
                    file=sys.stderr,
                )
    shown, alone, both = zip(*milliseconds.values(), strict=True)
    figures = {
        "median_ms": statistics.median(shown),
        "worst_ms": max(shown),
        "bare_ms": plain[0],
        "server_cpu_ms": statistics.median(alone),
        "bare_server_cpu_ms": plain[1],
        "all_cpu_ms": statistics.median(both),
        "bare_all_cpu_ms": plain[2],
    }
    print(json.dumps({name: round(value) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
