"""Only pixels are left of a file: no place, camera, text, preview or file behind its end; and the pixels stay."""

import io
import struct
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from engine.collect.images import check
from engine.imaging.decode import decode, examine
from engine.imaging.strip import stripped

SECRET = b"SECRET-48.137"
PIXELS = np.random.default_rng(7).integers(0, 256, (24, 60, 3), np.uint8)


def secret_exif(orientation: int = 1) -> Image.Exif:
    """EXIF of a camera, with a place and a preview."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = orientation, SECRET.decode(), SECRET
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    return exif


def saved(kind: str, image: Image.Image | None = None, **options) -> bytes:
    out = io.BytesIO()
    (image or Image.fromarray(PIXELS)).save(out, kind, **options)
    return out.getvalue()


def with_texts(length: int = 100) -> bytes:
    """A PNG with texts of every kind."""
    texts = PngImagePlugin.PngInfo()
    for packed in (False, True):
        texts.add_text("Comment", SECRET.decode() + "x" * length, zip=packed)
        texts.add_itxt("XML:com.adobe.xmp", SECRET.decode() + "y" * length, zip=packed)
    texts.add(b"prVt", SECRET)
    return saved("PNG", pnginfo=texts, exif=secret_exif())


def zipped() -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", SECRET)
    return out.getvalue()


PROGRESSIVE = {"progressive": True, "quality": 80, "comment": SECRET, "exif": secret_exif(), "icc_profile": SECRET * 99}
FILES = {
    "PNG with texts": with_texts(),
    "PNG before a zip": saved("PNG") + zipped(),
    "PNG before a page": saved("PNG") + b"<html>" + SECRET,
    "JPEG with EXIF": saved("JPEG", exif=secret_exif(), comment=SECRET),
    "progressive JPEG": saved("JPEG", **PROGRESSIVE),
    "grey JPEG": saved("JPEG", Image.fromarray(PIXELS[..., 0]), exif=secret_exif(), xmp=b"<x>" + SECRET),
    "JPEG with restarts": saved("JPEG", restart_marker_rows=1, comment=SECRET) + zipped(),
}


@pytest.mark.parametrize("name", FILES)
def test_nothing_but_pixels_is_left_and_they_are_the_same(name):
    data = FILES[name]
    assert SECRET in data or SECRET in zlib.compress(data)
    kept = stripped(data)
    assert SECRET not in kept and kept[:2] == data[:2] and len(kept) < len(data)
    assert np.array_equal(decode(kept), decode(data)) and examine(kept).plain
    assert stripped(kept) == kept
    checked = check(data)
    assert checked.data == kept and check(kept).data is None


def test_an_orientation_is_applied_before_it_goes():
    checked = check(saved("JPEG", exif=secret_exif(6)))
    assert (checked.width, checked.height) == (24, 60) and SECRET not in checked.data
    assert np.array_equal(decode(checked.data), decode(saved("JPEG", exif=secret_exif(6))))


def test_20_megabytes_of_texts_are_neither_kept_nor_read():
    text = b"Comment\0" + b"z" * 5_000_000
    chunk = struct.pack(">I4s", len(text), b"tEXt") + text + zlib.crc32(b"tEXt" + text).to_bytes(4)
    packed = b"Comment\0\0" + zlib.compress(bytes(200_000_000))
    bomb = struct.pack(">I4s", len(packed), b"zTXt") + packed + zlib.crc32(b"zTXt" + packed).to_bytes(4)
    plain = saved("PNG")
    checked = check(plain[:33] + chunk * 4 + bomb + plain[33:])
    assert checked.data == stripped(plain) and len(checked.data) < 6000


def test_a_file_that_cannot_be_divided_is_returned_unchanged():
    for data in (b"", b"x", saved("GIF"), saved("PNG")[:50], saved("JPEG")[:-400], b"\xff\xd8\xff"):
        assert stripped(data) == data
    dice = np.random.default_rng(3)
    for name in ("PNG with texts", "progressive JPEG"):
        for place in dice.integers(2, len(FILES[name]), 300):
            hurt = bytearray(FILES[name])
            hurt[place] ^= 1 << int(dice.integers(8))
            assert isinstance(stripped(bytes(hurt)), bytes)
