"""What a reader declares about the layouts, encodings and containers that it reads, for docs/formats.md.

A module of this stage that reads something has a constant `FORMATS` with its declarations.
"""

from typing import Literal, NamedTuple

Kind = Literal["container", "image", "table", "labels", "encoding"]


class Format(NamedTuple):
    """One layout, encoding or container.

    kind: its section of the page. name: what it is called. example: file names or a line. reading: one sentence on what
    is taken from it, or which option it needs.
    """

    kind: Kind
    name: str
    example: str
    reading: str
