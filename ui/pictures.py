"""Many labelled pictures at once: what stands on each, and what a model read there."""

from base64 import b64encode
from itertools import groupby

import numpy as np
import streamlit as st

from engine.core.charts.style import NO_SYMBOL
from engine.core.metrics.alignment import pairs
from engine.imaging.decode import Unreadable, decode
from engine.imaging.encode import png
from engine.imaging.overlay import thumbnail
from ui.text import plain

SHOWN_HEIGHT, SHOWN_WIDTH = 96, 168  # pixels on the page


def tile(picture: bytes) -> bytes:
    """A picture file as a PNG that fills a tile: large ones shrunk, small ones enlarged pixel by pixel."""
    return png(enlarged(thumbnail(decode(picture), SHOWN_HEIGHT), SHOWN_HEIGHT))


def address(picture: bytes, height: int) -> str | None:
    """A picture file as the address of a small PNG that it holds itself; None where it cannot be decoded."""
    try:
        drawn = png(thumbnail(decode(picture), height))
    except Unreadable:
        return None
    return held(drawn)


def held(png_file: bytes) -> str:
    """The bytes of a PNG file as an address that holds them itself: the browser need not ask for them, and Streamlit
    does not decode and encode them again."""
    return f"data:image/png;base64,{b64encode(png_file).decode()}"


def enlarged(image: np.ndarray, height: int) -> np.ndarray:
    """An image repeated pixel by pixel to at most `height` rows, so that small ones stay sharp."""
    times = max(1, height // image.shape[0])
    return image.repeat(times, axis=0).repeat(times, axis=1)


def caption(text: str, predicted: str, confidence: float) -> str:
    """What was read, as Markdown: a right reading as it is, a wrong one after the truth with its mistakes marked."""
    sure = f":gray[{confidence:.0%}]"
    if text == predicted:
        return f"{plain(text)} {sure}"
    return f"{plain(text)} → {marked(text, predicted)} {sure}"


def marked(text: str, predicted: str) -> str:
    """The read text as Markdown, with what differs from the true text bold and red."""
    found = [(true == read, read or NO_SYMBOL) for _, true, read in pairs(text, predicted)]
    runs = [(right, plain("".join(read for _, read in run))) for right, run in groupby(found, key=lambda pair: pair[0])]
    return "".join(run if right else f":red[**{run}**]" for right, run in runs)


def one(row_id: int, text: str, picture: bytes, width: int = SHOWN_WIDTH) -> None:
    """A picture over its number and label, or the number and label alone where it cannot be decoded."""
    about = f"{row_id} · {plain(text)}"
    try:
        drawn = tile(picture)
    except Unreadable:
        st.caption(f":material/broken_image: {about}", width=width)
        return
    st.image(drawn, caption=about, alt=f"image {row_id}, labelled {text}", width=width)
