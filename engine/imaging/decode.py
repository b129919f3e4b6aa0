"""From the bytes of an image file to pixels: the one decoder of the workbench."""

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

MAX_PIXELS = 50_000_000
HASH_DIGITS = 32  # hexadecimal digits of a picture hash: 128 bits
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "DIB", "TIFF", "WEBP", "PPM")
READABLE = "PNG, JPEG, GIF, BMP, TIFF, WebP and PNM"

# What Pillow raises for damaged bytes, found by feeding it mutated files of every format (tests/imaging).
BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError, struct.error, zlib.error)

PNG = b"\x89PNG\r\n\x1a\n"
# A PNG of three chunks (ISO/IEC 15948): header, pixels, end. What follows its start: width, height; bits, colour type,
# compression, filter, interlacing; a checksum; length and kind of the next chunk.
BARE_START = PNG + b"\0\0\0\rIHDR"
BARE_HEADER = struct.Struct(">2I5s2I4s")
BARE = {b"\x08\0\0\0\0": "L", b"\x08\x02\0\0\0": "RGB"}
BARE_END = b"\0\0\0\0IEND\xaeB`\x82"
BARE_BYTES = 57  # all but the packed pixels

ORIENTATION = 0x0112
# Where Pillow finds an orientation; a TIFF's is applied while loading.
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
SIXTEEN_BITS = ("I;16", "I;16B", "I;16L", "I;16N")

# catch_warnings swaps a list of the whole process, so only one thread at a time may do it.
one_at_a_time = threading.Lock()


class Unreadable(ValueError):
    """The bytes are no image that can be read; the text is one sentence with what to do."""


class Decoded(NamedTuple):
    """Pixels, uint8 (h, w) grey or (h, w, 3) RGB, and whether any other reader sees exactly them in the bytes."""

    pixels: np.ndarray
    plain: bool


def decode(data: bytes) -> np.ndarray:
    """Reads an image file into pixels, uint8 (h, w) grey or (h, w, 3) RGB, read-only.

    EXIF turns are applied, transparency is laid on white, 16-bit grey is scaled, CMYK converted, and of an
    animation the first frame is taken. Raises Unreadable with a sentence that says what to do.
    """
    return examine(data).pixels


def examine(data: bytes) -> Decoded:
    """Like `decode`, and tells whether the bytes are a plain PNG or JPEG: nothing to turn, blend, scale or convert."""
    pixels = bare_png(data)
    if pixels is not None:
        return Decoded(pixels, True)
    image = open_header(data)
    if image.width * image.height > MAX_PIXELS:
        raise too_large(f"{image.width} x {image.height}")
    kind = image.format
    try:
        load(image)
        turned = turn(image)
        plain = kind in ("PNG", "JPEG") and image.mode in ("1", "L", "RGB") and turned is image
        return Decoded(flatten(turned, kind), plain and not image.has_transparency_data)
    except MemoryError:
        raise too_large(f"{image.width} x {image.height}") from None
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable(
            f"The image is cut short or damaged ({str(error)[:100]}); copy or download it again."
        ) from None


def bare_png(data: bytes) -> np.ndarray | None:
    """The pixels of the commonest file by far: a sound PNG of 8 bits a channel that holds nothing but its pixels.

    Pillow's decoder, without its reading of the file around the pixels, which for a small image takes longer. None
    for any other file, sound or not.
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
    """Width and height that the header states, before any turn; reads no pixels. Raises Unreadable."""
    return open_header(data).size


def open_header(data: bytes) -> Image.Image:
    """The file opened by Pillow, pixels not yet read. Raises Unreadable."""
    if not data:
        raise Unreadable("The file is empty (0 bytes); copy or download it again.")
    try:
        if data.startswith(PNG) and b"acTL" not in data:
            # Only moving PNGs warn; Image.open takes a third of the time of reading a small image.
            return PngImageFile(io.BytesIO(data))
        with quiet():
            return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise too_large("far too many") from None
    except BROKEN:
        raise Unreadable(what_else(data)) from None


def load(image: Image.Image) -> None:
    """Reads the pixels; only TIFF warns on the way, so only TIFFs wait for each other."""
    if image.format != "TIFF":
        image.load()
        return
    with quiet():
        image.load()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Holds back Pillow's warnings on sizes and metadata: what matters of them, decode says itself."""
    with one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def what_else(data: bytes) -> str:
    """A sentence on bytes that no image format claims."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data.strip(b"\0"):
        return "The file holds nothing but zero bytes; copy or download it again."
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml", b"<svg")):
        return "This is a web page or a drawing in text form, not an image; save the picture itself as PNG or JPEG."
    if start.startswith((b"\x89png", b"\xff\xd8", b"gif8", b"riff")):
        return "The image is cut short or damaged (no readable header); copy or download it again."
    return f"This is not an image that can be read ({READABLE} can); save it as PNG or JPEG."


def too_large(pixels: str) -> Unreadable:
    """The refusal of an image with more than MAX_PIXELS."""
    return Unreadable(
        f"The image has {pixels} pixels; at most {MAX_PIXELS // 10**6} million can be read. Scale it down first."
    )


def turn(image: Image.Image) -> Image.Image:
    """The image as the camera was held; the same object where there is nothing to turn."""
    if not ORIENTED & image.info.keys():
        return image
    try:
        with quiet():
            way = TURNS.get(image.getexif().get(ORIENTATION, 1))
    except BROKEN:
        return image  # a damaged EXIF block beside intact pixels
    return image.transpose(way) if way is not None else image


def flatten(image: Image.Image, kind: str | None) -> np.ndarray:
    """Pixels of any Pillow mode as uint8 grey or RGB, transparency laid on white."""
    if image.mode in SIXTEEN_BITS or (image.mode == "I" and kind == "PPM"):
        return scale_16_bits(image)
    if image.mode in ("I", "F"):
        raise Unreadable("Images of 32-bit numbers have no known black and white; save it with 8 or 16 bits.")
    grey = image.mode in ("1", "L", "LA", "La")
    if image.has_transparency_data:
        image = on_white(image.convert("LA" if grey else "RGBA"))
    wanted = "L" if grey else "RGB"
    return np.asarray(image if image.mode == wanted else image.convert(wanted))


def scale_16_bits(image: Image.Image) -> np.ndarray:
    """16-bit grey scaled (not clipped) to 8 bits: 65535 / 257 = 255; a colour that stands for transparent is white."""
    values = np.asarray(image).astype(np.uint16)
    scaled = ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)
    clear = image.info.get("transparency")
    return np.where(values == clear, np.uint8(255), scaled) if isinstance(clear, int) else scaled


def on_white(image: Image.Image) -> Image.Image:
    """An LA or RGBA image laid on white paper."""
    colour = image.mode.removesuffix("A")
    paper = Image.new(colour, image.size, "white")
    paper.paste(image.convert(colour), mask=image.getchannel("A"))
    return paper


def picture_hash(image: np.ndarray) -> str:
    """32 hexadecimal digits, equal exactly for equal pictures; grey stored as RGB counts as grey.

    image: uint8 (h, w), (h, w, 1) or (h, w, 3). The first 16 bytes of SHA-256 over shape and pixels.
    """
    if image.ndim == 3 and is_grey(image):
        image = image[..., 0]
    digest = hashlib.sha256(repr(image.shape).encode())
    digest.update(np.ascontiguousarray(image).data)
    return digest.hexdigest()[:HASH_DIGITS]


def picture_hashes(images: np.ndarray) -> list[str]:
    """`picture_hash` of each of many images of one size, uint8 (n, h, w) or (n, h, w, 3); quicker for grey ones."""
    if images.ndim != 3 or not images.flags.c_contiguous:
        return [picture_hash(image) for image in images]
    start = hashlib.sha256(repr(images.shape[1:]).encode())
    digests, whole, length = [], images.data.cast("B"), images[0].size if len(images) else 1
    for at in range(0, images.size, length):
        digest = start.copy()
        digest.update(whole[at : at + length])
        digests.append(digest.hexdigest()[:HASH_DIGITS])
    return digests


def is_grey(image: np.ndarray) -> bool:
    """Whether all channels of (h, w, c) are equal."""
    corner = image[0, 0].tolist() if image.size else [0]
    if corner.count(corner[0]) < len(corner):
        return False
    first = image[..., :1]
    # A few pixels tell most colour pictures, ten times faster than all of them.
    return bool((image[::7, ::7] == first[::7, ::7]).all() and (image == first).all())
