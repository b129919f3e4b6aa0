"""A request that is not answered, with the sentence that its sender gets."""

import json
from http import HTTPStatus

from starlette.responses import Response

AGAIN = "1"  # seconds after which a busy server may be asked again


class RefusalError(Exception):
    """The status of the answer and one sentence: what was expected, what came, how to mend it."""

    def __init__(self, status: HTTPStatus, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status, self.headers = status, headers


def busy(sentence: str) -> RefusalError:
    """The refusal of a server that has too much to do; the client is asked to try again."""
    return RefusalError(HTTPStatus.SERVICE_UNAVAILABLE, sentence, retry_after=AGAIN)


def refused(refusal: RefusalError) -> Response:
    """The answer to a request that is refused."""
    headers = {name.replace("_", "-"): value for name, value in refusal.headers.items()}
    return as_json({"error": str(refusal)}, refusal.status, headers)


def as_json(value: object, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Response:
    """An answer as JSON."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(body, status, headers, "application/json")
