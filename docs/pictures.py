"""Takes the screenshots of README.md from a workspace that has a dataset, a model trained in it, and a sweep.

Run: .venv/bin/python -m docs.pictures HOME MODEL DATASET
"""

import argparse
import os
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import record
from tests.support.dashboard import chromium, dashboard

FOLDER = Path(__file__).resolve().parent / "pictures"
WIDTH, HEIGHT = 1400, 900


def settle(page: Page) -> None:
    """Waits until the script of the page has run and its charts are drawn."""
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_timeout(500)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton]')")
    page.wait_for_timeout(1500)


def take(page: Page, url: str, name: str, height: int = HEIGHT) -> None:
    """One screenshot of a page."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.goto(url)
    settle(page)
    page.screenshot(path=FOLDER / f"{name}.png")


def take_all(page: Page, url: str, model: str, data: str) -> None:
    """The screenshots of the tour."""
    take(page, url, "home")
    take(page, f"{url}/generate", "generate")
    take(page, f"{url}/explore?dataset={data}", "explore", 1300)
    take(page, f"{url}/split?dataset={data}", "split")
    take(page, f"{url}/train?job={training_of(model)}", "train")
    take(page, f"{url}/sweep?dataset={data}", "sweep", 1500)
    take(page, f"{url}/models?model={model}", "models", 1300)
    take(page, f"{url}/analyze?model={model}&dataset={data}&part=test&view=confusions", "analyze", 1300)
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder) / "captcha.png"
        image.write_bytes(open_dataset(data).image_files([0])[0])
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        page.goto(f"{url}/classify?model={model}")
        settle(page)
        page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(image)
        page.get_by_text("Symbol by symbol").wait_for()
        settle(page)
        page.screenshot(path=FOLDER / "classify.png")


def training_of(model: str) -> str:
    """The job that made a model."""
    return next(job.id for job in record.views() if job.makes == ("model", model))


def main() -> None:
    """Serves the workspace and photographs it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", type=Path, help="a workspace, as in GLYPHLAB_HOME")
    parser.add_argument("model")
    parser.add_argument("dataset")
    given = parser.parse_args()
    os.environ["GLYPHLAB_HOME"] = str(given.home)
    FOLDER.mkdir(exist_ok=True)
    with dashboard(given.home) as served, chromium() as browser:
        take_all(browser.new_page(), served.url, given.model, given.dataset)


if __name__ == "__main__":
    main()
