"""Files of their own that people keep in a workspace to draw with: fonts, pictures to be paper, lists of symbols."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from engine.core.storage.files import read_bytes, write_bytes
from engine.core.storage.folders import delete_folder, files_in
from engine.core.storage.paths import check_name, datasets_folder
from engine.imaging.render import background, fonts

LARGEST_LIST = 1_000_000  # bytes of a list of symbols
DIGITS = 12  # of the hash that gives every file a folder of its own, so that a path never changes its meaning


class Kind(NamedTuple):
    """What a kept file can be: the folder for it, how its name ends, and what refuses bytes that are none."""

    folder: str
    endings: tuple[str, ...]
    check: Callable[[str, bytes], object]


def symbols_of(name: str, data: bytes) -> str:
    """The one line of a list of symbols; ValueError, with a sentence, when it is none."""
    if len(data) > LARGEST_LIST:
        raise ValueError(f"{name} has more than {LARGEST_LIST // 10**6} MB; a list of symbols is one line.")
    try:
        lines = [line.strip() for line in data.decode("utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise ValueError(f"{name} is no UTF-8 text; save it as UTF-8.") from None
    if len(lines) != 1:
        raise ValueError(f"a file of symbols has one line with all of them; {name} has {len(lines)}.")
    return lines[0]


KINDS = {
    "font": Kind(".fonts", fonts.ENDINGS, fonts.check),
    "paper": Kind(".papers", (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"), background.read),
    "symbols": Kind(".symbols", (".txt",), symbols_of),
}


def kind_of(name: str) -> str:
    """What a file is by its ending; ValueError, naming the endings there are, for any other."""
    ending = Path(name).suffix.lower()
    found = next((kind for kind, one in KINDS.items() if ending in one.endings), None)
    if not found:
        known = ", ".join(ending for one in KINDS.values() for ending in one.endings)
        raise ValueError(f"{name} is no font, picture or list of symbols; give a file that ends in {known}.")
    return found


def keep(name: str, data: bytes) -> str:
    """Keeps a file of one of KINDS under its name and returns what it is.

    Raises ValueError, with a sentence, for bytes that are none, or where another file of that name is kept.
    """
    kind = kind_of(name)
    check_name(Path(name).stem, kind)
    KINDS[kind].check(name, data)
    path = folder_of(kind) / hashlib.sha256(name.encode() + data).hexdigest()[:DIGITS] / name
    there = find(kind, name)
    if there and there != path:
        raise ValueError(f"another {kind} named {there.name} is kept already; remove it first, or rename this one.")
    if not there:
        write_bytes(path, data)
    return kind


def folder_of(kind: str) -> Path:
    """Where files of a kind lie, each in a folder of its own."""
    return datasets_folder() / KINDS[kind].folder


def kept(kind: str) -> list[Path]:
    """The kept files of a kind, sorted by name."""
    if not folder_of(kind).is_dir():
        return []
    found = (path for path in files_in(folder_of(kind)) if path.suffix.lower() in KINDS[kind].endings)
    return sorted(found, key=lambda path: path.name.lower())


def state() -> str:
    """What is kept now, as a text that changes with it; makes cache keys."""
    return " ".join(str(path) for kind in KINDS for path in kept(kind))


def find(kind: str, name: str) -> Path | None:
    """The kept file of that name, with or without its ending, in upper or lower case; None where there is none."""
    wanted = name.lower()
    return next((path for path in kept(kind) if wanted in (path.name.lower(), path.stem.lower())), None)


def remove(kind: str, name: str) -> None:
    """Deletes a kept file; what was drawn with it stays."""
    path = find(kind, name)
    if path:
        delete_folder(path.parent)


def font(name: str) -> str:
    """The path of a font named by its path, or by its name in the workspace, in Glyphlab or on this system.

    Raises FileNotFoundError for a name that is nowhere.
    """
    there = None if Path(name).is_file() else find("font", name)
    return str(there) if there else fonts.path_of(name)


def picture(name: str) -> Path:
    """The path of a paper named by its path or by its name in the workspace."""
    path = Path(name)
    return path if path.is_file() else find("paper", name) or path


def symbols(name: str) -> str:
    """The symbols in a list named by its path or by its name in the workspace.

    Raises FileNotFoundError or ValueError, with a sentence, when there is none or it is none.
    """
    path = Path(name) if Path(name).is_file() else find("symbols", name)
    if not path:
        raise FileNotFoundError(f"there is no file of symbols {name}; give the path of a text file with one line.")
    return symbols_of(path.name, read_bytes(path))
