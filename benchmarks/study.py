"""The designed study end to end: CPU-minutes, and how many whole captchas are read beside the published study.

Run: .venv/bin/python -m benchmarks.study [--texts N] [--epochs N]
Collects MNIST's 60,000 training digits, splits them, and runs `study --design noise-grid`: 14 conditions (no noise,
Gaussian and salt-and-pepper noise at three levels each, grey and in colour) on the same N texts, 3,000 unless given,
which makes 42,000 images; one net learns from all conditions.
Ends with one JSON line: cpu_minutes of the study with all its steps, minutes, images, and for each kind of noise ours,
low, high (whole texts of the test part, clustered by text) and published.
"""

import argparse
import contextlib
import json
import threading
import time
from pathlib import Path

import pandas as pd
import psutil

from benchmarks._workspace import engine, workspace

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "mnist"
GOAL = 20  # CPU-minutes
EVERY = 0.5  # seconds between two looks at the processes


def main() -> None:
    """Runs the study, and prints the figures."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--texts", type=int, default=3000)
    arguments.add_argument("--epochs", type=int)
    given = arguments.parse_args()
    with workspace() as home:
        source = DATA / "train-images-idx3-ubyte.gz"
        engine(f"collect --name mnist --source {source} --source {DATA / 'train-labels-idx1-ubyte.gz'}")
        engine("split --dataset mnist --near ignore")
        epochs = f" --epochs {given.epochs}" if given.epochs else ""
        watch, start = Watch(home), time.perf_counter()
        watch.start()
        result = engine(f"study --source mnist --texts {given.texts}{epochs}")
        watch.ended.set()
        minutes, cpu = (time.perf_counter() - start) / 60, sum(watch.spent.values()) / 60
        beside = pd.read_csv(Path(result["tables"]) / "beside.csv")
        print(pd.read_csv(Path(result["tables"]) / "conditions.csv").to_string(index=False))
        print("\n".join(result["sentences"]))
        images = given.texts * result["conditions"]
        print(f"{images:,} images: {cpu:.1f} CPU-minutes, {minutes:.1f} minutes; at most {GOAL} CPU-minutes are wanted")
        figures = {"cpu_minutes": round(cpu, 2), "minutes": round(minutes, 2), "images": images}
        print(json.dumps(figures | {"kinds": beside.round(4).to_dict("records")}))


class Watch(threading.Thread):
    """Adds up the CPU-seconds of all processes of a workspace, as each was last seen alive."""

    def __init__(self, home: str) -> None:
        super().__init__(daemon=True)
        self.home, self.spent, self.ended = home, dict[tuple[int, float], float](), threading.Event()

    def run(self) -> None:
        """Looks at all processes until `ended` is set."""
        while not self.ended.wait(EVERY):
            for process in psutil.process_iter(["pid", "create_time"]):
                with contextlib.suppress(psutil.Error, OSError):
                    if process.environ().get("GLYPHLAB_HOME") == self.home:
                        times = process.cpu_times()
                        self.spent[process.pid, process.create_time()] = times.user + times.system


if __name__ == "__main__":
    main()
