"""CPU-seconds of each page of the dashboard in a workspace with much in it, and in one with little.

Run: .venv/bin/python -m benchmarks.workspace [--datasets N] [--models N] [--jobs N] [--pages TITLE,TITLE]
Trains one small model, and makes copies of it, of its dataset and of ended jobs: half of the datasets are split, every
third is of single symbols, every tenth has corrected labels. All pages run without a browser, each in the large
workspace and in one with a tenth of one percent of the things: once to fill the caches (first), then three times more
as a click would (again, the median).
Prints both sides for each page. Ends with one JSON line: for each page first and again in CPU-seconds, those of the
small workspace, and the ratio of again.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks._workspace import engine, workspace
from engine.core.datasets import corrections
from engine.core.jobs import record
from engine.core.jobs.status import write_status
from engine.core.storage.files import append_line, as_json, read_json, write_json
from engine.core.storage.folders import make_folder
from engine.core.storage.paths import datasets_folder, jobs_folder, models_folder
from engine.train.spec import TrainSpec
from tests.support.screens import open_page
from ui.pages import PAGES

STORY = (
    "generate --name texts --symbols 0123 --length 1-3 --count 200 --width 96 --height 40 --font-size 24 --seed 1",
    "generate --name symbols --symbols 0123 --length 1 --count 200 --width 32 --height 32 --font-size 24 --seed 2",
    "split --dataset texts --seed 1",
    "train --dataset texts --name reader --epochs 1 --seed 1",
    "classify --dataset texts --model reader --part test",
)
LINES = 20  # of progress in each job
AGAIN = 3


def add_datasets(count: int) -> None:
    """Makes copies of the two datasets until there are `count`, each with a fingerprint of its own."""
    for number in range(2, count):
        folder = datasets_folder() / f"set-{number:04}"
        shutil.copytree(datasets_folder() / ("symbols" if number % 3 == 0 else "texts"), folder)
        about = read_json(folder / "dataset.json")
        write_json(folder / "dataset.json", about | {"fingerprint": f"{number:032x}"})
        if number % 2:
            for name in ("split.json", "split.parquet"):
                (folder / name).unlink(missing_ok=True)
        if number % 10 == 0:
            decision = pd.DataFrame({"id": [0], "from": ["0"], "to": ["3"], "why": ["typed"]})
            corrections.append(folder, corrections.history(folder), decision)


def add_models(count: int) -> None:
    """Makes copies of the model until there are `count`, each trained on a dataset of its own."""
    for number in range(1, count):
        folder = models_folder() / f"model-{number:04}"
        shutil.copytree(models_folder() / "reader", folder)
        card = read_json(folder / "card.json")
        changes = {"dataset": f"set-{number:04}", "dataset_fingerprint": f"{number:032x}"}
        write_json(folder / "card.json", card | changes)


def add_jobs(count: int) -> None:
    """Makes folders of ended trainings until there are about `count` jobs. One in ten failed."""
    for number in range(len(STORY), count):
        folder = make_folder(jobs_folder() / f"20260101-000000-train-{number:04x}")
        state = "done" if number % 10 else "failed"
        write_status(folder, state=state, created=float(number), started=float(number), ended=number + 60.0)
        spec = TrainSpec(dataset="texts", name=f"job-{number}").model_dump(mode="json")
        makes = ("model", f"job-{number}")
        write_json(folder / "spec.json", {"verb": "train", "spec": spec, "makes": makes, "after": None, "within": None})
        for line in range(LINES):
            progress = record.Progress(float(number + line), line + 1, LINES, "epochs", {"loss": 1 / (line + 1)})
            append_line(folder / "progress.jsonl", as_json(progress._asdict()))


def cpu_of(title: str) -> tuple[float, float]:
    """CPU-seconds of the first run of a page, and the median of those after it."""
    start = time.process_time()
    page = open_page(title, **({"model": "reader"} if title in ("Classify", "Analyze") else {}))
    first, again = time.process_time() - start, []
    for _ in range(AGAIN):
        start = time.process_time()
        page.run()
        again.append(time.process_time() - start)
    return first, statistics.median(again)


def measure(home: str, titles: list[str], counts: tuple[int, int, int]) -> dict[str, tuple[float, float]]:
    """CPU-seconds of each page in a workspace with so many datasets, models and jobs, grown from the one in `home`."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home, copy)
        os.environ["GLYPHLAB_HOME"] = str(copy)
        for add, count in zip((add_datasets, add_models, add_jobs), counts, strict=True):
            add(count)
        return {title: cpu_of(title) for title in titles}


def main() -> None:
    """Measures all pages in both workspaces, and prints the figures."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--datasets", type=int, default=300)
    arguments.add_argument("--models", type=int, default=100)
    arguments.add_argument("--jobs", type=int, default=1000)
    arguments.add_argument("--pages", default=",".join(PAGES))
    given = arguments.parse_args()
    titles = given.pages.split(",")
    figures: dict[str, Any] = {}
    with workspace() as home:
        for command in STORY:
            engine(command)
        measure(home, titles, (2, 1, 5))  # imports, which come once in the life of a server
        small = measure(home, titles, (2, 1, 5))
        large = measure(home, titles, (given.datasets, given.models, given.jobs))
    for title in titles:
        (first, again), (small_first, small_again) = large[title], small[title]
        ratio = again / small_again
        print(
            f"{title}: first {first:.2f} s, again {again:.2f} s; small workspace {small_first:.2f} s, "
            f"{small_again:.2f} s; {ratio:.1f} times",
            file=sys.stderr,
            flush=True,
        )
        values = (first, again, small_first, small_again, ratio)
        figures[title] = dict(
            zip(
                ("first", "again", "small_first", "small_again", "ratio"),
                (round(value, 3) for value in values),
                strict=True,
            )
        )
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
