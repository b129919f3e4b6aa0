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
from ui.classify.readings import Read, Readings
from ui.pages import link
from ui.pictures import address
from ui.text import plain

CARD_WIDTH = 180  # pixels
LARGE, SMALL = 220, 60  # heights in pixels
VERDICT_ICONS = {"accepted": ":material/verified:", "not sure": ":material/help:"}
WIDEST, HALF = 360, 260  # pixels of one image, and of each of two


def show(models: list[Readings]) -> None:
    """Shows what one or more models read: one image large, many images as a table from which one is chosen."""
    reads = models[0].reads
    problems(reads)
    for model in models:
        remarks(model)
    chosen = [0] if len(reads) == 1 else []
    if len(reads) > 1:
        chosen = table(models)
        downloads(models)
    for row in chosen:
        if reads[row].answer:
            large_answer(models, row)


def problems(results: list[Read]) -> None:
    """One sentence for each file that could not be read."""
    bad = [result for result in results if result.problem]
    if bad:
        st.warning("\n".join(f"- **{plain(result.image_file.name)}**: {plain(result.problem)}" for result in bad))


def remarks(model: Readings) -> None:
    """Why a promise does not hold, or confidence is not calibrated."""
    if model.suspended:
        st.error(f"**{plain(model.model)}**: {plain(model.suspended)}", icon=":material/pause_circle:")
    if model.reads and model.trust.caution:
        st.caption(f":material/info: {plain(model.trust.caution[0].upper() + model.trust.caution[1:])}")
        link("Calibrate", "Calibrate it", model=model.model)


def large_answer(models: list[Readings], row: int) -> None:
    """One image, and for each model its text and a card for each symbol."""
    image_file = models[0].reads[row].image_file
    image = decode(image_file.data)
    for place, model in enumerate(models):
        answer = model.reads[row].answer
        if answer is None:
            continue
        if len(models) > 1:
            st.subheader(plain(model.model), anchor=False)
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            differs = changed(image, answer.image)
            if place == 0:
                large(image, HALF if differs else WIDEST, plain(image_file.name), "the image that was read")
            if differs:
                large(answer.image, HALF, "as the net sees it", "the image after the model's preprocessing")
            numbers(model, answer)
        symbols(answer)


def numbers(model: Readings, answer: Answer) -> None:
    """The text, the confidence in it, and whether it is accepted."""
    st.metric("Text", plain(answer.text) or NO_SYMBOL, border=True, width="content")
    about = "Calibrated confidence in the whole text." if not model.trust.caution else "Confidence in the whole text."
    st.metric("Confidence", f"{answer.confidence:.1%}", border=True, width="content", help=about)
    if verdict := model.verdict(answer):
        st.badge(verdict, icon=VERDICT_ICONS[verdict], color="green" if verdict == "accepted" else "orange")


def symbols(answer: Answer) -> None:
    """A notice where the image is unusual, and a card for each symbol."""
    if answer.notice:
        st.info(plain(answer.notice), icon=":material/report:")
    st.markdown("**Symbol by symbol**: where the net looked, and the most likely symbols")
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
    """A card for one symbol: the attention over the image, and the most likely symbols."""
    with st.container(border=True, width=CARD_WIDTH, gap="xsmall"):
        if answer.attention is not None:
            heat = overlay(enlarged(answer.image, LARGE), answer.attention[slot])
            st.image(png(heat), width="stretch", alt=f"where the net looked for symbol {slot + 1}")
        for symbol, share in answer.top[slot]:
            st.progress(share, text=f"**{plain(symbol or NO_SYMBOL)}** {share:.1%}")


def as_table(models: list[Readings]) -> pd.DataFrame:
    """What was read as rows file, prediction, confidence, accepted (with a promise), notice.

    Of further models only what they read, in a column of their name.
    """
    first = models[0]
    rows = [
        (read.image_file.name, read.answer.text, read.answer.confidence, read.answer.notice)
        if read.answer
        else (read.image_file.name, None, None, read.problem)
        for read in first.reads
    ]
    table = pd.DataFrame(rows, columns=["file", "prediction", "confidence", "notice"])
    if first.trust.promise:
        table.insert(3, "accepted", [first.verdict(read.answer) for read in first.reads])
    for model in models[1:]:
        table.insert(2, model.model, [read.answer.text if read.answer else None for read in model.reads])
    return table


def table(models: list[Readings]) -> list[int]:
    """Shows all images in a table with thumbnails; returns the selected row, or none."""
    rows = as_table(models)
    rows.insert(0, "picture", [address(read.image_file.data, SMALL) for read in models[0].reads])
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
            "accepted": "Verdict",
            "notice": st.column_config.TextColumn("Notice", width="medium"),
        },
        alt="Images and what was read in them",
    )
    st.caption("Select a row to see where the net looked.")
    return [row for row in event.selection.rows if row < len(rows)]


def downloads(models: list[Readings]) -> None:
    """The table as a CSV file."""
    st.download_button(
        "Download CSV",
        as_table(models).to_csv(index=False),
        "predictions.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
