"""Removes from an image file what is not its image: place and camera, texts, previews, and files behind its end."""

import re
import struct
from collections.abc import Iterator

PNG = b"\x89PNG\r\n\x1a\n"
PIXEL_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
TEXT_CHUNKS = (b"tEXt", b"zTXt", b"iTXt")
BARE_BYTES = 57  # of a PNG with header, pixels and end, beside the packed pixels
LONGEST_TEXT = 65_536  # bytes of a chunk; one with an orientation is shorter
JPEG = b"\xff\xd8"
SCAN, END = 0xDA, 0xD9
# Markers of JPEG (ITU T.81) that its pixels depend on: frames, tables, scans, restarts; and the colours of Adobe.
FRAMES, TABLES, ADOBE = range(0xC0, 0xD0), (0xDB, 0xDC, 0xDD, 0xDE, 0xDF), 0xEE
JFIF = b"\xff\xe0\x00\x10JFIF\x00"
JFIF_BYTES = 16  # without the preview that may follow
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def stripped(data: bytes) -> bytes:
    """A PNG or JPEG with nothing but its pixels, which stay as they are; other or damaged files are returned unchanged.

    An orientation is removed too, so the file must be upright without it.
    """
    if data[37:41] == b"IDAT" and int.from_bytes(data[33:37]) == len(data) - BARE_BYTES:
        return data  # a PNG of three chunks, by far the commonest file
    try:
        if data.startswith(PNG):
            return PNG + b"".join(data[start:end] for kind, start, end in chunks(data) if kind in PIXEL_CHUNKS)
        if data.startswith(JPEG):
            return b"".join(segments(data))
    except (ValueError, IndexError, struct.error):
        pass
    return data


def without_long_texts(data: bytes) -> bytes:
    """A PNG without long texts and without what follows its end, which a decoder would read; others unchanged."""
    if len(data) <= LONGEST_TEXT:
        return data
    try:
        parts = [
            data[start:end]
            for kind, start, end in chunks(data)
            if kind not in TEXT_CHUNKS or end - start <= LONGEST_TEXT
        ]
    except (ValueError, struct.error):
        return data
    return PNG + b"".join(parts)


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(kind, start, end) of each chunk of a PNG, up to its end. Raises ValueError if it is cut short."""
    at = len(PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("cut short")
        yield kind, at, end
        if kind == b"IEND":
            return
        at = end


def segments(data: bytes) -> Iterator[bytes]:
    """The parts of a JPEG that its pixels depend on. Raises ValueError if it is cut short or of another form."""
    yield JPEG
    at = len(JPEG)
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        kind = data[at + 1]
        if kind == 0xFF:  # filler before a marker
            at += 1
            continue
        if kind == END:
            yield data[at : at + 2]
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at : at + len(JFIF)].startswith(JFIF[:2]) and data[at + 4 : at + 9] == JFIF[4:]:
            yield JFIF + data[at + len(JFIF) : at + JFIF_BYTES] + b"\0\0"
        elif kind in FRAMES or kind in TABLES or kind in (SCAN, ADOBE):
            yield data[at:end]
        if kind == SCAN:
            found = NEXT_MARKER.search(data, end)
            if not found:
                raise ValueError("cut short")
            yield data[end : found.start()]
            end = found.start()
        at = end
