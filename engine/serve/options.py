"""What a request may ask for beside its images: the model, what is known about the texts, how much is answered."""

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from engine.core.models.decoding.constraint import Constraint
from engine.serve.refusal import RefusalError
from engine.spec import Span, Spec, WholeRange, knob, knobs, read

MOST_WORDS = 10_000
LONGEST = 1000  # characters of a text


class Options(Spec):
    """The parameters of /predict, in the query string or in the JSON beside the images."""

    model: str = knob("", "The model that reads; the first one of the server if none is named.")
    symbols: str = knob("", "The symbols that a text may have; all that the model knows if empty.")
    length: WholeRange = knob(
        Span(0, 0), "The number of symbols of a text, or a range such as 4-6; 0 allows every length.", low=0, high=1000
    )
    pattern: str = knob("", "The pattern of a text, such as LLDDD; see docs/classify.md.")
    words: tuple[str, ...] = knob((), "All possible texts.")
    top: int = knob(3, "How many symbols are named for each slot.", low=0, high=100)
    accept: float | None = knob(None, "The confidence from which a text is accepted.", low=0, high=1)
    notice: bool = knob(False, "Says how an image differs from those that the model learned from.")

    @property
    def constraint(self) -> Constraint:
        """What is known about the texts. Raises RefusalError if that is too much to search."""
        texts = (self.symbols, self.pattern, *self.words)
        if len(self.words) > MOST_WORDS or max(map(len, texts)) > LONGEST:
            raise RefusalError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"a request may name {MOST_WORDS:,} words, and texts of {LONGEST} characters; send fewer or shorter.",
            )
        return Constraint(self.symbols, self.length if any(self.length) else None, self.pattern, self.words)


LISTS = {field.name for field in knobs(Options) if field.kind == "list"}


@lru_cache(maxsize=256)
def in_query(query: bytes) -> Options:
    """The options in a query string. Raises RefusalError, naming the mistake."""
    try:
        pairs = parse_qs(query.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_WORDS, errors="strict")
    except ValueError:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "the query string cannot be read; encode it as UTF-8.") from None
    return options({name: values if name in LISTS else values[-1] for name, values in pairs.items()})


def options(values: Mapping[str, Any]) -> Options:
    """The options with these values by name. Raises RefusalError, naming the mistake."""
    try:
        return read(Options, dict(values))
    except ValueError as mistake:
        raise RefusalError(HTTPStatus.UNPROCESSABLE_ENTITY, str(mistake)) from None
