"""A server on this machine that answers as servers do: well, slowly, wrongly, and with malice."""

import hashlib
import io
import shutil
import ssl
import subprocess
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from engine.download.addresses import ALLOWED


def picture() -> bytes:
    """A small PNG, which stays one whatever follows its end."""
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, "PNG")
    return out.getvalue()


PNG = picture()
TAIL = bytes(range(256)) * 400


def body(name: str) -> bytes:
    """The image that the server sends under a name."""
    return PNG + hashlib.sha256(name.encode()).digest() + TAIL


BAD_IMAGES = {"empty.png": b"", "text.png": b"Not found", "damaged.png": PNG[:-100], "empty.txt": b""}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        with server.lock:
            server.seen[self.path] += 1
            server.requests.append((self.path, dict(self.headers)))
            server.at_once += 1
            server.most_at_once = max(server.most_at_once, server.at_once)
        try:
            self.answer(self.path.rpartition("/")[2], server.seen[self.path])
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True
        finally:
            with server.lock:
                server.at_once -= 1

    def answer(self, name, times):
        if name.startswith("slow"):
            time.sleep(0.1)
        status = {"missing.png": 404, "broken.png": 500}.get(name, 200)
        if name.startswith("busy") and times < 3:
            status = 429 if times == 1 else 503
        if name.startswith("to:"):
            return self.send(302, b"", {"Location": self.server.places[name[3:]]})
        if name == "loop.png":
            return self.send(302, b"", {"Location": "/loop.png"})
        if name == "page.png":
            return self.send(200, b"<html>", {"Content-Type": "text/html; charset=utf-8"})
        if name == "packed.png":
            return self.send(200, b"\x1f\x8b", {"Content-Encoding": "gzip"})
        if name == "long.png":
            return self.send(200, b"", {"Content-Length": "99000000"})
        if name in BAD_IMAGES:
            return self.send(200, BAD_IMAGES[name], {})
        if name.startswith("unbounded"):
            return self.unbounded()
        if name == "endless.png":
            return self.endless()
        if name == "dripping.png":
            return self.dripping()
        if name.startswith("cut") and times == 1:
            return self.cut()
        if name == "liar.png":
            return self.cut()
        self.part(status, name)

    def part(self, status, name):
        data = body(name) if status == 200 else b""
        asked, headers = self.headers.get("Range"), {"ETag": '"v1"'}
        if asked and self.headers.get("If-Range") == '"v1"':
            start = int(asked[6:-1])
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            return self.send(206, data[start:], headers)
        self.send(status, data, headers)

    def send(self, status, data, headers):
        self.send_response(status)
        for key, value in ({"Content-Length": str(len(data)), "Content-Type": "image/png"} | headers).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(data)

    def cut(self):
        """States the whole length, then hangs up in the middle."""
        data = body(self.path.rpartition("/")[2])
        self.send(200, data[:50_000], {"Content-Length": str(len(data)), "ETag": '"v1"'})
        self.close_connection = True

    def endless(self):
        self.send(200, b"", {"Content-Length": "-1", "Connection": "close"})
        self.close_connection = True
        while True:
            self.wfile.write(bytes(65536))

    def dripping(self):
        self.send(200, b"", {"Content-Length": "100000"})
        while not self.server.ended.wait(0.05):
            self.wfile.write(b"x")

    def unbounded(self):
        """States no length and never ends, so that only the time limit ends the answer."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(PNG)
        while not self.server.ended.wait(0.05):
            self.wfile.write(b"x")

    def log_message(self, *_):
        pass


@contextmanager
def serving(context=None):
    """The running server, encrypted where there is a context."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        running.lock, running.seen, running.requests, running.places = threading.Lock(), Counter(), [], {}
        running.at_once = running.most_at_once = 0
        running.ended = threading.Event()
        running.url = f"http{'s' if context else ''}://127.0.0.1:{running.server_port}"
        if context:
            # The handshake belongs to the thread of the connection; in accept it would hold up all others.
            running.socket = context.wrap_socket(running.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.ended.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def server(monkeypatch):
    """The running server: `url`, how often each path was `seen`, the `requests`, and where to: leads (`places`)."""
    monkeypatch.setenv(ALLOWED, "127.0.0.1")
    with serving() as running:
        yield running


@pytest.fixture
def certificate(tmp_path):
    """A file with the key and certificate of 127.0.0.1, signed by itself."""
    tool = shutil.which("openssl")
    if not tool:
        pytest.skip("this machine has no openssl to make a certificate with")
    path = tmp_path / "certificate.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1"
    command = [tool, *words.split(), "-keyout", path, "-out", tmp_path / "public.pem"]
    subprocess.run(command, check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (tmp_path / "public.pem").read_bytes())
    return path
