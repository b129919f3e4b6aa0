"""The images of a request: one as itself, or several as a form or as base64 in JSON."""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from engine.serve.options import Options, in_query, options
from engine.serve.refusal import RefusalError
from engine.serve.spec import ServeSpec
from engine.serve.turns import Memory

DRAINED = 8  # times the largest request that is read and dropped, so that its sender gets to see the answer
FIELD_BYTES = 1_000_000
ACCEPTED = "multipart/form-data with files, application/json with base64, or the bytes of an image as image/*"


class Sent(NamedTuple):
    """An image of a request: its name, "" if it has none, and its bytes, or why there are none."""

    name: str
    data: bytes
    problem: str = ""


class Asked(NamedTuple):
    """What a request asks for. alone: it is a single image, answered without a list."""

    images: list[Sent]
    options: Options
    alone: bool


class InJson(BaseModel):
    """The JSON of a request: an image or several in base64, beside the options."""

    model_config = ConfigDict(extra="allow", strict=True)

    image: str | None = None
    images: list[str] | None = None


async def asked(request: Request, limits: ServeSpec, memory: Memory) -> Asked:
    """Reads a request within its limits. Raises RefusalError."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise closing(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send the body as it is, without content-encoding.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    in_url = in_query(request.scope["query_string"])
    if kind.startswith("image/") or kind == "application/octet-stream":
        return Asked([Sent("", await body_of(request, limits, memory))], in_url, True)
    if kind == "multipart/form-data":
        return await in_form(request, await body_of(request, limits, memory), in_url, limits.batch)
    if kind == "application/json":
        return in_json(await body_of(request, limits, memory), in_url, limits.batch)
    raise closing(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"content-type must be {ACCEPTED}; got {kind[:100]!r}.")


async def body_of(request: Request, limits: ServeSpec, memory: Memory) -> bytes:
    """The whole body. Raises RefusalError if it is empty, too large or too slow."""
    most, body, length = int(limits.megabytes * 1e6), bytearray(), 0
    try:
        async with asyncio.timeout(limits.seconds):
            async for chunk in request.stream():
                length += len(chunk)
                if length > DRAINED * most:
                    break
                if length <= most:
                    memory.hold(len(chunk))
                    body += chunk
    except TimeoutError:
        if length <= most:
            sentence = f"a request must be sent within {limits.seconds:g} seconds; send less, or faster."
            raise closing(HTTPStatus.REQUEST_TIMEOUT, sentence) from None
    if length > most:
        sentence = f"a request may have {limits.megabytes:g} MB; send smaller or fewer images."
        raise closing(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)
    if not body:
        raise RefusalError(HTTPStatus.BAD_REQUEST, f"the body is empty; send an image: {ACCEPTED}.")
    return bytes(body)


async def in_form(request: Request, body: bytes, in_url: Options, batch: int) -> Asked:
    """The files of a form, and the options among its fields. Raises RefusalError."""

    async def stream() -> AsyncIterator[bytes]:
        yield body

    fields = len(Options.model_fields)
    parser = MultiPartParser(request.headers, stream(), max_files=batch, max_fields=fields, max_part_size=FIELD_BYTES)  # type: ignore[arg-type]
    parser.spool_max_size = len(body) + 1  # never a file on disk
    try:
        form = await parser.parse()
    except MultiPartException as reason:
        if "Too many" in reason.message:
            sentence = f"a request may have {batch} images and {fields} fields; send the rest in another request."
            raise RefusalError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence) from None
        raise RefusalError(HTTPStatus.BAD_REQUEST, f"the form cannot be read ({reason.message})") from None
    values = form.multi_items()
    images = [Sent(name_in(file), await file.read()) for _, file in values if isinstance(file, UploadFile)]
    given = {name: value for name, value in values if isinstance(value, str)}
    return Asked(counted(images, batch), with_more(in_url, given), False)


def name_in(file: UploadFile) -> str:
    """The name of a file in a form, shortened."""
    return (file.filename or "")[:200]


def in_json(body: bytes, in_url: Options, batch: int) -> Asked:
    """The images in a JSON text, and the options beside them. Raises RefusalError."""
    try:
        value = InJson.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        sentence = f'the JSON must be {{"image": BASE64}} or {{"images": [BASE64, ...]}}: {where} {first["msg"]}.'
        raise RefusalError(HTTPStatus.UNPROCESSABLE_ENTITY, sentence) from None
    if (value.image is None) == (value.images is None):
        raise RefusalError(HTTPStatus.UNPROCESSABLE_ENTITY, 'the JSON must have either "image" or "images".')
    texts = [value.image] if value.image is not None else counted(value.images or [], batch)
    return Asked([decoded(text) for text in texts], with_more(in_url, value.model_extra or {}), value.image is not None)


def decoded(text: str) -> Sent:
    """An image in base64, plain or as a data URL."""
    try:
        data = base64.b64decode(text.partition(",")[2] if text.startswith("data:") else text, validate=True)
    except (binascii.Error, ValueError):
        return Sent("", b"", "This is not base64; encode the bytes of the image file.")
    return Sent("", data)


def counted(images: list[Any], batch: int) -> list[Any]:
    """The images, if their number is allowed. Raises RefusalError."""
    if not images:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "the request holds no image; send at least one.")
    if len(images) > batch:
        sentence = f"a request may have {batch} images, got {len(images):,}; send the rest in another request."
        raise RefusalError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)
    return images


def with_more(in_url: Options, given: Mapping[str, Any]) -> Options:
    """The options of the query string, with those of the body in their place."""
    return options({**in_url.model_dump(exclude_unset=True), **given}) if given else in_url


def closing(status: HTTPStatus, sentence: str) -> RefusalError:
    """A refusal after which the rest of the request is not read."""
    return RefusalError(status, sentence, connection="close")
