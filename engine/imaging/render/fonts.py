"""Fonts and glyphs: where fonts are found, which symbols they have, and the ink of each symbol."""

import io
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageFont

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)
TYPEFACES = Path(__file__).resolve().parent / "typefaces"
ENDINGS = (".ttf", ".otf")
LARGEST = 50_000_000  # bytes of a font file
NO_CHARACTER = "\U0010ffff"  # never assigned, so a font draws its box for missing glyphs


class Glyph(NamedTuple):
    """One symbol of a font at one size: its ink, 0..255 ("L"), and the width and height that it takes in a line."""

    ink: Image.Image
    width: int
    height: int


@cache
def packaged() -> str:
    """The path of the font that comes with the captcha package, DroidSansMono."""
    return str(files("captcha") / "data" / "DroidSansMono.ttf")


@cache
def system() -> dict[str, str]:
    """The fonts installed on this system: file name without ending, in lower case -> path."""
    paths = (path for folder in FOLDERS for path in sorted(Path(folder).expanduser().rglob("*")))
    return {path.stem.lower(): str(path) for path in paths if path.suffix.lower() in ENDINGS}


@cache
def bundled() -> dict[str, str]:
    """The fonts that come with Glyphlab or the captcha package, by name in lower case."""
    paths = (Path(packaged()), *sorted(TYPEFACES.glob("*.ttf")))
    return {path.stem.lower(): str(path) for path in paths}


def path_of(name: str) -> str:
    """The path of a font, given by its path or by the name of a font that comes with Glyphlab or is installed here.

    Raises FileNotFoundError for an unknown name.
    """
    if Path(name).suffix.lower() in ENDINGS or Path(name).is_file():
        return name
    wanted = name.lower()
    path = bundled().get(wanted) or system().get(wanted) or system().get(wanted.replace(" ", ""))
    if not path:
        examples = ", ".join(sorted({**bundled(), **system()})[:8])
        raise FileNotFoundError(
            f"there is no font {name!r} on this system (there are: {examples}); give one of these, or the path of a "
            "font file."
        )
    return path


@lru_cache(maxsize=512)
def load(path: str, size: int) -> ImageFont.FreeTypeFont:
    """Opens a font at a size in pixels.

    Raises FileNotFoundError if there is no such file, and ValueError if it is not a font.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"there is no font file {path}; give the path of a .ttf or .otf file.")
    check_size(Path(path).name, Path(path).stat().st_size)
    return open_font(path, path, size)


def check(name: str, data: bytes) -> None:
    """Raises ValueError, with a sentence, for the bytes of a file that is not a font."""
    check_size(name, len(data))
    open_font(name, io.BytesIO(data), 20)


def check_size(name: str, size: int) -> None:
    """Raises ValueError for a font file with too many bytes."""
    if size > LARGEST:
        raise ValueError(
            f"a font file has at most {LARGEST // 10**6} MB; {name} is larger: give a font with fewer glyphs."
        )


def open_font(name: str, file: str | io.BytesIO, size: int) -> ImageFont.FreeTypeFont:
    """Opens a font at a size in pixels from a path or from its bytes. Raises ValueError if it is not a font."""
    try:
        return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
    except OSError:
        empty = " (it is empty)" if isinstance(file, io.BytesIO) and not file.getbuffer().nbytes else ""
        raise ValueError(f"{name} is not a font that can be drawn{empty}; give a .ttf or .otf file.") from None


@lru_cache(maxsize=2048)
def glyph(path: str, size: int, symbol: str) -> Glyph:
    """The glyph of a symbol, which the font must have; see `missing`."""
    font = load(path, size)
    ink = Image.fromarray(coverage(font, symbol))
    _, _, right, bottom = font.getbbox(symbol)
    return Glyph(ink.crop(ink.getbbox()), int(right) + 1, int(bottom) + 1)


@lru_cache(maxsize=512)
def blank_width(path: str, size: int) -> int:
    """The width in pixels of a gap in a line."""
    return int(load(path, size).getbbox(" ")[2]) + 1


def coverage(font: ImageFont.FreeTypeFont, symbol: str) -> np.ndarray:
    """How much of each pixel a symbol covers, in 255ths: uint8 (height, width), without empty rows at the top."""
    mask = font.getmask(symbol)
    return np.asarray(mask, np.uint8).reshape(mask.size[::-1])


@lru_cache(maxsize=64)
def missing(path: str, symbols: str) -> str:
    """The symbols for which the font has no glyph or draws nothing.

    A font draws the same box for all missing glyphs, so a symbol is missing if it looks like one that cannot exist.
    """
    font = load(path, 48)
    box = appearance(font, NO_CHARACTER)
    return "".join(symbol for symbol in symbols if appearance(font, symbol) == box or not coverage(font, symbol).any())


def appearance(font: ImageFont.FreeTypeFont, symbol: str) -> tuple[object, bytes]:
    """What distinguishes two glyphs: their bounding box and their pixels."""
    return font.getbbox(symbol), bytes(font.getmask(symbol))
