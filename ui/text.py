"""Text for people: outside text made safe for Markdown, sizes and times in words."""

import re
from typing import Any

from engine.core.charts import style
from engine.core.jobs.progress import duration

__all__ = ["duration", "name", "plain", "size"]

# A backslash makes Markdown's own signs harmless. What is replaced after Markdown was read (emoji and icon names,
# arrows and dashes, addresses) is broken up by an invisible word joiner, only there, so that text can be searched.
JOINED = re.compile(r":(?=[\w+/-]+:|//)|@|[-<>=~](?=[-<>=~])|(?<=www)(?=\.)", re.IGNORECASE)
SIGNS = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: Any) -> str:
    """Escapes outside text (names, labels, file names, messages) for Markdown, so that it is shown as it is."""
    visible = "".join(sign if sign.isprintable() else " " for sign in str(text))
    return SIGNS.sub(r"\\\1", JOINED.sub("\\g<0>\u2060", visible))


def name(symbol: str) -> str:
    """A symbol for a list, with a missing symbol and white space made visible."""
    return style.NO_SYMBOL if not symbol else symbol.replace(" ", "␣").replace("\n", "⏎")


def size(count: float) -> str:
    """A number of bytes in words: "12 bytes", "340 kB", "12 MB"."""
    if count < 1000:
        return f"{count:.0f} bytes"
    for unit, scale in (("GB", 1e9), ("MB", 1e6)):
        if count >= scale:
            return f"{count / scale:.2g} {unit}" if count < 10 * scale else f"{count / scale:,.0f} {unit}"
    return f"{count / 1e3:,.0f} kB"
