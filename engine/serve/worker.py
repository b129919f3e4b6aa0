"""A process that answers: it loads the models itself, and ends when the line to the one that started it is closed."""

import os
import socket
import threading
from multiprocessing.connection import Connection

import uvicorn

from engine.core.storage.files import DamagedFileError
from engine.serve.guard import Rules
from engine.serve.promises import Promised
from engine.serve.spec import ServeSpec

READY = ""  # what a process says once it answers; else it says why it cannot
KEEP_ALIVE = 75  # seconds that an idle connection stays open
FINISH = 20  # seconds in which a stopped server finishes what it began


def work(spec: ServeSpec, rules: Rules, kept: dict[str, Promised], listener: socket.socket, line: Connection) -> None:
    """Answers requests on a listening socket until the line is closed at its other end. kept: see `promises`."""
    os.environ["OMP_NUM_THREADS"] = "1"
    from engine.serve.application import application  # the libraries are loaded in the processes that answer
    from engine.serve.protocol import bounded
    from engine.serve.shelf import Shelf

    try:
        shelf = Shelf(spec.models, kept)
    except (ValueError, FileNotFoundError, DamagedFileError) as reason:
        line.send(str(reason))
        return
    app = application(spec, rules, shelf, lambda: line.send(READY))
    server = uvicorn.Server(settings(app, spec, bounded(spec.seconds, spec.connections)))
    threading.Thread(target=stop_when_closed, args=(server, line), daemon=True).start()
    server.run([listener])


def settings(app: object, spec: ServeSpec, protocol: type) -> uvicorn.Config:
    """How uvicorn serves the application."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        http=protocol,
        ws="none",
        lifespan="on",
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=FINISH,
    )


def stop_when_closed(server: uvicorn.Server, line: Connection) -> None:
    """Lets the server finish what it began, and end, once the other end of the line is closed, or its process gone."""
    try:
        line.recv()
    except (EOFError, OSError):
        server.should_exit = True
