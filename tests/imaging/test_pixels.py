"""A decoded image shows its ink: transparency, few bits and blank first frames are mended, the rest is named."""

import io

import numpy as np
import pytest
from PIL import Image

from engine.imaging.decode import decode, examine
from engine.imaging.pixels import remarks_on, remarks_on_all

INK = np.zeros((20, 40), np.uint8)
INK[5:15, 8:12] = INK[5:15, 20:30] = 255


def saved(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def transparent(ink: tuple[int, ...], paper: tuple[int, ...] = (0, 0, 0, 0)) -> Image.Image:
    """Ink of a colour with alpha on a paper."""
    pixels = np.where(INK[..., None] > 0, ink, paper).astype(np.uint8)
    return Image.fromarray(pixels, "LA" if len(ink) == 2 else "RGBA")


@pytest.mark.parametrize(
    ("image", "on_black"),
    [
        (transparent((255, 255, 255, 255)), True),
        (transparent((250, 240, 230, 200)), True),
        (transparent((255, 255), (0, 0)), True),
        (transparent((0, 0, 0, 255)), False),
        (transparent((200, 30, 30, 255)), False),
        (transparent((255, 255, 255, 255), (255, 255, 255, 255)), False),
        (transparent((0, 0, 0, 255), (255, 255, 255, 255)), False),
    ],
)
def test_light_ink_on_transparency_is_laid_on_black_and_all_other_on_white(image, on_black):
    for kind in ("PNG", "WEBP"):
        decoded = examine(saved(image, kind, **({"lossless": True, "exact": True} if kind == "WEBP" else {})))
        corner = decoded.pixels[0, 0]
        assert (corner == (0 if on_black else 255)).all() and ("light ink" in decoded.remarks) == on_black
        assert not decoded.plain


def test_a_grey_or_colour_marked_as_transparent_counts_as_transparency():
    grey = Image.fromarray(INK)
    assert examine(saved(grey, transparency=0)).remarks == ("light ink",)
    palette = Image.fromarray(INK).convert("P")
    assert np.array_equal(np.atleast_3d(decode(saved(palette, transparency=0)))[..., 0], INK)
    wide = Image.fromarray(INK.astype(np.uint16) * 257)
    assert np.array_equal(decode(saved(wide)), INK)


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_bits_in_16_are_stretched_to_the_full_range_wherever_the_file_is_read(bits, kind):
    values = np.linspace(0, 2**bits - 1, 800).astype(np.uint16).reshape(20, 40)
    decoded = examine(saved(Image.fromarray(values), kind))
    assert np.abs(decoded.pixels - values.astype(float) / (2**bits - 1) * 255).max() <= 1
    assert decoded.remarks == (("few bits",) if bits < 16 else ())
    nearly_white = np.minimum(values, 2**bits - 1 - 2**bits // 256)
    assert decode(saved(Image.fromarray(nearly_white), kind)).max() == 254


def test_blank_and_faint_images_are_named_and_usual_ones_are_not():
    faint = np.where(INK > 0, 140, 128).astype(np.uint8)
    images = np.stack([np.full_like(INK, 7), faint, INK])
    assert [remarks_on(image) for image in images] == [("blank",), ("sliver",), ()]
    assert remarks_on_all(images) == {0: ("blank",), 1: ("sliver",)}
    colours = np.repeat(images[..., None], 3, axis=3)
    colours[0, ..., 1] = 200  # one colour, not grey
    assert remarks_on_all(colours) == {0: ("blank",), 1: ("sliver",)}
    assert examine(saved(Image.fromarray(faint))).remarks == ("sliver",)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "TIFF", "WEBP"])
def test_the_frame_of_an_animation_is_a_choice(kind):
    half, blank = INK * (np.arange(40) < 15).astype(np.uint8), np.zeros_like(INK)
    frames = [Image.fromarray(frame).convert("RGB") for frame in (blank, half, INK, half)]
    lossless = {"lossless": True} if kind == "WEBP" else {}
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], **lossless)
    wanted = {"first": blank, "last": half, "ink": INK, "auto": INK}
    for frame, pixels in wanted.items():
        decoded = examine(data, frame)
        assert np.array_equal(np.atleast_3d(decoded.pixels)[..., 0], pixels), frame
        assert "animation" in decoded.remarks and not decoded.plain
    starts_with_ink = saved(frames[1], kind, save_all=True, append_images=frames[2:], **lossless)
    assert np.array_equal(np.atleast_3d(decode(starts_with_ink))[..., 0], half)
