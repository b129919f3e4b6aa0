"""From start to a drawn first page, beside a bare Streamlit page; and what the web process holds after every page.

Run: .venv/bin/python -m benchmarks.start [--runs N]
Prints both sides, and ends with one JSON line: ratio (ours / bare page, median seconds), seconds, bare_seconds,
memory_mb (web process after all pages were opened), tensorflow_loaded.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import Browser

from tests.support.dashboard import PROJECT, chromium, dashboard

BARE = 'import streamlit as st\n\nst.title("Glyphlab")\n'


def seconds_to_first_page(browser: Browser, home: Path, script: Path) -> float:
    """Seconds from starting the server to a drawn heading in Chromium."""
    started = time.perf_counter()
    with dashboard(home, script) as served:
        page = browser.new_page()
        page.goto(served.url)
        page.get_by_test_id("stHeading").first.wait_for()
        taken = time.perf_counter() - started
        page.close()
    return taken


def after_all_pages(browser: Browser, home: Path) -> tuple[float, bool]:
    """Memory in MB of the web process after every page was opened, and whether it has loaded TensorFlow."""
    with dashboard(home) as served:
        page = browser.new_page()
        for name in ["", *sorted(path.stem for path in (PROJECT / "pages").glob("*.py"))]:
            page.goto(f"{served.url}/{name}")
            page.get_by_test_id("stHeading").first.wait_for()
            page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
        process = psutil.Process(served.process.pid)
        libraries = [mapped.path for mapped in process.memory_maps()]
        page.close()
        return process.memory_info().rss / 1e6, any("/tensorflow/" in path for path in libraries)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="starts of each side (default 5)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        home = Path(folder) / "home"
        home.mkdir()
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        pairs = [
            [seconds_to_first_page(browser, home, script) for script in (PROJECT / "app.py", bare)] for _ in range(runs)
        ]
        ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
        memory, tensorflow = after_all_pages(browser, home)
    print(f"Glyphlab   {ours:.2f} s to the drawn first page (median of {runs})")
    print(f"bare page  {theirs:.2f} s")
    print(f"web process after all pages: {memory:.0f} MB; TensorFlow loaded: {tensorflow}")
    result = {"ratio": ours / theirs, "seconds": ours, "bare_seconds": theirs, "memory_mb": memory}
    print(json.dumps({**{name: round(value, 3) for name, value in result.items()}, "tensorflow_loaded": tensorflow}))


if __name__ == "__main__":
    main()
