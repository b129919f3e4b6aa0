"""Names of symbols, and how people write down which name means what."""

import re
from collections.abc import Iterable

from engine.spec import shown

# File-safe names of symbols, as data sets use them for folders and files.
NAMES = {
    "plus": "+",
    "minus": "-",
    "dash": "-",
    "hyphen": "-",
    "times": "×",
    "mul": "×",
    "div": "÷",
    "divide": "÷",
    "equal": "=",
    "equals": "=",
    "eq": "=",
    "neq": "≠",
    "lt": "<",
    "gt": ">",
    "leq": "≤",
    "geq": "≥",
    "pm": "±",
    "dot": ".",
    "point": ".",
    "period": ".",
    "comma": ",",
    "colon": ":",
    "semicolon": ";",
    "slash": "/",
    "forward_slash": "/",
    "backslash": "\\",
    "pipe": "|",
    "star": "*",
    "asterisk": "*",
    "hash": "#",
    "at": "@",
    "percent": "%",
    "question": "?",
    "exclamation": "!",
    "ampersand": "&",
    "and": "&",
    "dollar": "$",
    "euro": "€",
    "underscore": "_",
    "tilde": "~",
    "caret": "^",
    "quote": '"',
    "apostrophe": "'",
    "infty": "∞",
    "infinity": "∞",
    "lparen": "(",
    "rparen": ")",
    "lbracket": "[",
    "rbracket": "]",
    "lbrace": "{",
    "rbrace": "}",
    "sqrt": "√",
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "theta": "θ",
    "lambda": "λ",
    "mu": "μ",
    "pi": "π",
    "sigma": "σ",
    "phi": "φ",
    "omega": "ω",
    "sum": "∑",
    "int": "∫",
    "zero": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
}


def pairs(symbols: Iterable[str]) -> dict[str, str]:
    """{"plus": "+"} of "plus=+", and {"equals": "="} of "equals=="."""
    found: dict[str, str] = {}
    for each in symbols:
        name, _, symbol = (each[:-2], "=", "=") if each.endswith("==") else each.rpartition("=")
        if not name or not symbol:
            raise ValueError(f"symbols must be written name=symbol, such as plus=+; got {shown(each)}.")
        if found.setdefault(name, symbol) != symbol:
            raise ValueError(f"symbols gives {name!r} twice, as {found[name]!r} and {symbol!r}; keep one.")
    return found


def expand(symbols: str) -> str:
    """Ranges written out: "0-9A-C" -> "0123456789ABC"; a "-" that is no range stays. Raises ValueError for Z-A."""

    def run(found: re.Match[str]) -> str:
        low, high = ord(found[1]), ord(found[2])
        if low > high or high - low > 10_000:
            raise ValueError(f"number_symbols must run from the smaller to the larger symbol; got {found[0]!r}.")
        return "".join(map(chr, range(low, high + 1)))

    return re.sub(r"(.)-(.)", run, symbols)
