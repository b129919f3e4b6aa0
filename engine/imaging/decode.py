"""Decodes image files into pixels; the only decoder of the workbench."""

import contextlib
import hashlib
import io
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from engine.imaging.pixels import ANIMATED, Frame, flatten, frame_of, is_animated, remarks_on
from engine.imaging.strip import without_long_texts

MAX_PIXELS = 50_000_000
HASH_DIGITS = 32  # hexadecimal digits of an image hash: 128 bits
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "DIB", "TIFF", "WEBP", "PPM")
# How the names of such files end.
IMAGE_ENDINGS = (
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".webp", ".ppm", ".pgm", ".pbm",
    ".pnm",
)  # fmt: skip
READABLE = "PNG, JPEG, GIF, BMP, TIFF, WebP and PNM"

# What Pillow raises for damaged bytes, found with mutated files of every format (tests/imaging).
BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError, struct.error, zlib.error)

PNG = b"\x89PNG\r\n\x1a\n"
# A PNG of three chunks (ISO/IEC 15948): header, pixels, end. After its start come width, height; bits, colour type,
# compression, filter, interlacing; a checksum; length and kind of the next chunk.
BARE_START = PNG + b"\0\0\0\rIHDR"
BARE_HEADER = struct.Struct(">2I5s2I4s")
BARE = {b"\x08\0\0\0\0": "L", b"\x08\x02\0\0\0": "RGB"}
BARE_END = b"\0\0\0\0IEND\xaeB`\x82"
BARE_BYTES = 57  # all but the packed pixels

ORIENTATION = 0x0112
# Where Pillow finds an orientation; it applies that of a TIFF while loading.
ORIENTED = {"exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp"}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# catch_warnings swaps a list of the whole process, so only one thread at a time may use it.
one_at_a_time = threading.Lock()


class UnreadableError(ValueError):
    """The bytes cannot be read as an image; the text is one sentence that says what to do."""


class Decoded(NamedTuple):
    """Pixels, uint8 (h, w) grey or (h, w, 3) RGB, and whether every other decoder sees exactly these in the bytes.

    remarks: what is remarkable about the image (keys of `pixels.REMARKS`).
    """

    pixels: np.ndarray
    plain: bool
    remarks: tuple[str, ...] = ()


def decode(data: bytes, frame: Frame = "auto") -> np.ndarray:
    """Reads an image file into pixels, uint8 (h, w) grey or (h, w, 3) RGB, read-only.

    Applies EXIF rotations, puts transparency on white (light ink on black), scales 16-bit grey by the bits that it
    uses, converts CMYK, and takes a frame of an animation. Raises UnreadableError with a sentence that says what to do.
    """
    return examine(data, frame).pixels


def examine(data: bytes, frame: Frame = "auto") -> Decoded:
    """Decodes and says whether the file is a plain PNG or JPEG: nothing to rotate, blend, scale or convert."""
    bare = bare_png(data)
    if bare is not None:
        return Decoded(bare, True, remarks_on(bare))
    image = open_header(without_long_texts(data))
    if image.width * image.height > MAX_PIXELS:
        raise too_large(f"{image.width} x {image.height}")
    kind = image.format
    try:
        load(image)
        chosen = chosen_frame(image, frame)
        upright = rotate_upright(chosen)
        plain = kind in ("PNG", "JPEG") and image.mode in ("1", "L", "RGB") and upright is image
        check_bits(upright, kind)
        pixels, remarks = flatten(upright, kind)
        remarks += ("animation",) * (chosen is not image) + remarks_on(pixels)
        return Decoded(pixels, plain and not image.has_transparency_data, remarks)
    except MemoryError:
        raise too_large(f"{image.width} x {image.height}") from None
    except UnreadableError:
        raise
    except BROKEN as error:
        raise UnreadableError(
            f"The image is cut short or damaged ({str(error)[:100]}); copy or download it again."
        ) from None


def bare_png(data: bytes) -> np.ndarray | None:
    """The pixels of an intact 8-bit PNG that holds nothing but its pixels, by far the commonest file; None otherwise.

    Uses Pillow's decoder, but not its parser of the file around the pixels, which takes longer for a small image.
    """
    mode = BARE.get(data[24:29])
    packed = len(data) - BARE_BYTES
    if mode is None or packed < 1 or not data.startswith(BARE_START) or not data.endswith(BARE_END):
        return None
    width, height, _, crc, length, kind = BARE_HEADER.unpack_from(data, len(BARE_START))
    if length != packed or kind != b"IDAT" or not 0 < width * height <= MAX_PIXELS:
        return None
    if zlib.crc32(data[12:29]) != crc or zlib.crc32(data[37:-16]).to_bytes(4) != data[-16:-12]:
        return None
    try:
        image = Image.frombytes(mode, (width, height), data[41:-16], "zip", mode, 0)
    except (ValueError, MemoryError):
        return None
    return np.frombuffer(image.tobytes(), np.uint8).reshape((height, width, 3)[: 2 if mode == "L" else 3])


def size(data: bytes) -> tuple[int, int]:
    """Width and height stated in the header, before any rotation; reads no pixels. Raises UnreadableError."""
    return open_header(data).size


def open_header(data: bytes) -> Image.Image:
    """Opens the file with Pillow without reading its pixels. Raises UnreadableError."""
    if not data:
        raise UnreadableError("The file is empty (0 bytes); copy or download it again.")
    try:
        if data.startswith(PNG) and b"acTL" not in data:
            # Only animated PNGs warn; Image.open takes a third of the time of reading a small image.
            return PngImageFile(io.BytesIO(data))
        with quiet():
            return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise too_large("far too many") from None
    except BROKEN:
        raise UnreadableError(describe_unreadable(data)) from None


def load(image: Image.Image) -> None:
    """Reads the pixels. Only reading a TIFF may warn, so only TIFFs wait for each other."""
    if image.format != "TIFF":
        image.load()
        return
    with quiet():
        image.load()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Suppresses Pillow's warnings about sizes and metadata; `decode` reports what matters."""
    with one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def describe_unreadable(data: bytes) -> str:
    """A sentence about bytes that are of no image format."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data.strip(b"\0"):
        return "The file contains nothing but zero bytes; copy or download it again."
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml", b"<svg")):
        return "This is a web page or a drawing in text form, not an image; save the image itself as PNG or JPEG."
    if start.startswith((b"\x89png", b"\xff\xd8", b"gif8", b"riff")):
        return "The image is cut short or damaged (no readable header); copy or download it again."
    return f"This is not an image that can be read (formats: {READABLE}); save it as PNG or JPEG."


def too_large(pixels: str) -> UnreadableError:
    """The error for an image with more than MAX_PIXELS."""
    return UnreadableError(
        f"The image has {pixels} pixels; at most {MAX_PIXELS // 10**6} million can be read. Scale it down first."
    )


def rotate_upright(image: Image.Image) -> Image.Image:
    """The image rotated as its EXIF data says; the same object if there is nothing to rotate."""
    if not ORIENTED & image.info.keys():
        return image
    try:
        with quiet():
            transpose = TURNS.get(image.getexif().get(ORIENTATION, 1))
    except BROKEN:
        return image  # a damaged EXIF block beside intact pixels
    return image.transpose(transpose) if transpose is not None else image


def chosen_frame(image: Image.Image, frame: Frame) -> Image.Image:
    """The wanted frame of an animation, or the same object if it is none. Going through frames may warn."""
    if image.format not in ANIMATED or (image.format == "PNG" and not is_animated(image)):
        return image
    with quiet():
        return frame_of(image, frame) if is_animated(image) else image


def check_bits(image: Image.Image, kind: str | None) -> None:
    """Raises UnreadableError for pixels of 32 bits."""
    if image.mode in ("I", "F") and not (image.mode == "I" and kind == "PPM"):
        raise UnreadableError(
            "The image has 32-bit pixels, whose black and white are unknown; save it with 8 or 16 bits."
        )


def image_hash(image: np.ndarray) -> str:
    """32 hexadecimal digits that are equal exactly for equal images; grey stored as RGB counts as grey.

    image: uint8 (h, w), (h, w, 1) or (h, w, 3). The first 16 bytes of SHA-256 over shape and pixels.
    """
    if image.ndim == 3 and is_grey(image):
        image = image[..., 0]
    digest = hashlib.sha256(repr(image.shape).encode())
    digest.update(np.ascontiguousarray(image).data)
    return digest.hexdigest()[:HASH_DIGITS]


def image_hashes(images: np.ndarray) -> list[str]:
    """`image_hash` of many images of one size, uint8 (n, h, w) or (n, h, w, 3); faster for grey images."""
    if images.ndim != 3 or not images.flags.c_contiguous:
        return [image_hash(image) for image in images]
    start = hashlib.sha256(repr(images.shape[1:]).encode())
    digests, pixels, length = [], images.data.cast("B"), images[0].size if len(images) else 1
    for at in range(0, images.size, length):
        digest = start.copy()
        digest.update(pixels[at : at + length])
        digests.append(digest.hexdigest()[:HASH_DIGITS])
    return digests


def is_grey(image: np.ndarray) -> bool:
    """Whether all channels of an image (h, w, c) are equal."""
    corner = image[0, 0].tolist() if image.size else [0]
    if corner.count(corner[0]) < len(corner):
        return False
    first = image[..., :1]
    # A few pixels reveal most colour images, ten times as fast as all of them.
    return bool((image[::7, ::7] == first[::7, ::7]).all() and (image == first).all())
