"""Image files that are read in bulk: those of a folder, or of a zip file, which is not unpacked."""

import os
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from engine.core.storage.files import read_bytes
from engine.imaging.decode import IMAGE_ENDINGS, UnreadableError

MOST_BYTES = 200_000_000  # of an image file; no image that can be decoded needs more
UNUSABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)


class Files(NamedTuple):
    """Where the image files are: a folder with those below it, a zip file, or a single image file."""

    path: str
    kind: str  # "folder", "zip" or "image"

    def names(self) -> list[str]:
        """The names of the image files, sorted, with "/". Raises FileNotFoundError or ValueError if there are none."""
        path = Path(self.path)
        if self.kind == "folder" and not path.is_dir():
            raise FileNotFoundError(f"there is no folder {self.path!r}; give the path of a folder with image files.")
        if self.kind != "folder" and not path.is_file():
            raise FileNotFoundError(f"there is no file {self.path!r}; give the path of a {self.kind} file.")
        if self.kind == "image":
            return [path.name]
        names = sorted(in_zip(self.path) if self.kind == "zip" else in_folder(path))
        if not names:
            raise ValueError(f"the {self.kind} {self.path!r} holds no image files ({', '.join(IMAGE_ENDINGS)}).")
        return names

    def state(self, names: list[str]) -> object:
        """What changes when one of these files does, as a plain value."""
        places = map(self.place, names) if self.kind == "folder" else [Path(self.path)]
        return [*self, names, [(place.stat().st_size, place.stat().st_mtime_ns) for place in places]]

    def place(self, name: str) -> Path:
        """Where a file of a folder, or the single one, is."""
        return Path(self.path) / name if self.kind == "folder" else Path(self.path)

    def read(self, name: str) -> bytes:
        """The content of a file. Raises UnreadableError, with a sentence, if it cannot be read or is too large."""
        try:
            return from_zip(self.path, name) if self.kind == "zip" else from_disk(self.place(name))
        except (OSError, *UNUSABLE) as error:
            if isinstance(error, UnreadableError):
                raise
            raise UnreadableError(f"The file cannot be read ({str(error)[:100]}); copy it again.") from None


def in_folder(folder: Path) -> Iterator[str]:
    """The image files below a folder. Folders that are links are left out, as they may lead back to it."""
    for parent, _, names in os.walk(folder):
        for name in names:
            if name.lower().endswith(IMAGE_ENDINGS) and (path := Path(parent, name)).is_file():
                yield path.relative_to(folder).as_posix()


def in_zip(path: str) -> Iterator[str]:
    """The image files in a zip file. Raises ValueError if it is none."""
    try:
        entries = opened(path).infolist()
    except UNUSABLE as error:
        raise ValueError(f"{path!r} is not a zip file that can be read ({error}); make it again.") from None
    return (entry.filename for entry in entries if entry.filename.lower().endswith(IMAGE_ENDINGS))


@lru_cache(maxsize=1)
def opened(path: str) -> zipfile.ZipFile:
    """A zip file, opened once in each process."""
    return zipfile.ZipFile(path)


def from_zip(path: str, name: str) -> bytes:
    """The content of a file in a zip file; what its size promises is checked while it is unpacked."""
    check_size(opened(path).getinfo(name).file_size)
    return opened(path).read(name)


def from_disk(path: Path) -> bytes:
    """The content of a file on disk."""
    check_size(path.stat().st_size)
    return read_bytes(path)


def check_size(count: int) -> None:
    """Raises UnreadableError if a file has too many bytes for an image."""
    if count > MOST_BYTES:
        raise UnreadableError(
            f"The file has {count:,} bytes; images have at most {MOST_BYTES:,}. Save it as a smaller image."
        )
