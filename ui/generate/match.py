"""Match my samples: settings are measured from uploaded images, which are shown above the drawn ones."""

from pathlib import Path

import numpy as np
import streamlit as st

from engine.generate.match import propose
from engine.generate.spec import GenerateSpec
from engine.imaging.decode import IMAGE_ENDINGS, UnreadableError, decode
from engine.spec import knobs
from ui.forms.form import fill
from ui.preview import SHOWN, sheet
from ui.text import plain

MOST = 200  # uploaded images that are measured


def match() -> list[tuple[np.ndarray, str]]:
    """Uploads sample images and offers to fill the form with settings like theirs; returns them with their names."""
    with st.expander("Match my samples"):
        files = st.file_uploader(
            "Images that the dataset should resemble", IMAGE_ENDINGS, accept_multiple_files=True, key="samples"
        )
        if not files:
            return []
        named = st.toggle(
            "File names are the texts", value=True, key="named", help="Also takes text length and symbols from them."
        )
        samples = readable([(file.name, file.getvalue()) for file in files[:MOST]])
        if len(files) > MOST:
            st.caption(f"Using the first {MOST} of {len(files):,}.")
        if samples:
            offer(samples, named)
    return samples


def readable(files: list[tuple[str, bytes]]) -> list[tuple[np.ndarray, str]]:
    """The images with the stems of their names. Files that are not images get one sentence each on the page."""
    samples, problems = [], []
    for name, data in files:
        try:
            samples.append((decode(data), Path(name).stem))
        except UnreadableError as reason:
            problems.append(f"- **{plain(name)}**: {plain(reason)}")
    if problems:
        st.warning("\n".join(problems))
    return samples


def offer(samples: list[tuple[np.ndarray, str]], named: bool) -> None:
    """The settings measured from the samples, and the button that puts them into the form."""
    images, texts = zip(*samples, strict=True)
    try:
        values = propose(images, texts if named else ())
    except ValueError as mistake:
        st.error(plain(mistake))
        return
    titles = {knob.name: knob.title for knob in knobs(GenerateSpec)}
    st.markdown("\n".join(f"- {titles[name]}: {plain(value)}" for name, value in values.items()))
    st.button("Use these settings", key="match", on_click=fill, args=(values,))


def show_matched(samples: list[tuple[np.ndarray, str]]) -> None:
    """Shows the samples, to be compared with the drawn images below them."""
    if samples:
        st.subheader("Your samples")
        sheet(samples[:SHOWN], "sample_sheet")
