"""The process that listens: it starts those that answer, replaces one that dies, and stops them cleanly."""

import multiprocessing
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from engine.core.jobs.job import FailedError, Job
from engine.core.jobs.pool import processes
from engine.core.models.card import read_card
from engine.serve.guard import Rules, rules_of
from engine.serve.promises import Promised, promises
from engine.serve.spec import ServeSpec
from engine.serve.worker import FINISH, READY, work

LOOK_EVERY = 0.2  # seconds between two looks at the wish to stop
REPORT_EVERY = 10.0  # seconds between two reports of what was answered; each is a line in a file
BACKLOG = 2048
COUNTERS = "PROMETHEUS_MULTIPROC_DIR"
MOST_DEATHS = 5  # of processes in a minute, after which the server gives up


class Worker(NamedTuple):
    """A process that answers, and the line to it: it says when it is ready, and ends when the line is closed."""

    process: BaseProcess
    line: Connection


class Staff:
    """The processes that answer. Raises ValueError if one of them cannot start, FailedError if they keep dying."""

    def __init__(self, spec: ServeSpec, rules: Rules, kept: dict[str, Promised], listener: socket.socket) -> None:
        self.given = (spec, rules, kept, listener)
        self.context = multiprocessing.get_context("spawn")
        self.workers: list[Worker] = []
        self.deaths: list[float] = []
        self.ready = 0
        self.reported = 0.0  # when the job last reported, as time.monotonic

    def start(self) -> None:
        """Starts one more process."""
        line, its_end = self.context.Pipe()
        process = self.context.Process(target=work, args=(*self.given, its_end), daemon=True)
        process.start()
        its_end.close()
        self.workers.append(Worker(process, line))

    def look_after(self) -> None:
        """Hears which processes are ready, and replaces those that died."""
        lines = {worker.line: worker for worker in self.workers}
        for line in wait(list(lines), LOOK_EVERY):
            self.hear(lines[line])  # type: ignore[index]

    def hear(self, worker: Worker) -> None:
        """Takes what a process says: that it is ready, why it cannot start, or nothing any more."""
        try:
            said = worker.line.recv()
        except (EOFError, OSError):
            self.replace(worker)
            return
        if said != READY:
            raise ValueError(said)
        self.ready += 1

    def replace(self, worker: Worker) -> None:
        """Starts a process in the place of one that died."""
        from engine.serve.metrics import forget_process

        worker.process.join()
        worker.line.close()
        self.workers.remove(worker)
        forget_process(worker.process.pid or 0)
        now = time.monotonic()
        self.deaths = [moment for moment in self.deaths if now - moment < 60] + [now]
        if len(self.deaths) > MOST_DEATHS:
            raise FailedError(
                f"the processes that answer keep dying (exit code {worker.process.exitcode}); see that there is enough "
                "memory, or start fewer with --processes."
            )
        self.start()

    def stop(self) -> None:
        """Lets all processes finish what they began, and waits for their end; kills those that take too long."""
        for worker in self.workers:
            worker.line.close()
        until = time.monotonic() + FINISH + 5
        for worker in self.workers:
            worker.process.join(max(0.0, until - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


class Wish:
    """The wish to stop: a signal to this process, or a job that was asked to."""

    def __init__(self, job: Job) -> None:
        self.job, self.signalled = job, False

    def __bool__(self) -> bool:
        return self.signalled or self.job.stop_asked()

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Takes the signals that end a program as the wish to stop, while the block lasts."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.note) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def note(self, *_: object) -> None:
        """Notes a signal."""
        self.signalled = True


def run(spec: ServeSpec, job: Job) -> dict[str, Any]:
    """Serves until a signal or the wish to stop; returns the address and how much was answered.

    Raises ValueError or FileNotFoundError, before anything listens, if a model is damaged or absent, the address is in
    use, or a token is needed.
    """
    if not spec.models:
        raise ValueError("name at least one model, such as --model NAME.")
    for name in spec.models:
        read_card(name)
    rules, kept, wish = rules_of(spec), promises(spec.models, spec.accept_errors), Wish(job)
    with tempfile.TemporaryDirectory(dir=job.folder) as counters, listening(spec.host, spec.port) as listener:
        os.environ[COUNTERS] = counters
        address = address_of(listener)
        staff = Staff(spec, rules, kept, listener)
        try:
            with wish.heard():
                serve(staff, wish, job, f"{address} with {', '.join(spec.models)}")
        finally:
            listener.close()
            staff.stop()
        from engine.serve.metrics import totals

        return {"address": address, **totals()._asdict()}


def serve(staff: Staff, wish: Wish, job: Job, what: str) -> None:
    """Starts the processes and looks after them until somebody wishes to stop."""
    count = processes(staff.given[0].processes)
    for _ in range(count):
        staff.start()
    while not wish and staff.ready < count:
        staff.look_after()
    if not wish:
        job.log(f"listening on {what}; {count} process{'es' if count > 1 else ''}, stop with Ctrl-C")
    while not wish:
        staff.look_after()
        report(staff, count, job)


def report(staff: Staff, count: int, job: Job) -> None:
    """Reports what was answered so far, now and then."""
    from engine.serve.metrics import totals

    if time.monotonic() - staff.reported > REPORT_EVERY:
        staff.reported = time.monotonic()
        job.progress(len(staff.workers), count, "processes", **totals()._asdict())


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens at an address. Raises ValueError, with a sentence, if it cannot."""
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as reason:
        raise ValueError(f"host must be an address of this machine; {host!r} is not ({reason}).") from None
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(place)
            listener.listen(BACKLOG)
        except OSError as reason:
            raise ValueError(
                f"the server cannot listen on port {port} of {host} ({reason.strerror}); stop what uses it, or choose "
                "another port with --port."
            ) from None
        yield listener


def address_of(listener: socket.socket) -> str:
    """The URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
