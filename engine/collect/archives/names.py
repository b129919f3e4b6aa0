"""Decodes the names of files that an archive or a folder holds as bytes."""

from collections.abc import Sequence
from typing import NamedTuple

from engine.collect.formats import Format
from engine.core.storage.encodings import CANDIDATES, decodes, is_utf8, likeliest, plausibility, words_of

FORMATS = (
    Format("encoding", "names in archives", "北京.png", "UTF-8, or else the likeliest of " + ", ".join(
        candidate.name for candidate in CANDIDATES) + "; `--name-encoding` names another."),
    Format("encoding", "names in 7z, and flagged names in zip", "北京.png", "UTF-16 and UTF-8, as they say."),
    Format("encoding", "lists, texts and CSV tables", "labels.csv", "By their first bytes, UTF-8 or UTF-16, or else as "
        "names; cp1252 where too few letters tell. `--encoding` names another."),
    Format("encoding", "names of no encoding", r"\xff\xfe.png", "The image is kept if its label comes from elsewhere."),
)  # fmt: skip
MOST = 0.9  # of the names must be valid in an encoding; others are damaged


class Names(NamedTuple):
    """Names, and the encoding in which they were read. Bytes that are not valid in it are surrogates."""

    names: list[str]
    encoding: str


def decode_names(raw: Sequence[bytes], wanted: str = "auto", fallback: str = "utf-8") -> Names:
    """Decodes names in the wanted encoding; with "auto" in UTF-8, or else in the one that all of them fit best.

    fallback: where too few letters are not ASCII to choose an encoding, or none is plausible.
    """
    telling = [name for name in dict.fromkeys(raw) if not name.isascii()]
    encoding = wanted if wanted != "auto" else encoding_for(telling) or fallback
    return Names([decoded(name, encoding) for name in raw], encoding)


def encoding_for(telling: Sequence[bytes]) -> str | None:
    """The likeliest encoding of names, of which some may be damaged; None if there is none."""
    if sum(map(is_utf8, telling)) >= len(telling) / 2:
        return "utf-8"
    if fits_all := likeliest(telling):
        return fits_all
    fitting = []
    for candidate in CANDIDATES:
        valid = [name for name in telling if decodes(name, candidate.name)]
        if MOST * len(telling) <= len(valid) < len(telling):
            fitting.append((plausibility(b"\n".join(words_of(valid)), candidate), valid))
    return likeliest(max(fitting)[1]) if fitting else None


def decoded(name: bytes, encoding: str) -> str:
    """A name in an encoding; as UTF-8 with surrogates for other bytes where it is not valid in it."""
    try:
        return name.decode(encoding)
    except UnicodeError:
        return name.decode("utf-8", "surrogateescape")


def shown(name: str) -> str:
    r"""A name with its undecoded bytes written out: \xff."""
    if name.isascii():
        return name
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
