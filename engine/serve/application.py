"""The paths of the server, and what its documentation says about them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp

from engine.serve import metrics
from engine.serve.answers import Reader
from engine.serve.body import asked
from engine.serve.guard import Guard, Rules
from engine.serve.options import Options
from engine.serve.refusal import RefusalError, as_json, refused
from engine.serve.shelf import Shelf
from engine.serve.spec import ServeSpec
from engine.serve.turns import Memory, Turns
from engine.spec import knobs

ABOUT = "Reads short texts in images. Send an image to /predict as it is, several as a form, or base64 in JSON."
JSON_TYPES = {"whole": "integer", "number": "number", "switch": "boolean", "list": "array"}


class Predicted(BaseModel):
    """One image: its text, the probability of the whole text, whether that was enough, and symbols by slot."""

    text: str
    confidence: float
    accepted: bool | None
    symbols: list[list[tuple[str, float]]]
    milliseconds: float
    model: str
    version: str


class Problem(BaseModel):
    """Why a request is not answered, in one sentence."""

    error: str


def application(spec: ServeSpec, rules: Rules, shelf: Shelf, ready: Callable[[], None]) -> ASGIApp:
    """The server as an ASGI application. ready is called once it answers."""
    turns = Turns(spec.queue)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        follower = asyncio.create_task(shelf.keep_up())
        ready()
        yield
        follower.cancel()

    app = FastAPIOffline(title="Glyphlab", description=ABOUT, version="1", lifespan=lifespan, redoc_url=None)
    app.add_exception_handler(RefusalError, lambda _, error: refused(error))  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, as_sentence)  # type: ignore[arg-type]
    app.add_exception_handler(ClientDisconnect, lambda *_: Response(status_code=HTTPStatus.BAD_REQUEST))
    add_predict(app, spec, turns, Reader(shelf, turns, spec.megapixels))
    add_reports(app, shelf)
    return metrics.Measured(Guard(app, rules))


def add_predict(app: FastAPI, spec: ServeSpec, turns: Turns, reader: Reader) -> None:
    """Adds the path that reads images."""

    @app.post("/predict", summary="Read images", responses=RESPONSES, openapi_extra=sent_as())
    async def predict(request: Request) -> Response:
        with Memory(turns) as memory:
            return as_json(await reader.answer(await asked(request, spec, memory)))


def add_reports(app: FastAPI, shelf: Shelf) -> None:
    """Adds the paths that say how the server is."""

    @app.get("/health", summary="Whether the server answers; it does once all models are loaded")
    async def health() -> Response:
        problems = {name: served.problem for name, served in shelf.served.items() if served.problem}
        return as_json({"status": "ready", "models": list(shelf.served)} | ({"problems": problems} if problems else {}))

    @app.get("/models", summary="The models, their versions, and what they read")
    async def models() -> Response:
        return as_json({"models": [served.about() for served in shelf.served.values()]})

    @app.get("/metrics", summary="Counters of all processes, for Prometheus")
    async def counters() -> Response:
        return Response(metrics.as_text(), media_type=CONTENT_TYPE_LATEST)


def as_sentence(request: Request, error: HTTPException) -> Response:
    """The answer for a path that does not exist, or a method that it does not take."""
    hints = {
        HTTPStatus.NOT_FOUND: "there is nothing at this path; send images to /predict. /docs describes all paths.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.url.path} does not take {request.method}; /docs says what it takes.",
    }
    headers = dict(error.headers or {}) | {"connection": "close"}
    return as_json({"error": hints.get(HTTPStatus(error.status_code), str(error.detail))}, error.status_code, headers)


RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"model": Predicted, "description": "One image. Several are answered with a list, `predictions`."},
    **{
        code: {"model": Problem, "description": HTTPStatus(code).phrase}
        for code in (400, 401, 403, 404, 408, 413, 415, 421, 422, 503)
    },
}


def sent_as() -> dict[str, Any]:
    """The description of what /predict takes: the bodies, and the options in the query string."""
    binary, base64 = {"type": "string", "format": "binary"}, {"type": "string", "format": "byte"}
    form = {"type": "object", "properties": {"images": {"type": "array", "items": binary}}}
    in_json = {"type": "object", "properties": {"image": base64, "images": {"type": "array", "items": base64}}}
    kinds = {"multipart/form-data": form, "application/json": in_json, "image/*": binary}
    options = [
        {
            "name": field.name,
            "in": "query",
            "description": field.sentence,
            "schema": {"type": JSON_TYPES.get(field.kind, "string")}
            | ({"items": {"type": "string"}} if field.kind == "list" else {}),
        }
        for field in knobs(Options)
    ]
    return {
        "requestBody": {"required": True, "content": {kind: {"schema": schema} for kind, schema in kinds.items()}},
        "parameters": options,
    }
