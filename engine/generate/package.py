"""The captcha package itself as a reference. It takes no seed and does not report what it drew."""

from functools import lru_cache
from typing import Any

import numpy as np
from captcha.image import ImageCaptcha
from PIL import Image

from engine.generate.spec import GenerateSpec

COLUMNS = ("text", "length", "width", "height", "mode", "condition", "group")


@lru_cache(maxsize=32)
def captcha(width: int, height: int, fonts: tuple[str, ...]) -> ImageCaptcha:
    """The package's generator for images of this size in pixels; it keeps its fonts open."""
    return ImageCaptcha(width, height, list(fonts))


def render(row: dict[str, Any], spec: GenerateSpec) -> np.ndarray:
    """Lets the package draw the row's text: uint8, RGB (height, width, 3) or grey (height, width)."""
    image: Image.Image = captcha(row["width"], row["height"], spec.plan.fonts).generate_image(row["text"])
    return np.array(image.convert("L") if row["mode"] == "grey" else image)


def columns(row: dict[str, Any]) -> dict[str, Any]:
    """The columns that are known of an image drawn by the package."""
    return {name: row[name] for name in COLUMNS if name in row}
