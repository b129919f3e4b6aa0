"""Downloading as a job: the files of a list into a folder, and a manifest of what came and what did not."""

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import getproxies

from engine.core.jobs.job import Job
from engine.core.storage.files import as_csv, write_text
from engine.core.storage.folders import make_folder
from engine.download.addresses import Refused
from engine.download.fetch import MAX_PAUSE, Again, Connections, fetch, forget
from engine.download.spec import DownloadSpec
from engine.download.wanted import MANIFEST, PARTS, Wanted, read_names

IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
MANIFEST_EVERY = 2.0  # seconds
SHOWN_REASONS = 5


class Fetched(NamedTuple):
    """A line of the manifest. status: done, kept (it was there), failed or refused; sha256 of the file's bytes."""

    url: str
    file: str
    status: str
    bytes: int = 0
    sha256: str = ""
    tries: int = 0
    reason: str = ""


def run(spec: DownloadSpec, job: Job) -> dict[str, Any]:
    """Fetches what is missing; run again after a kill, it goes on, also inside a file.

    Returns folder, done, kept, failed (numbers), megabytes and the first reasons. Raises FileNotFoundError or
    ValueError when there is no usable list.
    """
    wanted = read_names(Path(spec.list), spec.base, spec.column)
    if not any(each.url for each in wanted):
        raise ValueError(f"{Path(spec.list).name} names {len(wanted)} files but no address; give the base address.")
    folder = make_folder(Path(spec.output))
    if {"http", "https"} & getproxies().keys():
        job.log("the proxy in the environment is not used, because it would resolve names itself, unchecked")
    fetched: dict[int, Fetched] = {}
    size = 0
    started = noted = time.monotonic()
    worker = Worker(spec, folder, job)
    try:
        for number, result in completed(worker, wanted, spec.workers):
            fetched[number] = result
            size = (
                sum(each.bytes for each in fetched.values() if each.status == "done") if len(fetched) % 50 == 0 else 0
            )
            speed = {"megabytes_per_second": size / 1e6 / (time.monotonic() - started)} if size else {}
            job.progress(len(fetched), len(wanted), "files", **speed)
            if time.monotonic() - noted > MANIFEST_EVERY:
                write_manifest(folder, fetched)
                noted = time.monotonic()
            job.check_stop()
    finally:
        worker.ended.set()
        worker.connections.close()
        write_manifest(folder, fetched)
    return summary(folder, fetched)


def completed(worker: "Worker", wanted: list[Wanted], workers: int) -> Iterator[tuple[int, Fetched]]:
    """The results as they come, a few files more than workers under way."""
    numbers = iter(range(len(wanted)))
    under_way: dict[Future[Fetched], int] = {}
    with ThreadPoolExecutor(workers) as pool:
        try:
            while True:
                for number in islice(numbers, 2 * workers - len(under_way)):
                    under_way[pool.submit(worker, wanted[number])] = number
                if not under_way:
                    return
                for each in wait(under_way, return_when=FIRST_COMPLETED).done:
                    yield under_way.pop(each), each.result()
        finally:
            worker.ended.set()
            for each in under_way:
                each.cancel()


class Worker:
    """Fetches one file, with as many tries as it takes and is allowed."""

    def __init__(self, spec: DownloadSpec, folder: Path, job: Job) -> None:
        self.spec, self.folder = spec, folder
        self.connections = Connections(spec)
        self.ended = threading.Event()
        self.left = int(spec.total_mb * 1e6)
        self.lock = threading.Lock()

    def __call__(self, wanted: Wanted) -> Fetched:
        """What became of one file."""
        if wanted.reason or not wanted.url:
            return Fetched(wanted.url, wanted.file, "refused", reason=wanted.reason or "It has no address.")
        final = self.folder / wanted.file
        if not inside(self.folder, final):
            return Fetched(wanted.url, wanted.file, "refused", reason="A link in the folder leads outside of it.")
        if final.is_file():
            return self.noted(wanted, final, "kept", 0)
        part = make_folder(self.folder / PARTS) / f"{hashlib.sha256(wanted.url.encode()).hexdigest()[:32]}.part"
        for number in range(1, self.spec.tries + 1):
            try:
                if self.left <= 0:
                    raise Refused(f"All files together have {self.spec.total_mb:g} MB already, the most allowed.")
                fetch(wanted.url, part, self.connections, wanted.file.lower().endswith(IMAGES))
            except Refused as reason:
                forget(part)
                return Fetched(wanted.url, wanted.file, "refused", tries=number, reason=str(reason))
            except Again as reason:
                if number == self.spec.tries or self.ended.wait(self.pause(number, reason.after)):
                    return Fetched(wanted.url, wanted.file, "failed", tries=number, reason=str(reason))
                continue
            break
        return self.finished(wanted, part, final, number)

    def pause(self, number: int, asked: float) -> float:
        """Seconds before the next try: twice as long each time, or what the server asks for."""
        return max(min(self.spec.pause * 2 ** (number - 1), MAX_PAUSE), asked)

    def finished(self, wanted: Wanted, part: Path, final: Path, tries: int) -> Fetched:
        """Gives a whole file its name."""
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        make_folder(final.parent)
        os.replace(part, final)
        forget(part)
        result = self.noted(wanted, final, "done", tries)
        with self.lock:
            self.left -= result.bytes
        return result

    def noted(self, wanted: Wanted, final: Path, status: str, tries: int) -> Fetched:
        """The line of the manifest for a file that is there."""
        with final.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Fetched(wanted.url, wanted.file, status, final.stat().st_size, digest, tries)


def inside(folder: Path, final: Path) -> bool:
    """Whether a path stays in the folder when links are followed."""
    return final.resolve().is_relative_to(folder.resolve())


def write_manifest(folder: Path, fetched: dict[int, Fetched]) -> None:
    """Writes what is known so far, in the order of the list."""
    lines = (fetched[number] for number in sorted(fetched))
    write_text(folder / MANIFEST, as_csv(Fetched._fields, lines))


def summary(folder: Path, fetched: dict[int, Fetched]) -> dict[str, Any]:
    """What a job says at its end."""
    lines = [fetched[number] for number in sorted(fetched)]
    bad = [each for each in lines if each.status in ("failed", "refused")]
    parts = folder / PARTS
    if parts.is_dir() and not any(parts.iterdir()):
        parts.rmdir()
    return {
        "folder": str(folder),
        "done": sum(each.status == "done" for each in lines),
        "kept": sum(each.status == "kept" for each in lines),
        "failed": len(bad),
        "megabytes": round(sum(each.bytes for each in lines) / 1e6, 3),
        "reasons": [f"{each.file}: {each.reason}" for each in bad[:SHOWN_REASONS]],
    }
