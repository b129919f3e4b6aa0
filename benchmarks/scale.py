"""What a dataset costs as it grows, and what a second process gains: rate and memory of whole jobs.

Run: .venv/bin/python -m benchmarks.scale [--counts 10000,100000,1000000] [--pair N] [--repeats N] [--preset NAME]
         [--home FOLDER]
Generates datasets of one look, each by a job of two processes, and deletes them; a million images of 160x60 need 5 GB.
Then jobs of one and of two processes draw N images each, in turns. CPU-seconds are those of a job and all its
processes beyond those of a job of START images, which is mostly the start of its processes; memory is the resident
memory of all its processes together.
Ends with one JSON line: ratio (seconds of one process by those of two, medians), cpu_ratio (images a CPU-second of two
by one: 1 where a second process costs nothing); for each count images_per_cpu_second, peak_mb and bytes_per_image; then
rate_spread (largest rate by smallest) and memory_spread_mb.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from engine.core.datasets import shard
from engine.generate.presets import PRESETS

START = 2 * shard.ROWS  # images; one shard for each of two processes
EVERY = 0.05  # seconds between two looks at the memory


class Place(NamedTuple):
    """A folder with room for the datasets, and the preset that they are drawn with."""

    home: str
    preset: str


class Cost(NamedTuple):
    """What a job took: seconds by the clock, CPU-seconds, most memory in MB, and bytes of the dataset per image."""

    seconds: float
    cpu: float
    peak_mb: float
    bytes_per_image: float


def generate(count: int, workers: int, place: Place) -> Cost:
    """Generates a dataset by a job of its own and deletes it."""
    with tempfile.TemporaryDirectory(dir=place.home) as folder:
        words = f"-m engine generate --name scale --count {count} --preset {place.preset} --workers {workers} --json"
        start = time.perf_counter()
        environment = os.environ | {"GLYPHLAB_HOME": folder}
        process = psutil.Popen([sys.executable, *words.split()], env=environment, stdout=subprocess.DEVNULL)
        peak = 0.0
        while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            peak = max(peak, memory(process))
            time.sleep(EVERY)
        taken = time.perf_counter() - start
        if ended[1]:
            raise SystemExit(f"the job of {count} images failed.")
        size = sum(file.stat().st_size for file in Path(folder, "data", "scale").glob("*.parquet"))
        return Cost(taken, ended[2].ru_utime + ended[2].ru_stime, peak, size / count)


def memory(process: psutil.Process) -> float:
    """Resident memory of a process and all below it, in MB."""
    total = 0
    try:
        for member in (process, *process.children(recursive=True)):
            total += member.memory_info().rss
    except psutil.NoSuchProcess:
        return 0.0  # one ended in between; the next look is soon
    return total / 1e6


def rate(count: int, cost: Cost, start: Cost) -> float:
    """Images a CPU-second, beyond the START images of a job that took `start`."""
    return (count - START) / (cost.cpu - start.cpu)


def told(name: str, count: int, cost: Cost, start: Cost) -> Cost:
    """Prints what a job took and passes it on."""
    print(
        f"{name}: {cost.seconds:.1f} s, {rate(count, cost, start):.0f} images a CPU-second, {cost.peak_mb:.0f} MB, "
        f"{cost.bytes_per_image:.0f} bytes an image, load {os.getloadavg()[0]:.1f}",
        file=sys.stderr,
    )
    return cost


def growth(counts: list[int], place: Place) -> dict[str, float]:
    """Rate and memory for each count."""
    start = generate(START, 2, place)
    costs = {count: told(f"{count:,} images", count, generate(count, 2, place), start) for count in counts}
    rates = [rate(count, cost, start) for count, cost in costs.items()]
    peaks = [cost.peak_mb for cost in costs.values()]
    figures: dict[str, float] = {}
    for count, cost in costs.items():
        figures[f"images_per_cpu_second_{count}"] = round(rate(count, cost, start))
        figures[f"peak_mb_{count}"] = round(cost.peak_mb)
        figures[f"bytes_per_image_{count}"] = round(cost.bytes_per_image)
    spread = {"rate_spread": round(max(rates) / min(rates), 3), "memory_spread_mb": round(max(peaks) - min(peaks), 1)}
    return figures | spread


def two_against_one(count: int, repeats: int, place: Place) -> dict[str, float]:
    """Jobs of one and of two processes in turns: medians of the clock and of the rate."""
    start = {workers: generate(START, workers, place) for workers in (1, 2)}
    turns: dict[int, list[Cost]] = {1: [], 2: []}
    for turn in range(repeats):
        for workers, costs in turns.items():
            latest = generate(count, workers, place)
            costs.append(told(f"turn {turn}, {workers} processes", count, latest, start[workers]))
    alone, together = (
        (statistics.median(cost.seconds for cost in costs), rate(count, middle(costs), start[workers]))
        for workers, costs in turns.items()
    )
    return {"ratio": round(alone[0] / together[0], 2), "cpu_ratio": round(together[1] / alone[1], 2)}


def middle(costs: list[Cost]) -> Cost:
    """The cost with the median of CPU-seconds."""
    return sorted(costs, key=lambda cost: cost.cpu)[len(costs) // 2]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counts", default="10000,100000", help="how many images each dataset has")
    parser.add_argument("--pair", type=int, default=20_000, help="images of the jobs of one and of two processes")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--home", default=None, help="a folder with room for the datasets")
    parser.add_argument("--preset", default="captcha-0.7", choices=PRESETS, help="the look of the images")
    given = parser.parse_args()
    place = Place(given.home or tempfile.gettempdir(), given.preset)
    pair = two_against_one(given.pair, given.repeats, place) if given.repeats else {}
    print(json.dumps(pair | growth([int(count) for count in given.counts.split(",")], place)))


if __name__ == "__main__":
    main()
