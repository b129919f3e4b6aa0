"""Styles: named settings that can be changed one by one afterwards."""

from typing import Any

from engine.spec import Span

DIGITS, LETTERS = "0123456789", "abcdefghijklmnopqrstuvwxyz"
TRINITY = "123456789aBCdeFghjkMnoPQRsTUVwxYZ+%|#][{}\\-"
SYMBOLS = {
    "0-9": DIGITS,
    "a-z": LETTERS,
    "A-Z": LETTERS.upper(),
    "0-9 A-Z": DIGITS + LETTERS.upper(),
    "0-9 a-z A-Z": DIGITS + LETTERS + LETTERS.upper(),
    "No look-alikes": "2345678bcdefgmnpwxy",
    "Trinity": TRINITY,
}
CLEAR: dict[str, Any] = {
    "ink": Span(0, 0),
    "paper": Span(255, 255),
    "fill": "solid",
    "dots": Span(0, 0),
    "curves": Span(0, 0),
    "rotation": Span(0, 0),
    "warp_x": Span(0, 0),
    "warp_y": Span(0, 0),
    "spacing": Span(0, 0),
    "overlap": Span(0, 0),
    "align": "centre",
    "smooth": False,
    "mode": "grey",
}

# The captcha package shifts a symbol's corners by up to random(0.1, 0.3) of its width and random(0.2, 0.3) of its
# height; since 0.7 a missing bracket makes that random(0, 0.2) and random(0, 0.1), and a tenth of a pixel.
PRESETS: dict[str, dict[str, Any]] = {
    "captcha-0.7": {},
    "captcha-0.3": {"warp_x": Span(0.1, 0.3), "warp_y": Span(0.2, 0.3)},
    "plain": CLEAR | {"font_size": Span(40, 40), "uncut": True},
    "hard": {
        "symbols": DIGITS + LETTERS + LETTERS.upper(),
        "length": Span(5, 7),
        "width": Span(200, 200),
        "height": Span(70, 70),
        "shear": Span(0, 0.3),
        "baseline_jitter": Span(0, 0.1),
        "warp_x": Span(0.1, 0.3),
        "warp_y": Span(0.2, 0.3),
        "spacing": Span(0, 0.3),
        "overlap": Span(0.3, 0.5),
        "minimum_contrast": 40,
        "paper_kind": "texture",
        "paper": Span(200, 255),
        "fill": "solid",
        "dots": Span(20, 80),
        "curves": Span(1, 4),
        "curve_width": Span(1, 2),
        "lines": Span(0, 4),
        "waves": Span(0, 2.5),
        "gaussian_noise": Span(0, 0.1),
        "salt_pepper_noise": Span(0, 0.05),
        "noise_channels": "each",
        "jpeg_loss": Span(0, 60),
    },
    "one-glyph": CLEAR
    | {
        "symbols": DIGITS + LETTERS.upper(),
        "length": Span(1, 1),
        "width": Span(32, 32),
        "height": Span(32, 32),
        "font_size": Span(20, 26),
        "rotation": Span(10, 10),
        "warp_x": Span(0, 0.1),
        "warp_y": Span(0, 0.1),
        "baseline_jitter": Span(0, 0.05),
        "smooth": True,
    },
    # The font of these captchas may not be redistributed. A serif font stands in, as unlike the default font as theirs.
    "trinity": {
        "symbols": TRINITY,
        "fonts": ("DejaVuSerif-Bold",),
        "length": Span(1, 6),
        "width": Span(192, 192),
        "height": Span(96, 96),
    },
}
