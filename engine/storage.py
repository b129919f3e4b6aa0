"""The workspace's folders and the only functions that open, write, move or delete what lies in them."""

import csv
import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

PROJECT = Path(__file__).resolve().parent.parent
LONGEST_NAME = 100
RESERVED = ("jobs", "sweeps")  # folders of data/ that are no datasets
TORN = ".writing-"  # how a file is named until it is whole


class CalmFile(io.FileIO):
    """A new file that lets every write succeed, and raises what went wrong only when it is asked by `check`.

    For a writer such as HDF5 that crashes the process when the disk is full in the middle of its work.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, "x+")
        self.error: OSError | None = None

    def write(self, data: Any) -> int:
        """Writes all of the bytes, or remembers why not."""
        left = memoryview(data).cast("B")
        try:
            while left.nbytes and not self.error:
                left = left[super().write(left) or 0 :]
        except OSError as error:
            self.error = error
        return memoryview(data).nbytes

    def truncate(self, size: int | None = None) -> int:
        """Sets the length in bytes, or remembers why not."""
        try:
            return super().truncate(size)
        except OSError as error:
            self.error = error
            return size or 0

    def check(self) -> None:
        """Raises what went wrong since the file was opened."""
        if self.error:
            raise self.error


def home() -> Path:
    """The folder that holds data/ and models/: GLYPHLAB_HOME, or the project itself."""
    return Path(os.environ.get("GLYPHLAB_HOME") or PROJECT).resolve()


def datasets_folder() -> Path:
    """Where datasets lie, one folder each."""
    return home() / "data"


def models_folder() -> Path:
    """Where trained models lie, one folder each."""
    return home() / "models"


def jobs_folder() -> Path:
    """Where jobs lie, one folder each, whether they run, wait or ended."""
    return home() / "data" / "jobs"


def sweeps_folder() -> Path:
    """Where sweeps lie, one folder each."""
    return home() / "data" / "sweeps"


def check_name(name: str, what: str) -> str:
    """Returns the name of a new dataset or model if it can be a folder's name on every system.

    Raises ValueError, naming what (such as "dataset"), what came and what a name may hold.
    """
    safe = name.isprintable() and not set(name) & set('/\\:*?"<>|') and not name.startswith((".", "-", "_"))
    if not safe or name != name.strip(" .") or not 1 <= len(name) <= LONGEST_NAME or name.lower() in RESERVED:
        raise ValueError(
            f"a {what} name is 1 to {LONGEST_NAME} letters, digits, spaces, '-' or '_' and starts with a letter or "
            f"digit; got {name[:LONGEST_NAME]!r}."
        )
    return name


def read_bytes(path: Path) -> bytes:
    """The whole content of a file."""
    return path.read_bytes()


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a file so that a reader, or a crash, sees the old content or the new one, never a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=TORN)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)  # mkstemp makes private files; a workspace may be shared
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_new(path: Path, data: bytes) -> None:
    """Writes a file into a folder that is published once it is whole; FileExistsError when the file is there."""
    with path.open("xb") as file:
        file.write(data)


def read_text(path: Path) -> str:
    """The whole content of a UTF-8 file."""
    return read_bytes(path).decode("utf-8")


def write_text(path: Path, text: str) -> None:
    """Writes a UTF-8 file like `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def as_json(value: Any) -> str:
    """A value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False)


def parse_json(text: str) -> Any:
    """The value in a JSON text; ValueError when it is damaged."""
    return json.loads(text)


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A table as CSV text with a header; values with commas, quotes or newlines are quoted, None is empty.

    What UTF-8 cannot hold (file names of other encodings) is written as "?".
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", "replace").decode("utf-8")


def read_json(path: Path) -> Any:
    """The value in a JSON file; ValueError when it is cut short."""
    try:
        return json.loads(read_text(path))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(
            f"{path.name} in {path.parent.name} is damaged ({error}); restore it or delete its folder."
        ) from None


def write_json(path: Path, value: Any) -> None:
    """Writes a value as JSON like `write_bytes`."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def append_line(path: Path, text: str) -> None:
    """Adds one line to a file; a crash can tear only this last line."""
    with path.open("a", encoding="utf-8") as file:
        file.write(text + "\n")


def last_lines(path: Path, most_bytes: int = 16_384) -> list[str]:
    """The complete lines within the last bytes of a file that may still grow; a torn one is left out."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        start = max(file.seek(0, os.SEEK_END) - most_bytes, 0)
        file.seek(start)
        whole = file.read().rpartition(b"\n")[0]
    lines = whole.decode("utf-8", errors="replace").splitlines()
    return lines[1:] if start else lines


def read_table(path: Path, columns: list[str] | None = None) -> pa.Table:
    """A Parquet file as a table, or only some of its columns."""
    with pq.ParquetFile(path) as file:
        return file.read(columns=columns)


def read_row_groups(path: Path, groups: list[int], columns: list[str]) -> pa.Table:
    """Some row groups of a Parquet file, in the order asked for."""
    with pq.ParquetFile(path) as file:
        return file.read_row_groups(groups, columns=columns)


def row_group_size(path: Path) -> int:
    """How many rows each row group of a Parquet file has, the last one perhaps less."""
    with pq.ParquetFile(path) as file:
        return file.metadata.row_group(0).num_rows


def write_table(path: Path, table: pa.Table, row_group_size: int | None = None) -> None:
    """Writes a Parquet file like `write_bytes`; the same table gives the same bytes."""
    buffer = pa.BufferOutputStream()
    pq.write_table(
        table,
        buffer,
        row_group_size=row_group_size,
        compression="zstd",
        use_dictionary=False,  # measured: within a row group it saves no byte that zstd does not, and costs a tenth
        write_statistics=["id"],
    )
    write_bytes(path, buffer.getvalue())


def folders(path: Path) -> list[str]:
    """The names of the folders in a folder, sorted, without hidden ones; [] when it does not exist."""
    if not path.is_dir():
        return []
    return sorted(each.name for each in path.iterdir() if each.is_dir() and not each.name.startswith("."))


def make_folder(path: Path) -> Path:
    """Makes a folder and those above it, where they are missing."""
    path.mkdir(parents=True, exist_ok=True)
    return path


def delete(path: Path) -> None:
    """Removes a folder; it disappears at once, also when the removal is interrupted."""
    hidden = Path(tempfile.mkdtemp(dir=path.parent, prefix=".deleted-"))
    os.rename(path, hidden / path.name)
    shutil.rmtree(hidden)


def publish(build: Path, final: Path) -> None:
    """Gives a finished folder its final name, all or nothing.

    What a killed writer left half-written in it is dropped. Raises FileExistsError when the name is taken: nothing is
    overwritten.
    """
    if final.exists():
        raise FileExistsError(f"{final.name!r} exists already; choose another name, or delete it first.")
    for torn in build.glob(f"{TORN}*"):
        torn.unlink()
    make_folder(final.parent)
    os.rename(build, final)


def copy_folder(source: Path, final: Path) -> None:
    """Copies a folder so that `final` is there as a whole or not at all; FileExistsError when the name is taken."""
    build = final.with_name(f".building-{final.name}")
    if build.exists():
        delete(build)
    shutil.copytree(source, build)
    publish(build, final)


def scratch_file() -> BinaryIO:
    """A file without a name on the workspace's disk; it is gone when it is closed, or its process is killed."""
    return cast(BinaryIO, tempfile.TemporaryFile(dir=make_folder(datasets_folder())))


def free_bytes() -> int:
    """Free space of the disk that holds the workspace, in bytes."""
    return shutil.disk_usage(make_folder(datasets_folder())).free


def files_in(folder: Path) -> list[Path]:
    """The files in a folder and those below it, sorted, without links."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def folder_bytes(folder: Path) -> int:
    """How much the files in a folder hold together."""
    return sum(path.stat().st_size for path in files_in(folder))


def zipped(folder: Path) -> bytes:
    """The files of a folder as a zip file with this folder in it; nothing is compressed, as images are already."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in files_in(folder):
            archive.write(path, Path(folder.name) / path.relative_to(folder))
    return buffer.getvalue()


def clock(path: Path) -> int:
    """When a file was last changed, in nanoseconds; 0 when it does not exist. Makes cache keys."""
    return path.stat().st_mtime_ns if path.exists() else 0
