"""What the web server does around the pages."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ui.server import HEADERS, LIMIT, AnswerHeaders, EarlierPages, UploadLimit


def run_alone(work):
    """Runs a coroutine in a thread of its own: a browser that tests drive keeps an event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def answered(app, path, method="GET", query=b"", body=b"", **headers):
    """The status and the headers of an app's answer."""
    sent, parts = [], [{"type": "http.request", "body": body, "more_body": False}]
    scope = {"type": "http", "method": method, "path": path, "query_string": query, "root_path": ""}
    scope["headers"] = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]

    async def receive():
        return parts.pop()

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


async def accept(request: Request):
    """Takes whatever is sent."""
    return PlainTextResponse(str(len(await request.body())), headers={"referrer-policy": "unsafe-url"})


APP = Starlette(routes=[Route("/{path:path}", accept, methods=["GET", "PUT"])])


def test_headers_are_set_once_whatever_the_app_says():
    _, headers = run_alone(answered(AnswerHeaders(APP), "/x"))
    assert {name: headers[name.lower()] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(("path", "query", "place"), [
    ("/look", b"", "/explore"),
    ("/look/", b"dataset=a%20b", "/explore?dataset=a%20b"),
    ("/explore", b"", None),
    ("/look/at", b"", None),
    ("/component/look", b"", None),
])  # fmt: skip
def test_an_earlier_address_leads_to_the_present_one(path, query, place):
    status, headers = run_alone(answered(EarlierPages(APP), path, query=query))
    assert (status, headers.get("location")) == ((308, place) if place else (200, None))


def test_uploads_that_arrive_together_share_the_limit(monkeypatch):
    monkeypatch.setenv(LIMIT, "1")
    arrived = asyncio.Event()

    async def slow(scope, receive, send):
        await arrived.wait()
        await APP(scope, receive, send)

    async def all_at_once():
        app = UploadLimit(slow)

        def upload(count):
            path = f"/_stcore/upload_file/session/{count}"
            return asyncio.ensure_future(answered(app, path, "PUT", content_length=str(count)))

        first, second = upload(600_000), upload(300_000)
        await asyncio.sleep(0)
        refused = [(await upload(200_000))[0], (await answered(app, "/_stcore/upload_file/s/f", "PUT"))[0]]
        arrived.set()
        assert [(await first)[0], (await second)[0], *refused] == [200, 200, 204, 204]
        assert app.arriving == 0 and (await upload(1_000_000))[0] == 200

    run_alone(all_at_once())
