"""Sends images to a server and returns what it read."""

import os
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlencode

import urllib3
from pydantic import ValidationError
from typing_extensions import TypedDict

from engine.ask.spec import AskSpec
from engine.core.storage.files import checker, read_bytes, read_text

VARIABLE = "GLYPHLAB_TOKEN"
LEFT_OUT = ("symbols",)  # of an answer: too long for a terminal


class Reply(TypedDict, total=False):
    """What a server says: its predictions, or why there are none."""

    predictions: list[dict[str, Any]]
    model: str
    version: str
    error: str


def run(spec: AskSpec) -> dict[str, Any]:
    """What the server read: all about a single image, or the text of each of several by path.

    Raises ValueError, FileNotFoundError or ConnectionError, with a sentence.
    """
    if not spec.images:
        raise ValueError("name at least one image file, such as image.png.")
    reply = sent(spec, [("images", (Path(path).name, file_bytes(path))) for path in spec.images])
    predictions = reply.get("predictions") or []
    if len(predictions) != len(spec.images):
        not_a_server(spec.url)
    if len(predictions) > 1:
        return {path: in_words(said) for path, said in zip(spec.images, predictions, strict=True)}
    if "error" in predictions[0]:
        raise ValueError(f"{spec.images[0]}: {predictions[0]['error']}")
    about = {name: value for name, value in predictions[0].items() if name not in LEFT_OUT}
    return {**about, "model": reply.get("model"), "version": reply.get("version")}


def in_words(said: dict[str, Any]) -> str:
    """The text that was read, or why there is none."""
    return f"error: {said['error']}" if "error" in said else str(said.get("text"))


def file_bytes(path: str) -> bytes:
    """The content of an image file. Raises FileNotFoundError with a sentence if there is none."""
    if not Path(path).is_file():
        raise FileNotFoundError(f"there is no image file {path!r}; give the path of an image.")
    return read_bytes(Path(path))


def sent(spec: AskSpec, files: list[tuple[str, tuple[str, bytes]]]) -> Reply:
    """The answer of the server to some files. Raises ValueError or ConnectionError if it refuses, or is none."""
    try:
        answer = urllib3.request(
            "POST",
            f"{spec.url.rstrip('/')}/predict?{urlencode(options(spec))}",
            fields=files,
            headers=authorization(spec.token_file),
            timeout=spec.seconds,
            retries=False,
            redirect=False,
        )
    except urllib3.exceptions.LocationValueError:
        raise ValueError(f"url must be an address such as http://127.0.0.1:9696; got {spec.url!r}.") from None
    except urllib3.exceptions.HTTPError as reason:
        raise ConnectionError(
            f"no server answers at {spec.url} ({str(reason)[:200]}); start one with `python -m engine serve`."
        ) from None
    try:
        reply: Reply = checker(Reply).validate_json(answer.data)
    except ValidationError:
        not_a_server(spec.url)
    if "error" in reply:
        raise ValueError(f"the server answers ({answer.status}): {reply['error']}")
    return reply


def not_a_server(url: str) -> NoReturn:
    """Raises ConnectionError: something else answers there."""
    raise ConnectionError(f"what answers at {url} is not a Glyphlab server; check --url.")


def options(spec: AskSpec) -> dict[str, Any]:
    """What is asked for beside the images."""
    given = {name: getattr(spec, name) for name in ("model", "symbols", "pattern", "accept")}
    length = {"length": str(spec.length)} if any(spec.length) else {}
    return {name: value for name, value in given.items() if value not in ("", None)} | length


def authorization(path: str) -> dict[str, str]:
    """The header with the token in a file, or else in the environment; {} without one. Raises FileNotFoundError."""
    if path and not Path(path).is_file():
        raise FileNotFoundError(f"there is no file {path!r} with a token; check --token-file.")
    token = (read_text(Path(path)) if path else os.environ.get(VARIABLE, "")).strip()
    return {"authorization": f"Bearer {token}"} if token else {}
