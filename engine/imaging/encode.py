"""The one way in which images are written: PNG, lossless, at the settings that cost the least time."""

import struct
import zlib

import deflate
import numpy as np

# Measured on captchas of 160x60: libdeflate's first level takes half the time of zlib's and makes fewer bytes. Trying a
# filter on each row costs more than it saves, because drawn images hold runs of one colour.
LEVEL = 1
SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, COLOUR = 0, 2  # PNG's colour types
END = b"\0\0\0\0IEND\xaeB`\x82"


def png(image: np.ndarray) -> bytes:
    """A uint8 image, grey (height, width) or RGB (height, width, 3), as the bytes of a PNG file (ISO/IEC 15948)."""
    height, width = image.shape[:2]
    rows = np.zeros((height, image.size // height + 1), np.uint8)  # each row begins with its filter: 0, none
    rows[:, 1:] = image.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, GREY if image.ndim == 2 else COLOUR, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", bytes(deflate.zlib_compress(rows.data, LEVEL))) + END


def chunk(kind: bytes, content: bytes) -> bytes:
    """A part of a PNG file: length, kind, content and checksum."""
    named = kind + content
    return struct.pack(">I", len(content)) + named + struct.pack(">I", zlib.crc32(named))
