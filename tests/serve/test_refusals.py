"""Whatever is sent over a socket is answered with a sentence, and others are served meanwhile and afterwards."""

import gzip
import json
import socket
import struct
import time
import zlib
from itertools import islice

import pytest

from tests.support.server import answer, answers, request

CHUNKED = "POST /predict HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: image/png\r\ntransfer-encoding: chunked\r\n\r\n"
MANY = b"".join(b'--b\r\ncontent-disposition: form-data; name="i"; filename="i"\r\n\r\nx\r\n' for _ in range(10_000))


def posted(body, kind="image/png", path="/predict", **headers):
    return request("POST", path, body, content_type=kind, **headers)


def png_of(width, height):
    """A small file whose header states a size."""
    header = struct.pack(">4s2I5B", b"IHDR", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n\0\0\0\r" + header + zlib.crc32(header).to_bytes(4)


GARBLED = {
    "wrong method": (request("GET", "/predict"), 405, "does not take GET"),
    "wrong path": (request("GET", "/admin"), 404, "nothing at this path"),
    "path of a file": (request("GET", "/../../etc/passwd"), 404, "nothing at this path"),
    "no content type": (request("POST", "/predict", b"x"), 415, "content-type must be"),
    "wrong content type": (posted(b"x", "text/plain"), 415, "content-type must be"),
    "empty": (posted(b""), 400, "the body is empty"),
    "no image in a form": (posted(b"--b--\r\n", "multipart/form-data; boundary=b"), 400, "no image"),
    "form without an edge": (posted(b"x", "multipart/form-data"), 400, "form cannot be read"),
    "oversized": (posted(bytes(1_500_000)), 413, "may have 1 MB"),
    "oversized by its header": (posted(b"", content_length="99999999999"), 408, "must be sent within"),
    "gzip": (posted(gzip.compress(b"x"), content_encoding="gzip"), 415, "without content-encoding"),
    "no image": (posted(b"x" * 100), 422, "not an image"),
    "too many pixels": (posted(png_of(50_000, 50_000)), 422, "50000 x 50000 pixels"),
    "cut image": (posted(png_of(20, 20)), 422, "damaged"),
    "bad base64": (posted(b'{"image": "?!"}', "application/json"), 422, "not base64"),
    "no JSON": (posted(b"{", "application/json"), 422, "the JSON must be"),
    "deep JSON": (posted(b'{"image":' + b"[" * 200_000, "application/json"), 422, "the JSON must be"),
    "JSON of another shape": (posted(b'{"images": [1]}', "application/json"), 422, "the JSON must be"),
    "neither image nor images": (posted(b"{}", "application/json"), 422, "either"),
    "10^5 images": (posted(json.dumps({"images": [""] * 10**5}).encode(), "application/json"), 413, "4 images"),
    "10^4 files": (posted(MANY + b"--b--", "multipart/form-data; boundary=b"), 413, "4 images"),
    "unknown model": (posted(b"x", path="/predict?model=ghost"), 404, "there is no model 'ghost'"),
    "unknown option": (posted(b"x", path="/predict?colour=red"), 422, "colour is not a known parameter"),
    "option out of bounds": (posted(b"x", path="/predict?top=101"), 422, "top must be in [0, 100]"),
    "no such text": (posted(b"x", path="/predict?length=9"), 422, "no text is possible"),
    "query in no encoding": (posted(b"x", path="/predict?symbols=%ff"), 400, "query string"),
    "10^5 parameters": (posted(b"x", path="/predict?" + "words=a&" * 3000), 422, "none of the 3,000 words"),
    "foreign host": (posted(b"x", host="evil.example"), 421, "is not 'evil.example'"),
    "no host": (b"POST /predict HTTP/1.1\r\ncontent-length: 0\r\n\r\n", 421, "is not ''"),
    "foreign origin": (posted(b"x", origin="https://evil.example"), 403, "may not send requests"),
    "null origin": (posted(b"x", origin="null"), 403, "may not send requests"),
    "long headers": (posted(b"x", cookie="a" * 40_000), 431, "headers may have"),
    "no HTTP": (b"\x16\x03\x01\x02\0\x01\0\r\n\r\n", 400, "Invalid HTTP"),
    "two lengths": (posted(b"x", content_length="1\r\ncontent-length: 9"), 400, "Invalid HTTP"),
}


@pytest.mark.parametrize("case", GARBLED)
def test_a_request_that_cannot_be_read_is_answered_with_a_sentence(case, server, images, expected):
    sent, status, sentence = GARBLED[case]
    reply = server.send(sent)
    assert reply and reply.status == status and sentence in reply.body.decode()
    assert server.post("/predict", images[0]).said["text"] == expected[0]


def test_a_web_page_of_the_server_itself_may_send_requests(server, images):
    own = f"127.0.0.1:{server.port}"
    assert server.post("/predict", images[0], host=own, origin=f"http://{own}").status == 200


@pytest.mark.parametrize("start", [b"POST /pre", b"", posted(b"x", content_length="100"), CHUNKED.encode()])
def test_slow_senders_are_ended_and_hold_nobody_up(start, server, images):
    with server.connect() as slow, server.connect() as other:
        slow.sendall(start)
        started = time.monotonic()
        other.sendall(posted(images[0]))
        reply = answer(other)
        assert reply and reply.status == 200
        last = answer(slow)
        assert last is not None and last.status == 408 and "within 1 s" in last.body.decode()
        assert slow.recv(1) == b"" and time.monotonic() - started >= 0.5


def test_chunks_without_end_are_dropped_beyond_the_limit(server):
    chunk, sent = b"10000\r\n" + bytes(0x10000) + b"\r\n", 0
    with server.connect() as endless:
        endless.sendall(CHUNKED.encode())
        try:
            while sent < 10**9:
                sent += endless.send(chunk)
        except ConnectionError:
            pass
    assert sent < 10**8


def test_a_half_closed_connection_is_answered_if_its_request_is_whole(server, images, expected):
    with server.connect() as half:
        half.sendall(posted(images[0]))
        half.shutdown(socket.SHUT_WR)
        reply = answer(half)
        assert reply and reply.said["text"] == expected[0] and half.recv(1) == b""
    with server.connect() as cut:
        cut.sendall(posted(images[0])[:-9])
        cut.shutdown(socket.SHUT_WR)
        assert answer(cut) is None


def test_requests_one_after_the_other_on_a_connection_are_answered_in_order(server, images, expected):
    with server.connect() as kept:
        kept.sendall(b"".join(map(posted, images)))
        assert [reply.said["text"] for reply in islice(answers(kept), len(images))] == expected
