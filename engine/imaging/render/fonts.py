"""The shapes of symbols: which font holds them, how large they are, and where they put ink."""

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
NO_CHARACTER = "\U0010ffff"  # never assigned, so that a font draws its box for missing glyphs


class Glyph(NamedTuple):
    """One symbol of a font at one size: its ink, 0..255 ("L"), and the room in pixels that it takes in a line."""

    ink: Image.Image
    width: int
    height: int


@cache
def packaged() -> str:
    """The path of the font that comes with the captcha package, DroidSansMono."""
    return str(files("captcha") / "data" / "DroidSansMono.ttf")


@cache
def system() -> dict[str, str]:
    """The fonts installed on this system: file names without ending, in lower case -> path."""
    there = (path for folder in FOLDERS for path in sorted(Path(folder).expanduser().rglob("*")))
    return {path.stem.lower(): str(path) for path in there if path.suffix.lower() in ENDINGS}


@cache
def bundled() -> dict[str, str]:
    """The fonts that come with Glyphlab or the captcha package, by name in lower case."""
    there = (Path(packaged()), *sorted(TYPEFACES.glob("*.ttf")))
    return {path.stem.lower(): str(path) for path in there}


def path_of(name: str) -> str:
    """The file of a font given by its path or, where it came with Glyphlab or is installed on this system, its name.

    Raises FileNotFoundError for a name that no such font has.
    """
    if Path(name).suffix.lower() in ENDINGS or Path(name).is_file():
        return name
    wanted = name.lower()
    found = bundled().get(wanted) or system().get(wanted) or system().get(wanted.replace(" ", ""))
    if not found:
        some = ", ".join(sorted({**bundled(), **system()})[:8])
        raise FileNotFoundError(
            f"there is no font {name!r} on this system (there are: {some}); give one of these or the path of a file."
        )
    return found


@lru_cache(maxsize=512)
def load(path: str, size: int) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels.

    Raises FileNotFoundError when there is no such file and ValueError when it holds no font.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"there is no font file {path}; give the path of a .ttf or .otf file.")
    check_size(Path(path).name, Path(path).stat().st_size)
    return opened(path, path, size)


def check(name: str, data: bytes) -> None:
    """Raises ValueError, with a sentence, for the bytes of a file that holds no font."""
    check_size(name, len(data))
    opened(name, io.BytesIO(data), 20)


def check_size(name: str, size: int) -> None:
    """Raises ValueError for a font file of that many bytes that is too large to be one."""
    if size > LARGEST:
        raise ValueError(f"{name} has more than {LARGEST // 10**6} MB; give a font with fewer glyphs.")


def opened(name: str, file: str | io.BytesIO, size: int) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels from a path or from its bytes; ValueError when it is none."""
    try:
        return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
    except OSError:
        empty = " (it is empty)" if isinstance(file, io.BytesIO) and not file.getbuffer().nbytes else ""
        raise ValueError(f"{name} is no font that can be drawn{empty}; give a .ttf or .otf file.") from None


@lru_cache(maxsize=2048)
def glyph(path: str, size: int, symbol: str) -> Glyph:
    """The shape of a symbol; the font must hold it, see `missing`."""
    font = load(path, size)
    ink = Image.fromarray(coverage(font, symbol))
    _, _, right, bottom = font.getbbox(symbol)
    return Glyph(ink.crop(ink.getbbox()), int(right) + 1, int(bottom) + 1)


@lru_cache(maxsize=512)
def blank_width(path: str, size: int) -> int:
    """The room in pixels that an empty place takes in a line."""
    return int(load(path, size).getbbox(" ")[2]) + 1


def coverage(font: ImageFont.FreeTypeFont, symbol: str) -> np.ndarray:
    """How much of each pixel a symbol covers, in 255ths: uint8 (height, width), without empty rows above."""
    mask = font.getmask(symbol)
    return np.asarray(mask, np.uint8).reshape(mask.size[::-1])


@lru_cache(maxsize=64)
def missing(path: str, symbols: str) -> str:
    """Those of the symbols that the font has no glyph for, or draws as nothing.

    A font draws the same box for whatever it lacks; so a symbol is missing that looks like one that cannot exist.
    """
    font = load(path, 48)
    box = looks(font, NO_CHARACTER)
    return "".join(symbol for symbol in symbols if looks(font, symbol) == box or not coverage(font, symbol).any())


def looks(font: ImageFont.FreeTypeFont, symbol: str) -> tuple[object, bytes]:
    """What tells two glyphs apart: their place and their pixels."""
    return font.getbbox(symbol), bytes(font.getmask(symbol))
