"""Counters for Prometheus, kept in files that all processes of a server share; those of a dead process still count."""

import time
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # must be set before this module is imported: a folder of this run of the server
PATHS = ("/predict", "/health", "/models", "/metrics", "/docs", "/openapi.json")
SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)

requests = Counter("glyphlab_requests", "Requests by path and status of the answer.", ("path", "status"))
images = Counter("glyphlab_images", "Images by model and outcome (read, failed).", ("model", "outcome"))
swaps = Counter("glyphlab_swaps", "Models that were loaded again because their files changed.", ("model",))
seconds = Histogram("glyphlab_request_seconds", "Time from a request's headers to its answer.", buckets=SECONDS)
queue = Gauge("glyphlab_queue_images", "Images that wait or are being read.", multiprocess_mode="livesum")


class Totals(NamedTuple):
    """What a server did: answers by status class, and images that were read."""

    answers: int
    refused: int
    images: int


class Measured:
    """Counts every request with its status and its time."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the app answer, and counts the answer. A request whose client went away has the status 499."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), "499"

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        finally:
            path = scope["path"] if scope["path"] in PATHS else "other"
            requests.labels(path, status).inc()
            seconds.observe(time.perf_counter() - started)


def registry() -> CollectorRegistry:
    """The counters of all processes together."""
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


def as_text() -> bytes:
    """All counters in the format of Prometheus."""
    return generate_latest(registry())


def totals() -> Totals:
    """The sums over all processes."""
    samples = [sample for metric in registry().collect() for sample in metric.samples]
    answers = [sample for sample in samples if sample.name == "glyphlab_requests_total"]
    read = sum(sample.value for sample in samples if sample.name == "glyphlab_images_total")
    refused = sum(sample.value for sample in answers if sample.labels["status"][0] != "2")
    return Totals(int(sum(sample.value for sample in answers)), int(refused), int(read))


def forget_process(pid: int) -> None:
    """Takes a process that ended out of the queue; what it counted stays."""
    mark_process_dead(pid)
