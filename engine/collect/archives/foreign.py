"""Names the containers that are not read, so that their refusal says what is."""

from pathlib import Path

from engine.collect.formats import Format
from engine.core.storage import lists
from engine.core.storage.encodings import encoding_of

READ = "a folder, zip, tar, 7z or rar of images, or a table of pixels in CSV, IDX, NPY, NPZ, HDF5, MAT or Parquet"
FORMATS = (
    Format(
        "container",
        "pickle, TFRecord, LMDB, SQLite, Arrow, PyTorch, ...",
        "a.pkl",
        "Not read; a sentence says what is.",
    ),
)
START_BYTES = 4096
# What the first bytes of files are, and where they are.
MARKS = (
    *((0, bytes([0x80, version]), "a pickle") for version in (2, 3, 4, 5)),
    (16, b"\xde\xc0\xef\xbe", "an LMDB database"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"ARROW1\0\0", "an Arrow (Feather) file"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (0, b"%PDF", "a PDF document"),
    (0, b"Obj\x01", "an Avro file"),
    (0, b"ORC", "an ORC file"),
    (0, b"\x0a\x23\xd7\xce", "an MXNet RecordIO file"),
    (0, b"\xce\xfa\xed\xfe", "a program"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ", "a program"),
    (0, b"(\xb5/\xfd", "packed with zstandard"),
    (0, b"\x04\x22\x4d\x18", "packed with LZ4"),
    (0, b"AT&TFORM", "a DjVu document"),
)
ENDINGS = {
    ".pkl": "a pickle", ".pickle": "a pickle", ".joblib": "a pickle", ".pt": "a PyTorch file", ".pth": "a PyTorch file",
    ".tfrecord": "a TFRecord file", ".tfrecords": "a TFRecord file", ".mdb": "a database", ".rec": "a RecordIO file",
    ".lmdb": "an LMDB database", ".feather": "an Arrow (Feather) file", ".arrow": "an Arrow file", ".rds": "an R file",
    ".rdata": "an R file", ".xlsx": "a workbook", ".xls": "a workbook", ".ods": "a workbook", ".docx": "a document",
    ".pptx": "a presentation", ".msgpack": "a MessagePack file", ".beton": "an FFCV file", ".zarr": "a Zarr array",
}  # fmt: skip
TFRECORD_HEAD = 12  # the length of a record in 8 bytes, and its checksum


def refuse(path: Path) -> None:
    """Raises ValueError with a sentence that lists what is read, if a file is a container that is not."""
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    kind = kind_of(start, path.name, path.stat().st_size)
    if kind:
        raise refusal(path.name, kind)


def refuse_inside(folder: Path) -> None:
    """Raises ValueError as `refuse` for the first such file below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix.lower() in ENDINGS:
            refuse(path)


def refusal(title: str, kind: str) -> ValueError:
    """The error for a container that is not read."""
    return ValueError(f"{title} is {kind}. Convert it to {READ}.")


def kind_by_mark(start: bytes) -> str:
    """What a file is by its first bytes alone, if it is a container that is not read; "" for others."""
    kind = next((kind for at, mark, kind in MARKS if start[at:].startswith(mark)), "")
    return kind and f"{kind}, which is not read"


def kind_of(start: bytes, title: str, size: int) -> str:
    """What a file is by its first bytes and its name, if it is no source of images; "" for text and sources."""
    if kind := kind_by_mark(start):
        return kind
    if encoding_of(start[: start.rfind(b"\n") + 1] or start):
        return ""
    ending = Path(title).suffix.lower()
    length = int.from_bytes(start[:8], "little")
    if ending in lists.ENDINGS:
        return ""  # reading it says what is wrong
    if ending in ENDINGS:
        return f"{ENDINGS[ending]}, which is not read"
    if len(start) > TFRECORD_HEAD and 0 < length <= size - TFRECORD_HEAD - 4 and start[4:8] == bytes(4):
        return "a TFRecord file, which is not read"
    return "of a kind that is not recognised"
