"""decode: one truth for every kind of file, a sentence for every broken one, bounded memory."""

import io
import resource
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from engine.imaging.decode import (
    FORMATS,
    IMAGE_ENDINGS,
    MAX_PIXELS,
    UnreadableError,
    bare_png,
    decode,
    examine,
    image_hash,
    size,
)

GREY = np.arange(40 * 60, dtype=np.uint8).reshape(40, 60)
COLOUR = np.random.default_rng(1).integers(0, 256, (40, 60, 3), dtype=np.uint8)


def saved(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, depth: int, colour: int, rows: bytes, *extra: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", header) + b"".join(extra) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def reason(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        decode(data)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "PPM"])
def test_lossless_files_keep_every_pixel(kind):
    assert np.array_equal(decode(saved(Image.fromarray(GREY), kind)), GREY)
    assert np.array_equal(decode(saved(Image.fromarray(COLOUR), kind)), COLOUR)


def by_pillow(data: bytes) -> np.ndarray | None:
    """What Pillow alone makes of a file; None where it refuses."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            return np.asarray(opened).copy()
    except (OSError, SyntaxError, ValueError):
        return None


def test_bare_pngs_of_every_filter_and_damage_are_what_pillow_says():
    dice = np.random.default_rng(5)
    for pixels in (GREY[:1, :1], GREY, COLOUR, COLOUR[:9, :7, 0]):
        height, width = pixels.shape[:2]
        rows = b"".join(bytes([at % 5]) + row.tobytes() for at, row in enumerate(pixels))
        made = [saved(Image.fromarray(pixels)), png(width, height, 8, 2 if pixels.ndim == 3 else 0, rows)]
        for data in made:
            assert bare_png(data) is not None and np.array_equal(decode(data), by_pillow(data))
            for at in dice.integers(0, len(data), 60):
                hurt = bytearray(data)
                hurt[at] ^= 1 << int(dice.integers(8))
                fast, theirs = bare_png(bytes(hurt)), by_pillow(bytes(hurt))
                assert fast is None or np.array_equal(fast, theirs)
            assert bare_png(data[:-20] + data[-12:]) is None and bare_png(data + b"\0") is None
    cut = bytearray(saved(Image.fromarray(COLOUR)))
    del cut[-400:-16]  # sound around the pixels, and not enough of them
    cut[33:37] = (len(cut) - 57).to_bytes(4)
    cut[-16:-12] = zlib.crc32(cut[37:-16]).to_bytes(4)
    assert bare_png(bytes(cut)) is None and "cut short" in reason(bytes(cut))


def test_size_needs_only_the_header():
    assert size(saved(Image.fromarray(GREY))[:60]) == (60, 40)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\0" * 500, "zero bytes"),
        (saved(Image.fromarray(COLOUR))[:-400], "cut short or damaged"),
        (saved(Image.fromarray(COLOUR), "JPEG")[:-400], "cut short or damaged"),
        (saved(Image.fromarray(COLOUR))[:20], "cut short or damaged"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"\xef\xbb\xbf <html>", "web page"),
        (b"label,file\n", "not an image"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "not an image"),
        (png(50_000, 50_000, 8, 0, b""), "at most 50 million"),
        (saved(Image.fromarray(np.zeros((4, 4), np.float32)), "TIFF"), "32-bit"),
    ],
)
def test_broken_files_give_a_sentence(data, words):
    sentence = reason(data)
    assert words in sentence
    assert sentence.endswith(".") and len(sentence) < 220


def test_a_small_file_of_many_pixels_is_refused_before_it_costs_memory():
    bomb = png(9000, 9000, 1, 0, b"\0" * (1126 * 9000))
    assert len(bomb) < 12_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "9000 x 9000" in reason(bomb)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000
    assert MAX_PIXELS < 9000 * 9000


def test_16_bit_grey_is_scaled_not_clipped():
    values = np.array([[0, 128, 129, 255, 256, 32768, 65407, 65535]], np.uint16)
    expected = np.array([[0, 0, 1, 1, 1, 128, 255, 255]], np.uint8)
    for kind in ("PNG", "TIFF", "PPM"):
        assert np.array_equal(decode(saved(Image.fromarray(values), kind)), expected), kind
    rows = b"\0" + values.astype(">u2").tobytes()
    clear = png(8, 1, 16, 0, rows, chunk(b"tRNS", struct.pack(">H", 255)))
    assert decode(clear)[0].tolist() == [0, 0, 1, 255, 1, 128, 255, 255]


def test_transparency_is_laid_on_white():
    palette = Image.new("P", (2, 1))
    palette.putpalette([200, 0, 0, 0, 0, 200])
    palette.putpixel((1, 0), 1)
    assert decode(saved(palette, transparency=b"\x80\x00")).tolist() == [[[227, 127, 127], [255, 255, 255]]]
    grey_alpha = Image.merge("LA", (Image.new("L", (1, 1), 0), Image.new("L", (1, 1), 51)))
    assert decode(saved(grey_alpha)).tolist() == [[204]]
    keyed = Image.fromarray(np.array([[10, 20]], np.uint8))
    assert decode(saved(keyed, transparency=20)).tolist() == [[10, 255]]


def test_cmyk_becomes_rgb():
    ink = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    for kind in ("TIFF", "JPEG"):
        assert np.abs(decode(saved(ink, kind)).astype(int) - (255, 0, 0)).max() < 6


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_turns_are_applied(orientation):
    upright = np.zeros((16, 32), np.uint8)
    upright[:8, :8] = 255
    undo = {5: "TRANSPOSE", 6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270"}
    undo |= {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM"}
    held = Image.fromarray(upright)
    if orientation > 1:
        held = held.transpose(Image.Transpose[undo[orientation]])
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind in ("PNG", "TIFF", "JPEG"):
        data = saved(held, kind, exif=exif)
        assert np.abs(decode(data).astype(int) - upright).max() < 10, kind
        assert examine(data).plain == (orientation == 1 and kind != "TIFF")


def test_the_first_frame_of_an_animation_is_taken():
    frames = [Image.fromarray(np.full((4, 6, 3), shade, np.uint8)) for shade in (10, 200)]
    for kind in ("GIF", "PNG", "TIFF"):
        assert decode(saved(frames[0], kind, save_all=True, append_images=frames[1:]))[0, 0].tolist() == [10] * 3, kind


def test_one_bit_images_are_black_and_white():
    bits = np.eye(9, dtype=bool)
    assert np.array_equal(decode(saved(Image.fromarray(bits))), np.where(bits, 255, 0))


def test_only_files_that_need_no_treatment_are_plain():
    image = Image.fromarray(COLOUR)
    assert examine(saved(image)).plain
    assert examine(saved(image, "JPEG")).plain
    assert examine(saved(Image.fromarray(GREY > 9))).plain
    for other in (saved(image, "BMP"), saved(image.convert("RGBA")), saved(image.convert("P"))):
        assert not examine(other).plain
    assert not examine(saved(Image.fromarray(GREY.astype(np.uint16)))).plain


def test_damaged_bytes_of_any_format_give_pixels_or_a_sentence():
    """2,000 mutations; warnings are errors here, so none may leak either."""
    rng = np.random.default_rng(5)
    exif = Image.Exif()
    exif[0x0112] = 6
    small = Image.fromarray(COLOUR[:12, :16])
    seeds = [saved(small, kind) for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")]
    seeds += [saved(small, "JPEG", exif=exif), saved(small, "TIFF", compression="tiff_lzw", exif=exif)]
    seeds += [saved(small.convert("P"), transparency=3), saved(small, save_all=True, append_images=[small])]
    seeds += [saved(small, "MPO", save_all=True, append_images=[small]), saved(small, "WEBP", lossless=True)]
    for index in range(2000):
        data = bytearray(seeds[index % len(seeds)])
        places = rng.integers(0, min(len(data), 400), size=rng.integers(1, 6))
        data[:] = data[: rng.integers(1, len(data))] if index % 5 == 0 else data
        for place in places[places < len(data)]:
            data[place] = rng.choice([0, 1, 0x7F, 0x80, 0xFF, rng.integers(256)])
        try:
            assert decode(bytes(data)).dtype == np.uint8
        except UnreadableError as error:
            assert str(error).endswith(".")


def test_equal_images_have_equal_hashes_whatever_file_they_were_in():
    assert image_hash(decode(saved(Image.fromarray(COLOUR)))) == image_hash(COLOUR)
    assert image_hash(GREY) == image_hash(np.repeat(GREY[..., None], 3, axis=2)) == image_hash(GREY[..., None])
    changed = GREY.copy()
    changed[-1, -1] ^= 1
    others = {image_hash(image) for image in (GREY, changed, GREY.reshape(60, 40), COLOUR, COLOUR[..., ::-1])}
    assert len(others) == 5
    assert len(image_hash(GREY)) == 32


def test_the_list_of_endings_is_that_of_the_formats_that_are_read():
    Image.init()
    known = Image.registered_extensions()
    assert {known[ending] for ending in IMAGE_ENDINGS} == set(FORMATS)
