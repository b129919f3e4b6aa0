"""A server of models in processes of its own, and requests to it over sockets, whole or as somebody may garble them."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.commands import PROJECT

PATIENCE = 120.0  # seconds; far more than any answer takes


class Reply(NamedTuple):
    """An answer: its status, headers in lower case, and body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        """The JSON in the body."""
        return json.loads(self.body)


class Server(NamedTuple):
    """A running server: its port and the process that listens."""

    port: int
    process: subprocess.Popen

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> socket.socket:
        """A connection to it."""
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)

    def send(self, request: bytes) -> Reply | None:
        """The answer to the bytes of a request, on a connection of its own; None if there is none."""
        with self.connect() as connection:
            with contextlib.suppress(ConnectionError):
                connection.sendall(request)
            return answer(connection)

    def post(self, path: str, body: bytes, kind: str = "image/png", **headers: str) -> Reply:
        """The answer to a POST request."""
        reply = self.send(request("POST", path, body, content_type=kind, **headers))
        assert reply
        return reply

    def get(self, path: str, **headers: str) -> Reply:
        """The answer to a GET request."""
        reply = self.send(request("GET", path, **headers))
        assert reply
        return reply

    def counted(self, name: str) -> float:
        """The sum of a counter over all its labels."""
        lines = self.get("/metrics").body.decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of a request, with these headers in place of the usual ones; underscores stand for dashes."""
    usual = {"host": "127.0.0.1", "content_length": str(len(body))} if method == "POST" else {"host": "127.0.0.1"}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in {**usual, **headers}.items()]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode("latin-1") + body


def answer(connection: socket.socket) -> Reply | None:
    """The next answer on a connection; None if it ends without one."""
    return next(answers(connection), None)


def answers(connection: socket.socket) -> Iterator[Reply]:
    """The answers on a connection, until it ends."""
    with connection.makefile("rb") as stream, contextlib.suppress(ConnectionError):
        while first := stream.readline():
            lines = iter(lambda: stream.readline().strip().decode("latin-1"), "")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            yield Reply(int(first.split()[1]), headers, stream.read(int(headers["content-length"])))


@contextlib.contextmanager
def serving(home: Path, options: str, python: str = sys.executable) -> Iterator[Server]:
    """Serves models of a workspace until the block ends."""
    command = [python, "-m", "engine", "serve", "--port", "0", *options.split()]
    settings = {**os.environ, "GLYPHLAB_HOME": str(home)}
    process = subprocess.Popen(command, cwd=PROJECT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stderr and process.stdout
    try:
        said: list[str] = []
        for line in process.stderr:
            said.append(line.decode())
            if said[-1].startswith("listening on "):
                break
        address = said[-1].split()[2] if said and said[-1].startswith("listening on ") else None
        assert address, said
        yield Server(int(address.rpartition(":")[2]), process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
