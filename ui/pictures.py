"""Labelled images as tiles, with their labels or with what a model read."""

from base64 import b64encode
from itertools import groupby

import streamlit as st

from engine.core.charts.style import NO_SYMBOL
from engine.core.metrics.alignment import pairs
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.encode import png
from engine.imaging.overlay import enlarged, thumbnail
from ui.text import plain

SHOWN_HEIGHT, SHOWN_WIDTH = 96, 168  # pixels on the page


def tile(image_file: bytes) -> bytes:
    """An image file as a PNG that fills a tile: a large one shrunk, a small one enlarged pixel by pixel."""
    return png(enlarged(thumbnail(decode(image_file), SHOWN_HEIGHT), SHOWN_HEIGHT))


def address(image_file: bytes, height: int) -> str | None:
    """An image file as the data URL of a small PNG; None if it cannot be decoded."""
    try:
        return data_url(png(thumbnail(decode(image_file), height)))
    except UnreadableError:
        return None


def data_url(image_file: bytes, kind: str = "png") -> str:
    """The data URL of a PNG or JPEG file: the browser does not request it, and Streamlit does not encode it again."""
    return f"data:image/{kind};base64,{b64encode(image_file).decode()}"


def caption(text: str, predicted: str, confidence: float) -> str:
    """What was read, as Markdown. A wrong reading follows the true text, with its mistakes marked."""
    certainty = f":gray[{confidence:.0%}]"
    if text == predicted:
        return f"{plain(text)} {certainty}"
    return f"{plain(text)} → {marked(text, predicted)} {certainty}"


def marked(text: str, predicted: str) -> str:
    """The predicted text as Markdown, with its mistakes bold and red."""
    symbols = [(true == read, read or NO_SYMBOL) for _, true, read in pairs(text, predicted)]
    alike = groupby(symbols, key=lambda pair: pair[0])
    runs = [(right, plain("".join(read for _, read in run))) for right, run in alike]
    return "".join(run if right else f":red[**{run}**]" for right, run in runs)


def labelled_tile(row_id: int, text: str, image_file: bytes, width: int = SHOWN_WIDTH) -> None:
    """Shows an image with its number and label; only number and label if it cannot be decoded."""
    label = f"{row_id} · {plain(text)}"
    try:
        image = tile(image_file)
    except UnreadableError:
        st.caption(f":material/broken_image: {label}", width=width)
        return
    st.image(image, caption=label, alt=f"image {row_id}, labelled {text}", width=width)
