"""What collecting reports to people: a sentence, with the options that change what it says."""

import shlex
from collections.abc import Mapping
from typing import Any, NamedTuple


class Note(NamedTuple):
    """A sentence on how labels were read. options: the fields of the spec that change it, with their values."""

    sentence: str
    options: Mapping[str, Any] = {}

    def __str__(self) -> str:
        return f"{self.sentence} To change it: {command(self.options)}" if self.options else self.sentence


def command(options: Mapping[str, Any]) -> str:
    """Fields and values as the words of a command line."""
    words = []
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        for item in value if isinstance(value, tuple) else (value,):
            text = shlex.quote(str(item))
            words.append(option if item is True else f"{option}={text}" if text.startswith("-") else f"{option} {text}")
    return " ".join(words)
