"""Encodes pixels as PNG files (ISO/IEC 15948), tuned for speed on images of texts."""

import struct
import zlib
from collections.abc import Callable

import cv2
import deflate
import numpy as np

# Measured on captchas of 160x60: libdeflate's first level takes half the time of zlib's and makes fewer bytes. Trying a
# filter on each row costs more than it saves, because generated images have runs of one colour; but symbols without
# strokes on a plain background take a third fewer bytes if each row is stored as its difference from the one above.
LEVEL = 1
UP = 2  # this filter's number
PLAIN = 1 / 10  # an image compressed to a smaller share of its bytes is worth a second try
SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, COLOUR = 0, 2  # PNG's colour types
END = b"\0\0\0\0IEND\xaeB`\x82"
LARGEST_STORED = 65_535  # bytes that one uncompressed block of deflate can hold (RFC 1951)


def png(image: np.ndarray) -> bytes:
    """A uint8 image, grey (height, width) or (height, width, 1), or RGB (height, width, 3), as a PNG file's bytes."""
    height, width = image.shape[:2]
    rows = np.zeros((height, image.size // height + 1), np.uint8)  # each row begins with its filter: 0, none
    rows[:, 1:] = image.reshape(height, -1)
    packed = deflate.zlib_compress(rows.data, LEVEL)
    if len(packed) < PLAIN * rows.size:
        packed = min(packed, deflate.zlib_compress(from_above(rows).data, LEVEL), key=len)
    colour = COLOUR if image.shape[2:] == (3,) else GREY
    return start(width, height, colour) + chunk(b"IDAT", bytes(packed)) + END


def jpeg(image: np.ndarray, quality: int) -> bytes:
    """A uint8 RGB image (height, width, 3) as a JPEG file's bytes, to be looked at; quality is in 0..100."""
    return cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def webp(image: np.ndarray, quality: int) -> bytes:
    """A uint8 image, grey (height, width) or RGB (height, width, 3), as a WebP file's bytes; quality is in 0..100."""
    pixels = image[..., ::-1] if image.ndim == 3 else image
    return cv2.imencode(".webp", pixels, [cv2.IMWRITE_WEBP_QUALITY, quality])[1].tobytes()


def from_above(rows: np.ndarray) -> np.ndarray:
    """Unfiltered rows as differences from the row above."""
    differences = np.diff(rows, axis=0, prepend=np.zeros_like(rows[:1]))
    differences[:, 0] = UP
    return differences


def start(width: int, height: int, colour: int) -> bytes:
    """The first bytes of a PNG file with 8 bits a channel."""
    return SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG file: length, kind, content and checksum."""
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def stored_pngs(images: np.ndarray) -> np.ndarray:
    """Equal-sized uint8 grey images (n, height, width) as PNG files whose pixels are not compressed, uint8 (n, length).

    Ten times faster to write than `png` for images of 28x28; Parquet compresses a shard of them better than PNG
    compresses each. Raises ValueError for images that `can_be_stored` excludes.
    """
    count, height, width = images.shape
    size = height * (width + 1)
    if not can_be_stored(height, width):
        raise ValueError(
            f"images of at most {LARGEST_STORED} bytes can be stored uncompressed; got {width}x{height}: use png."
        )
    extra = 11  # bytes of zlib and deflate around the pixels: 2 and 5 before, 4 after
    before = start(width, height, GREY) + struct.pack(">I", size + extra)
    opening = b"IDAT\x78\x01\x01" + struct.pack("<2H", size, size ^ 0xFFFF)
    chunk_at, body_at = len(before), len(before + opening)
    body_end = body_at + size
    files = np.empty((count, body_end + 8 + len(END)), np.uint8)
    files[:, :body_at] = np.frombuffer(before + opening, np.uint8)
    rows = files[:, body_at:body_end].reshape(count, height, width + 1)
    rows[..., 0] = 0  # each row begins with its filter: none
    rows[..., 1:] = images
    files[:, body_end : body_end + 4] = checksums(deflate.adler32, files, body_at, body_end)
    files[:, body_end + 4 : body_end + 8] = checksums(deflate.crc32, files, chunk_at, body_end + 4)
    files[:, -len(END) :] = np.frombuffer(END, np.uint8)
    return files


def can_be_stored(height: int, width: int) -> bool:
    """Whether grey images of this size fit into one uncompressed block."""
    return height * (width + 1) <= LARGEST_STORED


def checksums(function: Callable[[memoryview], int], files: np.ndarray, start: int, end: int) -> np.ndarray:
    """`function` of the bytes from `start` to `end` of each row of uint8 (n, length), as big-endian uint8 (n, 4)."""
    content, length = files.data.cast("B"), files.shape[1]
    sums = [function(content[at + start : at + end]) for at in range(0, files.size, length)]
    return np.array(sums, ">u4").view(np.uint8).reshape(-1, 4)
