"""Collecting against the barest loop: images out of a zip, digits out of IDX, files from a slow server.

Run: .venv/bin/python -m benchmarks.collect [--repeats N] [--downloads N]
Needs the real images beside the project (../shared/data). In turns, in one process, CPU-seconds: `collect` on
math_symbols.zip (27,000 images) and on MNIST's 60,000 digits, against a loop that only reads and decodes the images of
the zip with Pillow. Then wall-clock: `download` from a server on this machine that answers in 100 ms, against a loop
that fetches one file after the other. Ends with one JSON line of medians: ratio (rate of collecting by rate of the
loop), ratio_idx (time per digit by time per image of the loop), us_per_image of each, ratio_download (time per file of
the loop by that of download). Before that the memory: `collect` as a command, with two workers, on zips of 10,000 and
of 60,000 of the digits as PNG files, and on the IDX file cut to these numbers; mb_SOURCE_COUNT is the most that its
processes held together (resident, looked at every 20 ms).
"""

import argparse
import gzip
import io
import json
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zipfile
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from engine.collect.run import run as collect
from engine.collect.spec import CollectSpec
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.download.addresses import ALLOWED
from engine.download.run import run as download
from engine.download.spec import DownloadSpec
from engine.imaging.encode import png

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SYMBOLS, DIGITS = DATA / "math_symbols.zip", DATA / "mnist" / "train-images-idx3-ubyte.gz"
ANSWER_SECONDS = 0.1


def loop() -> int:
    """Decodes every image of the zip."""
    with zipfile.ZipFile(SYMBOLS) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        for entry in entries:
            with Image.open(io.BytesIO(archive.read(entry))) as image:
                image.load()
    return len(entries)


def collected(**knobs: object) -> int:
    """Makes a dataset in a workspace of its own, in this process alone."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["GLYPHLAB_HOME"] = home
        spec = CollectSpec.model_validate({"name": "d", "workers": 1, **knobs})
        result = collect(spec, Job(control.create("collect", spec.model_dump(mode="json"), spec.makes)))
    return result["kept"]


def cpu_per_image(work: Callable[[], int]) -> float:
    """CPU-seconds per image."""
    start = time.process_time()
    count = work()
    return (time.process_time() - start) / count


class Slow(BaseHTTPRequestHandler):
    """Answers every question with a kilobyte, after a while."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """One file."""
        time.sleep(ANSWER_SECONDS)
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(bytes(1000))

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def downloads(count: int) -> tuple[float, float]:
    """Seconds a file of a serial loop, over a tenth of the files, and of `download`."""
    os.environ[ALLOWED] = "127.0.0.1"
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server, tempfile.TemporaryDirectory() as folder:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        start, few = time.perf_counter(), max(count // 10, 1)
        for number in range(few):
            with urllib.request.urlopen(f"{base}/{number}.png") as answer:
                answer.read()
        serial = (time.perf_counter() - start) / few
        names = Path(folder, "names.csv")
        names.write_text("".join(f"{number}.png\n" for number in range(count)))
        os.environ["GLYPHLAB_HOME"] = folder
        spec = DownloadSpec(list=str(names), base=base, output=str(Path(folder, "out")))
        start = time.perf_counter()
        result = download(spec, Job(control.create("download", spec.model_dump(mode="json"))))
        ours = (time.perf_counter() - start) / count
        server.shutdown()
    if result["done"] != count:
        raise RuntimeError(f"only {result['done']} of {count} files came: {result['reasons']}")
    return serial, ours


def digits(folder: Path, count: int) -> dict[str, Path]:
    """The first `count` digits as a zip of PNG files and as IDX files."""
    labels = gzip.decompress(DIGITS.with_name(DIGITS.name.replace("images-idx3", "labels-idx1")).read_bytes())[8:]
    pixels = gzip.decompress(DIGITS.read_bytes())[16 : 16 + count * 784]
    images = np.frombuffer(pixels, np.uint8).reshape(count, 28, 28)
    with zipfile.ZipFile(folder / f"{count}.zip", "w") as archive:
        for number, image in enumerate(images):
            archive.writestr(f"{labels[number]}_{number}.png", png(image))
    idx = folder / f"{count}-images-idx3-ubyte.gz"
    idx.write_bytes(gzip.compress(struct.pack(">HBB3I", 0, 8, 3, count, 28, 28) + pixels, 1))
    idx.with_name(idx.name.replace("images-idx3", "labels-idx1")).write_bytes(
        gzip.compress(struct.pack(">HBBI", 0, 8, 1, count) + labels[:count])
    )
    return {"zip": folder / f"{count}.zip", "idx": idx}


def peak_mb(source: Path, *words: str) -> int:
    """The most memory that `collect` and its workers held together, in MB."""
    most = 0
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "engine", "collect", "--name", "d", "--source", str(source), *words]
        environment = os.environ | {"GLYPHLAB_HOME": home}
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            while child.poll() is None:
                most = max(most, resident(child.pid))
                time.sleep(0.02)
        if child.returncode:
            raise RuntimeError(f"{' '.join(command)} failed")
    return round(most / 1e6)


def resident(pid: int) -> int:
    """Bytes of memory of a process and all below it."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        for process in [top, *top.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                total += process.memory_info().rss
    return total


def memory() -> dict[str, int]:
    """peak_mb for each source and number of images."""
    ways = {"zip": ("--label-from", "suffix", "--workers", "2"), "idx": ("--label-from", "table")}
    with tempfile.TemporaryDirectory() as folder:
        return {
            f"mb_{kind}_{count}": peak_mb(source, *ways[kind])
            for count in (10_000, 60_000)
            for kind, source in digits(Path(folder), count).items()
        }


def main() -> None:
    """Measures in turns and prints the medians."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--repeats", type=int, default=5)
    arguments.add_argument("--downloads", type=int, default=4000, help="files from the slow server")
    given = arguments.parse_args()
    held = memory()
    sides: dict[str, Callable[[], int]] = {
        "loop": loop,
        "zip": lambda: collected(source=[str(SYMBOLS)], label_from="suffix", separator="-"),
        "idx": lambda: collected(source=[str(DIGITS)], label_from="table"),
    }
    turns: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(given.repeats + 1):
        for name, work in sides.items():
            turns[name].append(cpu_per_image(work))
            print(f"turn {turn}: {name} {1e6 * turns[name][-1]:.1f} CPU-us an image", file=sys.stderr)
    # The first turn imports and fills caches.
    cpu = {name: statistics.median(seconds[1:]) for name, seconds in turns.items()}
    figures = {
        "ratio": round(cpu["loop"] / cpu["zip"], 3),
        "ratio_idx": round(cpu["idx"] / cpu["loop"], 3),
        **{f"us_per_image_{name}": round(1e6 * seconds, 1) for name, seconds in cpu.items()},
        **held,
    }
    if given.downloads:
        serial, ours = downloads(given.downloads)
        figures["ratio_download"] = round(serial / ours, 2)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
