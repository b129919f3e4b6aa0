"""Many labelled pictures at once: what stands on each, and what a model read there."""

from base64 import b64encode
from itertools import groupby

import numpy as np
import pandas as pd
import streamlit as st

from engine.analyze.tables import pairs
from engine.charts import NO_SYMBOL
from engine.dataset import Dataset
from engine.imaging.decode import Unreadable, decode
from engine.imaging.encode import png
from engine.imaging.overlay import thumbnail
from ui.frame import plain

MOST = 48
SHOWN_HEIGHT, SHOWN_WIDTH = 96, 168  # pixels on the page


def gallery(source: Dataset, rows: pd.DataFrame, most: int = MOST) -> None:
    """Shows the pictures of readings (columns id, text, predicted, confidence) with their true and read text.

    No more than `most` pictures are drawn; a sentence tells how many there are beyond.
    """
    shown = rows.head(most)
    if shown.empty:
        st.info("There are no such images.")
        return
    with st.container(horizontal=True, gap="small"):
        for picture, row in zip(source.pictures(shown["id"]), shown.itertuples(), strict=True):
            st.image(
                tile(picture),
                caption=caption(row.text, row.predicted, row.confidence),
                alt=f"true {row.text}, read {row.predicted}",
                width=SHOWN_WIDTH,
            )
    if len(rows) > len(shown):
        st.caption(f"The first {len(shown)} of {len(rows):,}.")


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
