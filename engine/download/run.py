"""Downloads the files of a list into a folder as a job, with a manifest of what was fetched and what failed."""

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.request import getproxies

from engine.core.jobs.job import Job
from engine.core.storage.folders import make_folder
from engine.download.addresses import RefusedError
from engine.download.fetch import MAX_PAUSE, Connections, TryAgainError, discard, fetch
from engine.download.manifest import FAILED, Fetched, write_manifest
from engine.download.spec import DownloadSpec
from engine.download.wanted import PARTIAL_FILES, Wanted, read_names
from engine.imaging.decode import IMAGE_ENDINGS

MANIFEST_EVERY = 2.0  # seconds
SHOWN_REASONS = 5


def run(spec: DownloadSpec, job: Job) -> dict[str, Any]:
    """Fetches missing files. A resumed job continues even in the middle of a file.

    Returns folder, done, kept, failed (numbers), megabytes and the first reasons. Raises FileNotFoundError or
    ValueError if there is no usable list.
    """
    wanted = read_names(Path(spec.list), spec.base, spec.column)
    if not any(line.url for line in wanted):
        raise ValueError(
            f"the list must have addresses, or base must be given; {Path(spec.list).name} names {len(wanted)} files "
            "and no address. Give the base address."
        )
    folder = make_folder(Path(spec.output))
    if {"http", "https"} & getproxies().keys():
        job.log("the proxy in the environment is not used, because it would resolve host names without checks")
    fetched: dict[int, Fetched] = {}
    size = 0
    started = written = time.monotonic()
    worker = Worker(spec, folder, job)
    try:
        for number, result in completed(worker, wanted, spec.workers):
            fetched[number] = result
            size = (
                sum(line.bytes for line in fetched.values() if line.status == "done") if len(fetched) % 50 == 0 else 0
            )
            speed = {"megabytes_per_second": size / 1e6 / (time.monotonic() - started)} if size else {}
            job.progress(len(fetched), len(wanted), "files", **speed)
            if time.monotonic() - written > MANIFEST_EVERY:
                write_manifest(folder, fetched)
                written = time.monotonic()
            job.check_stop()
    finally:
        worker.ended.set()
        worker.connections.close()
        write_manifest(folder, fetched)
    return summarise(folder, fetched)


def completed(worker: "Worker", wanted: list[Wanted], workers: int) -> Iterator[tuple[int, Fetched]]:
    """Yields results as files are completed, with a few more files submitted than there are workers."""
    numbers = iter(range(len(wanted)))
    pending: dict[Future[Fetched], int] = {}
    with ThreadPoolExecutor(workers) as pool:
        try:
            while True:
                for number in islice(numbers, 2 * workers - len(pending)):
                    pending[pool.submit(worker, wanted[number])] = number
                if not pending:
                    return
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    yield pending.pop(future), future.result()
        finally:
            worker.ended.set()
            for future in pending:
                future.cancel()


class Worker:
    """Fetches one file per call, with several tries if needed."""

    def __init__(self, spec: DownloadSpec, folder: Path, job: Job) -> None:
        self.spec, self.folder = spec, folder
        self.connections = Connections(spec)
        self.ended = threading.Event()
        self.bytes_left = int(spec.total_mb * 1e6)
        self.lock = threading.Lock()

    def __call__(self, wanted: Wanted) -> Fetched:
        """Fetches a file and returns its line of the manifest."""
        if wanted.reason or not wanted.url:
            return Fetched(
                wanted.url, wanted.file, "refused", reason=wanted.reason or "It has no address; give the base address."
            )
        final = self.folder / wanted.file
        if not inside(self.folder, final):
            return Fetched(
                wanted.url, wanted.file, "refused", reason="A link in the folder leads out of it; remove the link."
            )
        if final.is_file():
            return self.line(wanted, final, "kept", 0)
        partial = (
            make_folder(self.folder / PARTIAL_FILES) / f"{hashlib.sha256(wanted.url.encode()).hexdigest()[:32]}.part"
        )
        for number in range(1, self.spec.tries + 1):
            try:
                if self.bytes_left <= 0:
                    raise RefusedError(
                        f"All files together have reached {self.spec.total_mb:g} MB, the size limit; raise it."
                    )
                fetch(wanted.url, partial, self.connections, wanted.file.lower().endswith(IMAGE_ENDINGS))
            except RefusedError as reason:
                discard(partial)
                return Fetched(wanted.url, wanted.file, "refused", tries=number, reason=str(reason))
            except TryAgainError as reason:
                if number == self.spec.tries or self.ended.wait(self.pause(number, reason.after)):
                    return Fetched(wanted.url, wanted.file, "failed", tries=number, reason=str(reason))
                continue
            break
        return self.finished(wanted, partial, final, number)

    def pause(self, number: int, asked: float) -> float:
        """Seconds before the next try: twice as long each time, or as long as the server asks."""
        return max(min(self.spec.pause * 2 ** (number - 1), MAX_PAUSE), asked)

    def finished(self, wanted: Wanted, partial: Path, final: Path, tries: int) -> Fetched:
        """Gives a complete file its name."""
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        make_folder(final.parent)
        partial.replace(final)
        discard(partial)
        result = self.line(wanted, final, "done", tries)
        with self.lock:
            self.bytes_left -= result.bytes
        return result

    def line(self, wanted: Wanted, final: Path, status: str, tries: int) -> Fetched:
        """The line of the manifest for an existing file."""
        with final.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Fetched(wanted.url, wanted.file, status, final.stat().st_size, digest, tries)


def inside(folder: Path, final: Path) -> bool:
    """Whether a path stays in the folder after following links."""
    return final.resolve().is_relative_to(folder.resolve())


def summarise(folder: Path, fetched: dict[int, Fetched]) -> dict[str, Any]:
    """The result of the job."""
    lines = [fetched[number] for number in sorted(fetched)]
    failed = [line for line in lines if line.status in FAILED]
    partial_files = folder / PARTIAL_FILES
    if partial_files.is_dir() and not any(partial_files.iterdir()):
        partial_files.rmdir()
    return {
        "folder": str(folder),
        "done": sum(line.status == "done" for line in lines),
        "kept": sum(line.status == "kept" for line in lines),
        "failed": len(failed),
        "megabytes": round(sum(line.bytes for line in lines) / 1e6, 3),
        "reasons": [f"{line.file}: {line.reason}" for line in failed[:SHOWN_REASONS]],
    }
