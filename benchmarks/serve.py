"""The server of models under load, on this machine only, beside LitServe and beside a server that calls Keras.

Run: .venv/bin/python -m benchmarks.serve [--seconds 10] [--crowd S] [--soak S] [--malformed S] [--slow S]
Trains the default net a little (captchas of 4 digits, 160x60), and exports it in 8 bits. Then 8 clients send PNG files
to each server in turn, each in two processes. LitServe is installed into an environment of its own where possible.
--crowd: seconds of 64 clients. --soak: seconds of 8 clients in which memory is watched. --malformed: seconds of
requests that are refused. --slow: seconds of 300 slow senders beside 8 clients. Ends with one JSON line:
requests_per_second, p99_ms, cpu_ms (of the server, for a request), int8_requests_per_second, int8_p99_ms, ratio
(against LitServe, both sent JSON; null where it could not be installed), keras_ratio, memory_mb, ready_seconds, and
what was asked for beside.
"""

import argparse
import base64
import contextlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from benchmarks._clients import Load, load, post
from benchmarks._workspace import engine, workspace
from tests.support.dashboard import free_port

PROJECT = Path(__file__).resolve().parent.parent
LITSERVE = (
    "litserve==0.2.19", "numpy==2.4.6", "pillow==13.0.0", "opencv-python-headless==5.0.0.93", "pydantic==2.14.3",
    "ai-edge-litert==2.3.0", "typing-extensions==4.16.0",
)  # fmt: skip
SETUP = (
    "generate --name captchas --count 6000 --width 160 --height 60 --length 4 --seed 1",
    "split --dataset captchas --seed 1",
    "train --dataset captchas --name reader --epochs 2 --seed 1",
)
IMAGES = 64


class Side(NamedTuple):
    """What a server did under load. cpu_ms: of its processes, for an answer. memory_mb: PSS of those that answer."""

    load: Load
    cpu_ms: float
    memory_mb: float
    ready_seconds: float


@contextlib.contextmanager
def running(command: list[str]) -> Iterator[tuple[str, psutil.Process, float]]:
    """A server in processes of its own: its address, its first process, and the seconds until it was ready."""
    port, started = free_port(), time.perf_counter()
    words = [word.replace("PORT", str(port)) for word in command]
    process = subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_ready(port, process)
        yield f"http://127.0.0.1:{port}", psutil.Process(process.pid), time.perf_counter() - started
    finally:
        children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.terminate()
        process.wait(60)
        for child in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()


def wait_until_ready(port: int, process: subprocess.Popen) -> None:
    """Returns once /health is answered with 200."""
    request = b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n"
    for _ in range(6000):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(request)
            if b" 200 " in connection.recv(100):
                return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise RuntimeError("a server did not start")


def family(first: psutil.Process) -> list[psutil.Process]:
    """A server's processes."""
    return [first, *first.children(recursive=True)]


def cpu_seconds(first: psutil.Process) -> float:
    """Processor time that a server's living processes used so far."""
    return sum(times.user + times.system for times in (process.cpu_times() for process in family(first)))


def memory_mb(first: psutil.Process) -> float:
    """Proportional memory of the processes that answer: those with a net, all but the first."""
    answering = [process for process in first.children(recursive=True) if "spawn_main" in " ".join(process.cmdline())]
    return sum(process.memory_full_info().pss for process in answering or [first]) / 1e6


def measured(command: list[str], requests: list[bytes], seconds: float, clients: int = 8) -> Side:
    """A server under the load of some clients, after a second that is not counted."""
    with running(command) as (url, first, ready):
        load(url, requests, clients, 1)
        before = cpu_seconds(first)
        result = load(url, requests, clients, seconds)
        used = cpu_seconds(first) - before
        answers = sum(result.statuses.values())
        return Side(result, 1000 * used / answers, memory_mb(first), ready)


def ours(model: str, *more: str) -> list[str]:
    """The command of our server in two processes."""
    return [sys.executable, "-m", "engine", "serve", "--model", model, "--port", "PORT", "--processes", "2", *more]


@contextlib.contextmanager
def litserve_command() -> Iterator[list[str] | None]:
    """The command of the same model behind LitServe, in an environment made for it; None if it cannot be made."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [f"{folder}/bin/pip", "install", "--quiet", *LITSERVE]
        if subprocess.run(pip, capture_output=True).returncode:
            print("LitServe could not be installed here, so there is no ratio against it")
            yield None
            return
        (site,) = Path(folder).glob("lib/*/site-packages")
        (site / "project.pth").write_text(str(PROJECT))
        yield [f"{folder}/bin/python", str(PROJECT / "benchmarks" / "_litserve.py"), "reader", "PORT"]


def small_model() -> None:
    """Exports the model in 8 bits, and makes the model "small" of it."""
    from engine.core.storage.paths import models_folder

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "int8"
        engine(f"export --model reader --format litert-int8 --output {out}")
        shutil.copytree(models_folder() / "reader", models_folder() / "small")
        for file in ("model.tflite", "card.json"):
            shutil.copy(out / file, models_folder() / "small" / file)


def say(name: str, side: Side) -> None:
    """Prints what a server did."""
    got = side.load
    print(
        f"{name:34} {got.rate:8.0f} requests/s  p50 {got.p50_ms:7.1f} ms  p99 {got.p99_ms:7.1f} ms  "
        f"{side.cpu_ms:6.2f} CPU-ms  {got.statuses}",
        flush=True,
    )


def sides(seconds: float) -> dict[str, Any]:
    """All servers under the same load in one run."""
    from engine.core.datasets.dataset import open_dataset

    files = open_dataset("captchas").image_files(range(IMAGES))
    images = [post("/predict?top=3", data) for data in files]
    bodies = [json.dumps({"image": base64.b64encode(data).decode()}).encode() for data in files]
    in_json = [post("/predict", body, "application/json") for body in bodies]
    say("ours, float32", full := measured(ours("reader"), images, seconds))
    say("ours, 8-bit weights", small := measured(ours("small"), images, seconds))
    keras = [sys.executable, "-m", "benchmarks._keras_server", "reader", "PORT"]
    say("FastAPI and keras.Model.predict", slow := measured(keras, [post("/predict", file) for file in files], seconds))
    result = {
        "requests_per_second": full.load.rate, "p99_ms": full.load.p99_ms, "cpu_ms": full.cpu_ms,
        "int8_requests_per_second": small.load.rate, "int8_p99_ms": small.load.p99_ms, "int8_cpu_ms": small.cpu_ms,
        "ratio": None, "keras_ratio": full.load.rate / slow.load.rate, "keras_cpu_ratio": slow.cpu_ms / full.cpu_ms,
        "memory_mb": full.memory_mb, "ready_seconds": full.ready_seconds,
    }  # fmt: skip
    with litserve_command() as command:
        if command:
            say("ours, float32, base64 in JSON", alike := measured(ours("reader"), in_json, seconds))
            try:
                say("LitServe, base64 in JSON", other := measured(command, in_json, seconds))
            except RuntimeError as reason:
                print(f"LitServe: {reason}, so there is no ratio against it")
            else:
                result["ratio"] = alike.load.rate / other.load.rate
                result["cpu_ratio"] = other.cpu_ms / alike.cpu_ms
    return result


def crowd(seconds: float) -> dict[str, Any]:
    """64 clients: statuses, the slowest answers, and answers that differ from those given to one client alone."""
    from engine import load as load_model
    from engine.core.datasets.dataset import open_dataset

    files = open_dataset("captchas").image_files(range(IMAGES))
    texts = [answer.text for answer in load_model("reader").read_all(files)]
    requests = [post("/predict", data) for data in files]
    with running(ours("reader")) as (url, _, _):
        got = load(url, requests, 64, seconds, lambda place, body: json.loads(body)["text"] == texts[place])
    print(f"64 clients for {seconds:g} s: {got.rate:.0f}/s, p99 {got.p99_ms:.0f} ms, {got.statuses}, {got.wrong} wrong")
    return {"crowd_statuses": got.statuses, "crowd_p99_ms": got.p99_ms, "crowd_wrong": got.wrong}


def soak(seconds: float) -> dict[str, Any]:
    """8 clients for long: memory and open files of the processes that answer, at a tenth of the time and at its end."""
    from engine.core.datasets.dataset import open_dataset

    requests = [post("/predict", data) for data in open_dataset("captchas").image_files(range(IMAGES))]
    with running(ours("reader")) as (url, first, _):
        load(url, requests, 8, seconds / 10)
        before, files = memory_mb(first), open_files(first)
        load(url, requests, 8, 0.9 * seconds)
        after, more = memory_mb(first), open_files(first)
    print(f"8 clients for {seconds:g} s: {before:.1f} MB, then {after:.1f} MB; open files {files}, then {more}")
    return {"soak_seconds": seconds, "soak_growth": after / before - 1, "soak_open_files": more - files}


def open_files(first: psutil.Process) -> int:
    """File descriptors of the processes that answer."""
    return sum(process.num_fds() for process in first.children(recursive=True))


def malformed(seconds: float) -> dict[str, Any]:
    """Requests that are refused, as fast as 8 clients send them: how many a second, and what they do to the memory."""
    kinds = ((b"-", "image/png"), (b"{", "application/json"), (b"", "image/png"))
    requests = [post("/predict", body, kind) for body, kind in kinds]
    with running(ours("reader")) as (url, first, _):
        load(url, requests, 8, 2)
        before = memory_mb(first)
        got = load(url, requests, 8, seconds)
        after = memory_mb(first)
    print(f"malformed: {got.rate:.0f}/s refused ({got.statuses}), memory {before:.1f} MB, then {after:.1f} MB")
    return {"malformed_per_second": got.rate, "malformed_growth": after / before - 1}


def slow(seconds: float) -> dict[str, Any]:
    """300 connections that send a byte now and then, beside 8 clients: the share of their rate that these keep."""
    from engine.core.datasets.dataset import open_dataset

    requests = [post("/predict", data) for data in open_dataset("captchas").image_files(range(IMAGES))]
    with running(ours("reader")) as (url, _, _):
        load(url, requests, 8, 1)
        alone = load(url, requests, 8, seconds)
        port = int(url.rpartition(":")[2])
        dragging = subprocess.Popen([sys.executable, "-c", DRAG, str(port), str(seconds + 2)])
        time.sleep(1)
        beside = load(url, requests, 8, seconds)
        dragging.wait()
    print(f"8 clients: {alone.rate:.0f}/s alone, {beside.rate:.0f}/s beside 300 slow senders; {beside.statuses}")
    return {"slow_kept": beside.rate / alone.rate}


DRAG = """
import socket, sys, time
end = time.monotonic() + float(sys.argv[2])
slow = []
while time.monotonic() < end:
    while len(slow) < 300:
        slow.append(socket.create_connection(("127.0.0.1", int(sys.argv[1]))))
        slow[-1].setblocking(False)
        slow[-1].send(b"POST /predict HTTP/1.1\\r\\n")
    for connection in list(slow):
        try:
            connection.send(b"x")
        except OSError:
            slow.remove(connection)
    time.sleep(0.5)
"""


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10, help="of load for each server (default 10)")
    for extra in (crowd, soak, malformed, slow):
        parser.add_argument(f"--{extra.__name__}", type=float, default=0, help=(extra.__doc__ or "").splitlines()[0])
    given = parser.parse_args()
    with workspace():
        for command in SETUP:
            engine(command)
        small_model()
        result = sides(given.seconds)
        for extra in (crowd, soak, malformed, slow):
            asked = getattr(given, extra.__name__)
            result |= extra(asked) if asked else {}
    print(json.dumps({name: round(value, 4) if isinstance(value, float) else value for name, value in result.items()}))


if __name__ == "__main__":
    main()
