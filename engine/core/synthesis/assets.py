"""The user's own files that a workspace keeps for drawing: fonts, background images, lists of symbols."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from engine.core.storage.files import read_bytes, write_bytes
from engine.core.storage.folders import delete_folder, files_in
from engine.core.storage.paths import check_name, datasets_folder
from engine.imaging.decode import IMAGE_ENDINGS
from engine.imaging.render import fonts
from engine.imaging.render.background import read as read_background

LARGEST_LIST = 1_000_000  # bytes of a list of symbols
DIGITS = 12  # of the hash that names each file's own folder, so that a path always refers to the same bytes


class Kind(NamedTuple):
    """A kind of file: its folder, the endings of its names, and a check that refuses other bytes."""

    folder: str
    endings: tuple[str, ...]
    check: Callable[[str, bytes], object]


def symbols_of(name: str, data: bytes) -> str:
    """The only line of a list of symbols. Raises ValueError, with a sentence, if the bytes are not such a list."""
    if len(data) > LARGEST_LIST:
        limit = LARGEST_LIST // 10**6
        raise ValueError(f"a list of symbols has at most {limit} MB; {name} is larger: give one line of symbols.")
    try:
        lines = [line.strip() for line in data.decode("utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise ValueError(f"{name} is not UTF-8 text; save it as UTF-8.") from None
    if len(lines) != 1:
        raise ValueError(f"a list of symbols has one line with all of them; {name} has {len(lines)}: join them.")
    return lines[0]


KINDS = {
    "font": Kind(".fonts", fonts.ENDINGS, fonts.check),
    "background": Kind(".papers", IMAGE_ENDINGS, read_background),
    "symbols": Kind(".symbols", (".txt",), symbols_of),
}


def kind_of(name: str) -> str:
    """The kind of a file by its ending. Raises ValueError, naming the known endings, for any other."""
    ending = Path(name).suffix.lower()
    for kind, about in KINDS.items():
        if ending in about.endings:
            return kind
    endings = ", ".join(ending for about in KINDS.values() for ending in about.endings)
    raise ValueError(f"{name} is not a font, image or list of symbols; give a file that ends in {endings}.")


def keep(name: str, data: bytes) -> str:
    """Keeps a file under its name and returns its kind.

    Raises ValueError, with a sentence, if it is of none of KINDS, or if another file of that name is kept.
    """
    kind = kind_of(name)
    check_name(Path(name).stem, kind)
    KINDS[kind].check(name, data)
    path = folder_of(kind) / hashlib.sha256(name.encode() + data).hexdigest()[:DIGITS] / name
    existing = find(kind, name)
    if existing and existing != path:
        raise ValueError(
            f"the workspace already keeps another file named {existing.name}; remove that one, or rename this one."
        )
    if not existing:
        write_bytes(path, data)
    return kind


def folder_of(kind: str) -> Path:
    """The folder for files of a kind, in which each has its own folder."""
    return datasets_folder() / KINDS[kind].folder


def kept(kind: str) -> list[Path]:
    """The kept files of a kind, sorted by name."""
    if not folder_of(kind).is_dir():
        return []
    paths = (path for path in files_in(folder_of(kind)) if path.suffix.lower() in KINDS[kind].endings)
    return sorted(paths, key=lambda path: path.name.lower())


def state() -> str:
    """A text that changes whenever the kept files change, for cache keys."""
    return " ".join(str(path) for kind in KINDS for path in kept(kind))


def find(kind: str, name: str) -> Path | None:
    """The kept file of that name, with or without its ending, in any case; None if there is no such file."""
    wanted = name.lower()
    return next((path for path in kept(kind) if wanted in (path.name.lower(), path.stem.lower())), None)


def remove(kind: str, name: str) -> None:
    """Deletes a kept file; images drawn with it remain."""
    path = find(kind, name)
    if path:
        delete_folder(path.parent)


def font(name: str) -> str:
    """The path of a font, given by its path or by its name in the workspace, in Glyphlab or on this system.

    Raises FileNotFoundError if there is no such font.
    """
    path = None if Path(name).is_file() else find("font", name)
    return str(path) if path else fonts.path_of(name)


def background(name: str) -> Path:
    """The path of a background image, given by its path or by its name in the workspace."""
    path = Path(name)
    return path if path.is_file() else find("background", name) or path


def symbols(name: str) -> str:
    """The symbols in a list, given by its path or by its name in the workspace.

    Raises FileNotFoundError or ValueError, with a sentence, if there is no such file or it is not a list of symbols.
    """
    path = Path(name) if Path(name).is_file() else find("symbols", name)
    if not path:
        raise FileNotFoundError(f"there is no list of symbols {name!r}; give the path of a text file with one line.")
    return symbols_of(path.name, read_bytes(path))
