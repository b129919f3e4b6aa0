"""What a model read in one picture, or in many: text, confidence, runners-up, and where the net looked."""

import numpy as np
import pandas as pd
import streamlit as st

from engine.classify.prediction import Answer
from engine.core.charts.style import NO_SYMBOL
from engine.imaging.decode import decode
from engine.imaging.encode import png
from engine.imaging.overlay import overlay, thumbnail
from engine.imaging.preprocess import to_mode
from ui.classify.sources import Read
from ui.pictures import address, enlarged
from ui.text import plain

CARD_WIDTH = 180  # pixels
LARGE, SMALL = 220, 60  # heights in pixels
WIDEST, HALF = 360, 260  # pixels of one picture, and of each of two


def show(results: list[Read]) -> None:
    """Shows what was read: one picture large, many as a table from which one is chosen."""
    problems(results)
    answered = [each for each in results if each.answer]
    if len(results) > 1:
        chosen = table(results)
        downloads(results)
        answered = [each for each in chosen if each.answer]
    for each in answered:
        one(each)


def problems(results: list[Read]) -> None:
    """One sentence for each file that could not be read."""
    bad = [each for each in results if each.problem]
    if bad:
        st.warning("\n".join(f"- **{plain(each.picture.name)}**: {plain(each.problem)}" for each in bad))


def one(result: Read) -> None:
    """One picture with its text, and a card for each symbol."""
    answer = result.answer
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        picture = decode(result.picture.data)
        widest = HALF if changed(picture, answer.image) else WIDEST
        large(picture, widest, plain(result.picture.name), "the picture that was read")
        if widest == HALF:
            large(answer.image, widest, "as the net saw it", "the picture after the model's steps of preparation")
        st.metric("Text", plain(answer.text) or NO_SYMBOL, border=True, width="content")
        st.metric("Confidence", f"{answer.confidence:.1%}", border=True, width="content", help="Of the whole text.")
    if answer.notice:
        st.info(plain(answer.notice), icon=":material/photo_size_select_small:")
    st.markdown("**Symbol by symbol**: where the net looked, and the three symbols it found most likely")
    with st.container(horizontal=True):
        for slot in range(len(answer.top)):
            card(answer, slot)


def large(image: np.ndarray, widest: int, caption: str, alt: str) -> None:
    """One picture as large as the page allows."""
    picture = enlarged(thumbnail(image, LARGE), LARGE)
    st.image(png(picture), caption=caption, alt=alt, width=min(widest, 2 * picture.shape[1]))


def changed(picture: np.ndarray, image: np.ndarray) -> bool:
    """Whether the net saw anything but the picture itself, in colour or in grey."""
    seen = image[..., 0] if image.shape[2] == 1 else image
    return not np.array_equal(to_mode(picture, "grey" if seen.ndim == 2 else "colour"), seen)


def card(answer: Answer, slot: int) -> None:
    """One symbol: the heat over the picture, and the best three with their probabilities."""
    with st.container(border=True, width=CARD_WIDTH, gap="xsmall"):
        if answer.attention is not None:
            picture = overlay(enlarged(answer.image, LARGE), answer.attention[slot])
            st.image(png(picture), width="stretch", alt=f"where the net looked for symbol {slot + 1}")
        for symbol, share in answer.top[slot]:
            st.progress(share, text=f"**{plain(symbol or NO_SYMBOL)}** {share:.1%}")


def as_table(results: list[Read]) -> pd.DataFrame:
    """Results as rows file, prediction, confidence, notice."""
    rows = [
        (each.picture.name, each.answer.text, each.answer.confidence, each.answer.notice)
        if each.answer
        else (each.picture.name, None, None, each.problem)
        for each in results
    ]
    return pd.DataFrame(rows, columns=["file", "prediction", "confidence", "notice"])


def table(results: list[Read]) -> list[Read]:
    """All pictures in a table with thumbnails; returns the chosen one, or none."""
    rows = as_table(results)
    rows.insert(0, "picture", [address(each.picture.data, SMALL) for each in results])
    event = st.dataframe(
        rows,
        hide_index=True,
        row_height=SMALL,
        height=min(640, 45 + SMALL * len(rows)),
        on_select="rerun",
        selection_mode="single-row",
        key="results",
        column_config={
            "picture": st.column_config.ImageColumn("Picture", width=140),
            "file": "File",
            "prediction": "Read",
            "confidence": st.column_config.ProgressColumn("Confidence", format="percent", min_value=0, max_value=1),
            "notice": st.column_config.TextColumn("Notice", width="medium"),
        },
        alt="Pictures and what was read in them",
    )
    st.caption("Choose a row to see where the net looked.")
    return [results[row] for row in event.selection.rows if row < len(results)]


def downloads(results: list[Read]) -> None:
    """The table as a CSV file."""
    st.download_button(
        "Download CSV",
        as_table(results).to_csv(index=False),
        "readings.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
