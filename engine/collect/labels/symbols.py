"""Names of symbols, and the notation in which people map further names and numbers to symbols."""

import re
from collections.abc import Iterable

from engine.spec import shown

# File-safe names of symbols that datasets use for folders and files.
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
    """Reads "plus=+" as {"plus": "+"}, and "equals==" as {"equals": "="}. Raises ValueError for other forms."""
    by_name: dict[str, str] = {}
    for pair in symbols:
        name, _, symbol = (pair[:-2], "=", "=") if pair.endswith("==") else pair.rpartition("=")
        if not name or not symbol:
            raise ValueError(f"symbols must be written name=symbol, such as plus=+; got {shown(pair)}.")
        if by_name.setdefault(name, symbol) != symbol:
            raise ValueError(
                f"symbols must give one symbol to {name!r}; got {by_name[name]!r} and {symbol!r}. Keep one."
            )
    return by_name


def expand(symbols: str) -> str:
    """Writes ranges out: "0-9A-C" -> "0123456789ABC". A "-" without a range stays. Raises ValueError for "Z-A"."""

    def written_out(match: re.Match[str]) -> str:
        low, high = ord(match[1]), ord(match[2])
        if low > high or high - low > 10_000:
            raise ValueError(
                f"number_symbols must run from the smaller to the larger symbol; got {match[0]!r}. Swap them."
            )
        return "".join(map(chr, range(low, high + 1)))

    return re.sub(r"(.)-(.)", written_out, symbols)
