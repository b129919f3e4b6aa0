"""Downloads the files of a list into a folder as a job, with a manifest of what was fetched and what failed."""

import hashlib
import os
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.request import getproxies

from engine.core.jobs.job import FailedError, Job
from engine.core.storage.folders import make_folder
from engine.download.addresses import RefusedError
from engine.download.fetch import MAX_PAUSE, Connections, NotDeliveredError, TryAgainError, discard, fetch
from engine.download.manifest import (
    FAILED,
    PRESENT,
    Fetched,
    digest,
    has_changed,
    lines_of,
    read_manifest,
    write_manifest,
)
from engine.download.spec import DownloadSpec
from engine.download.wanted import PARTIAL_FILES, Wanted, read_names
from engine.imaging.decode import IMAGE_ENDINGS, MAX_PIXELS, UnreadableError, decode, size

MANIFEST_EVERY = 2.0  # seconds
SHOWN_REASONS = 5
CHANGED = "It was changed after it was downloaded; delete it to fetch it again."
one_at_a_time = threading.Lock()  # decoding needs memory, and each worker may hold an image of 50 million pixels


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
    outcome = Outcome(folder, wanted)
    started = written = time.monotonic()
    worker = Worker(spec, folder, outcome.before)
    try:
        for number, line in completed(worker, wanted, spec.workers):
            outcome.add(number, line)
            speed = outcome.bytes_fetched / 1e6 / (time.monotonic() - started)
            job.progress(len(outcome.fetched), len(wanted), "files", megabytes_per_second=speed)
            if time.monotonic() - written > MANIFEST_EVERY:
                outcome.write()
                written = time.monotonic()
            job.check_stop()
    finally:
        worker.ended.set()
        worker.connections.close()
        outcome.write()
    return outcome.summarised()


class Outcome:
    """What came of the files of a list so far. fetched: lines of the manifest by the number of the file in the list."""

    def __init__(self, folder: Path, wanted: list[Wanted]) -> None:
        self.folder, self.wanted = folder, wanted
        self.before = lines_of(read_manifest(folder))
        self.fetched: dict[int, Fetched] = {}
        self.bytes_fetched = 0

    def add(self, number: int, line: Fetched) -> None:
        """Adds the outcome of a file."""
        self.fetched[number] = line
        self.bytes_fetched += line.bytes if line.status == "done" else 0

    def write(self) -> None:
        """Writes the manifest. Lines of earlier runs stay until their files are done anew, for they hold the hashes."""
        lines = [self.fetched.get(number) or self.before.get(line.file) for number, line in enumerate(self.wanted)]
        listed = {line.file for line in self.wanted}
        others = [line for file, line in self.before.items() if file not in listed and line.status in PRESENT]
        write_manifest(self.folder, [*filter(None, lines), *others])

    def summarised(self) -> dict[str, Any]:
        """The result of the job. Raises FailedError if not a single file of the list is there."""
        lines = [self.fetched[number] for number in sorted(self.fetched)]
        failed = [line for line in lines if line.status in FAILED]
        reasons = [f"{line.file}: {line.reason}" for line in failed[:SHOWN_REASONS]]
        partial_files = self.folder / PARTIAL_FILES
        if partial_files.is_dir() and not any(partial_files.iterdir()):
            partial_files.rmdir()
        if failed and len(failed) == len(lines):
            raise FailedError(f"none of the {len(lines):,} files could be fetched; {reasons[0]}")
        return {
            "folder": str(self.folder),
            **{status: sum(line.status == status for line in lines) for status in PRESENT},
            "failed": len(failed),
            "megabytes": round(sum(line.bytes for line in lines) / 1e6, 3),
            "reasons": reasons,
        }


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

    def __init__(self, spec: DownloadSpec, folder: Path, before: Mapping[str, Fetched]) -> None:
        self.spec, self.folder, self.before = spec, folder, before
        self.connections = Connections(spec)
        self.ended = threading.Event()
        self.bytes_left = int(spec.total_mb * 1e6)
        self.lock = threading.Lock()

    def __call__(self, wanted: Wanted) -> Fetched:
        """Fetches a file and returns its line of the manifest."""
        final = self.folder / wanted.file
        refusal = wanted.reason or ("" if wanted.url else "It has no address; give the base address.")
        if not refusal and not inside(self.folder, final):
            refusal = "A link in the folder leads out of it; remove the link."
        if refusal:
            return Fetched(wanted.url, wanted.file, "refused", reason=refusal)
        if final.is_file():
            return self.existing(wanted, final)
        name = hashlib.sha256(wanted.url.encode("utf-8", "replace")).hexdigest()[:32]
        return self.attempted(wanted, make_folder(self.folder / PARTIAL_FILES) / f"{name}.part", final)

    def existing(self, wanted: Wanted, final: Path) -> Fetched:
        """The line of a file that is there already. If it was changed, its line keeps the earlier hash."""
        before = self.before.get(wanted.file)
        if before and has_changed(final, before):
            return before._replace(url=wanted.url, status="changed", tries=0, reason=CHANGED)
        return self.line(wanted, final, "kept", 0)

    def attempted(self, wanted: Wanted, partial: Path, final: Path) -> Fetched:
        """Tries to fetch a file until it is there or another try cannot help."""
        reason, status, number = "", "failed", 0
        for number in range(1, self.spec.tries + 1):
            try:
                self.check_total()
                expects_image = wanted.file.lower().endswith(IMAGE_ENDINGS)
                fetch(wanted.url, partial, self.connections, expects_image)
                check_content(partial, expects_image)
                return self.finished(wanted, partial, final, number)
            except (RefusedError, NotDeliveredError) as why:
                discard(partial)
                reason, status = str(why), "refused" if isinstance(why, RefusedError) else "failed"
                break
            except TryAgainError as why:
                reason = str(why)
                if number == self.spec.tries or self.ended.wait(self.pause(number, why.after)):
                    break
        return Fetched(wanted.url, wanted.file, status, tries=number, reason=reason)

    def check_total(self) -> None:
        """Raises RefusedError once all files together have reached their limit."""
        if self.bytes_left <= 0:
            raise RefusedError(f"All files together have reached {self.spec.total_mb:g} MB, the size limit; raise it.")

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
        return Fetched(wanted.url, wanted.file, status, final.stat().st_size, digest(final), tries)


def inside(folder: Path, final: Path) -> bool:
    """Whether a path stays in the folder after following links."""
    return final.resolve().is_relative_to(folder.resolve())


def check_content(partial: Path, expects_image: bool) -> None:
    """Raises TryAgainError for a file that is empty or a damaged image, NotDeliveredError for one that is no image."""
    data = partial.read_bytes()
    if not data:
        discard(partial)
        raise TryAgainError("The server sends an empty file.")
    if not expects_image:
        return
    try:
        width, height = size(data)
    except UnreadableError as reason:
        discard(partial)
        raise NotDeliveredError(f"The server sends it, but: {reason}") from None
    if width * height > MAX_PIXELS:
        return  # an image, but too large to be checked
    try:
        with one_at_a_time:
            decode(data)
    except UnreadableError:
        discard(partial)
        raise TryAgainError("The image arrives cut short or damaged.") from None
