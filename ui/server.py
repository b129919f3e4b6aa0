"""What the web server does around the pages: headers on every answer, links of earlier versions, a limit on uploads."""

import logging
import os
from http import HTTPStatus
from threading import Lock

import psutil
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.stats import CacheStat

from engine.verbs import WAS

HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'self'",  # no foreign page can lay itself over a button
    "X-Content-Type-Options": "nosniff",  # an uploaded file is never run as a script
    "Referrer-Policy": "same-origin",  # addresses of pages name datasets and paths
}
UPLOADS = "/_stcore/upload_file/"
MEND = "This one was not kept: enter its path instead, or close other pages that hold uploads."
REFUSED: dict[str, str] = {}  # a sentence by session
MOST_REFUSED = 1000
LIMIT = "GLYPHLAB_UPLOADS_MB"  # how many MB all uploads may have in memory together
MOST = 4_000_000_000  # bytes, where LIMIT is not set and the machine has twice as much memory
logging.getLogger("uvicorn.access").disabled = True  # a line for each picture would bury what matters


def most_uploaded() -> int:
    """The bytes that all uploads may have in memory together."""
    given = os.environ.get(LIMIT, "")
    return int(given) * 1_000_000 if given.isdecimal() else min(MOST, psutil.virtual_memory().total // 2)


class AnswerHeaders:
    """Sets HEADERS on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start", "websocket.accept"):
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class EarlierPages:
    """Leads from the addresses that pages had in earlier versions to those that they have now."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirects, or lets the app answer."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            base = config.get_option("server.baseUrlPath").strip("/")
            name = scope["path"].strip("/").removeprefix(base).strip("/")
            if name in WAS:
                place = f"/{base}/{WAS[name]}" if base else f"/{WAS[name]}"
                query = scope["query_string"].decode("latin-1")
                answer = RedirectResponse(f"{place}?{query}" if query else place, HTTPStatus.PERMANENT_REDIRECT)
                return await answer(scope, receive, send)
        await self.app(scope, receive, send)


class UploadLimit:
    """Refuses an upload that would take all those in memory, with those that arrive now, over their limit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.most = app, most_uploaded()
        self.arriving = 0
        self.lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Takes the upload, or refuses it with a sentence. Other requests pass."""
        if scope["type"] != "http" or scope["method"] != "PUT" or UPLOADS not in scope["path"]:
            return await self.app(scope, receive, send)
        stated = Headers(scope=scope).get("content-length", "")
        count = int(stated) if stated.isdecimal() else self.most + 1
        if not self.reserve(count):
            return await self.refuse(scope, receive, send)
        try:
            await self.app(scope, receive, send)
        finally:
            with self.lock:
                self.arriving -= count

    async def refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets an upload pass by, and notes the sentence for the page, which asks for the file when it has arrived.

        The browser would show the number of an error, and no sentence.
        """
        session_id = scope["path"].partition(UPLOADS)[2].partition("/")[0]
        with self.lock:
            REFUSED[session_id] = f"All uploads together may have {self.most / 1e6:,.0f} MB in memory. {MEND}"
            while len(REFUSED) > MOST_REFUSED:
                del REFUSED[next(iter(REFUSED))]
        while (await receive()).get("more_body"):
            pass
        await Response(status_code=HTTPStatus.NO_CONTENT)(scope, receive, send)

    def reserve(self, count: int) -> bool:
        """Counts the bytes of an upload that arrives, if they fit."""
        with self.lock:
            fits = in_memory() + self.arriving + count <= self.most
            self.arriving += count if fits else 0
        return fits


def refusal() -> str:
    """The sentence on an upload of this session that was refused since the last run of its page; "" without one."""
    context = get_script_run_ctx()
    return REFUSED.pop(context.session_id, "") if context else ""


def in_memory() -> int:
    """The bytes of all uploads that the server holds."""
    if not Runtime.exists():
        return 0
    families = Runtime.instance().uploaded_file_mgr.get_stats()
    return sum(stat.byte_length for stats in families.values() for stat in stats if isinstance(stat, CacheStat))


AROUND = (Middleware(AnswerHeaders), Middleware(EarlierPages), Middleware(UploadLimit))
