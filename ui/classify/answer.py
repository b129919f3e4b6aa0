"""What a model read in one or many images: text, confidence, runners-up, and where the net looked."""

import numpy as np
import pandas as pd
import streamlit as st

from engine.classify.prediction import Answer
from engine.core.charts.style import NO_SYMBOL
from engine.imaging.decode import decode
from engine.imaging.encode import png
from engine.imaging.overlay import enlarged, overlay, thumbnail
from engine.imaging.preprocess import to_mode
from ui.classify.sources import ImageFile, Read
from ui.pictures import address
from ui.text import plain

CARD_WIDTH = 180  # pixels
LARGE, SMALL = 220, 60  # heights in pixels
WIDEST, HALF = 360, 260  # pixels of one image, and of each of two


def show(results: list[Read]) -> None:
    """Shows what was read: one image large, many images as a table from which one is chosen."""
    problems(results)
    chosen = results
    if len(results) > 1:
        chosen = table(results)
        downloads(results)
    for result in chosen:
        if result.answer:
            large_answer(result.image_file, result.answer)


def problems(results: list[Read]) -> None:
    """One sentence for each file that could not be read."""
    bad = [result for result in results if result.problem]
    if bad:
        st.warning("\n".join(f"- **{plain(result.image_file.name)}**: {plain(result.problem)}" for result in bad))


def large_answer(image_file: ImageFile, answer: Answer) -> None:
    """One image with its text, and a card for each symbol."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        image = decode(image_file.data)
        widest = HALF if changed(image, answer.image) else WIDEST
        large(image, widest, plain(image_file.name), "the image that was read")
        if widest == HALF:
            large(answer.image, widest, "as the net sees it", "the image after the model's preprocessing")
        st.metric("Text", plain(answer.text) or NO_SYMBOL, border=True, width="content")
        st.metric(
            "Confidence", f"{answer.confidence:.1%}", border=True, width="content", help="Confidence in the whole text."
        )
    if answer.notice:
        st.info(plain(answer.notice), icon=":material/report:")
    st.markdown("**Symbol by symbol**: where the net looked, and the three most likely symbols")
    with st.container(horizontal=True):
        for slot in range(len(answer.top)):
            card(answer, slot)


def large(image: np.ndarray, widest: int, caption: str, alt: str) -> None:
    """One image as large as the page allows."""
    shown = enlarged(thumbnail(image, LARGE), LARGE)
    st.image(png(shown), caption=caption, alt=alt, width=min(widest, 2 * shown.shape[1]))


def changed(original: np.ndarray, image: np.ndarray) -> bool:
    """Whether preprocessing changed the image by more than turning it grey."""
    seen = image[..., 0] if image.shape[2] == 1 else image
    return not np.array_equal(to_mode(original, "grey" if seen.ndim == 2 else "colour"), seen)


def card(answer: Answer, slot: int) -> None:
    """A card for one symbol: the attention over the image, and the three most likely symbols."""
    with st.container(border=True, width=CARD_WIDTH, gap="xsmall"):
        if answer.attention is not None:
            heat = overlay(enlarged(answer.image, LARGE), answer.attention[slot])
            st.image(png(heat), width="stretch", alt=f"where the net looked for symbol {slot + 1}")
        for symbol, share in answer.top[slot]:
            st.progress(share, text=f"**{plain(symbol or NO_SYMBOL)}** {share:.1%}")


def as_table(results: list[Read]) -> pd.DataFrame:
    """Results as rows file, prediction, confidence, notice."""
    rows = [
        (result.image_file.name, result.answer.text, result.answer.confidence, result.answer.notice)
        if result.answer
        else (result.image_file.name, None, None, result.problem)
        for result in results
    ]
    return pd.DataFrame(rows, columns=["file", "prediction", "confidence", "notice"])


def table(results: list[Read]) -> list[Read]:
    """Shows all images in a table with thumbnails; returns the selected one, or none."""
    rows = as_table(results)
    rows.insert(0, "picture", [address(result.image_file.data, SMALL) for result in results])
    event = st.dataframe(
        rows,
        hide_index=True,
        row_height=SMALL,
        height=min(640, 45 + SMALL * len(rows)),
        on_select="rerun",
        selection_mode="single-row",
        key="results",
        column_config={
            "picture": st.column_config.ImageColumn("Image", width=140),
            "file": "File",
            "prediction": "Text",
            "confidence": st.column_config.ProgressColumn("Confidence", format="percent", min_value=0, max_value=1),
            "notice": st.column_config.TextColumn("Notice", width="medium"),
        },
        alt="Images and what was read in them",
    )
    st.caption("Select a row to see where the net looked.")
    return [results[row] for row in event.selection.rows if row < len(results)]


def downloads(results: list[Read]) -> None:
    """The table as a CSV file."""
    st.download_button(
        "Download CSV",
        as_table(results).to_csv(index=False),
        "predictions.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
