"""Match my samples: settings are read off images that somebody has, and these are shown above the drawn ones."""

from pathlib import Path

import numpy as np
import streamlit as st

from engine.generate.match import propose
from engine.generate.spec import GenerateSpec
from engine.imaging.decode import Unreadable, decode
from engine.spec import knobs
from ui.form import fill
from ui.preview import SHOWN, sheet
from ui.text import plain

MOST = 200  # samples that are looked at
ENDINGS = ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp")


def match() -> list[tuple[np.ndarray, str]]:
    """Takes samples and offers to fill the form with what is read off them; returns them with their names."""
    with st.expander("Match my samples"):
        files = st.file_uploader("Images like those that you want", ENDINGS, accept_multiple_files=True, key="samples")
        if not files:
            return []
        named = st.toggle(
            "The file names are the texts", value=True, key="named", help="Then length and symbols are read off them."
        )
        found = readable([(file.name, file.getvalue()) for file in files[:MOST]])
        if len(files) > MOST:
            st.caption(f"The first {MOST} of {len(files):,}.")
        if found:
            offer(found, named)
    return found


def readable(files: list[tuple[str, bytes]]) -> list[tuple[np.ndarray, str]]:
    """The images with the stems of their names, and one sentence for each file that is none."""
    found, problems = [], []
    for name, data in files:
        try:
            found.append((decode(data), Path(name).stem))
        except Unreadable as why:
            problems.append(f"- **{plain(name)}**: {plain(why)}")
    if problems:
        st.warning("\n".join(problems))
    return found


def offer(found: list[tuple[np.ndarray, str]], named: bool) -> None:
    """What is read off the samples, and the button that puts it into the form."""
    images, texts = zip(*found, strict=True)
    try:
        values = propose(images, texts if named else ())
    except ValueError as mistake:
        st.error(plain(mistake))
        return
    titles = {each.name: each.title for each in knobs(GenerateSpec)}
    st.markdown("\n".join(f"- {titles[name]}: {plain(value)}" for name, value in values.items()))
    st.button("Fill in the form", key="match", on_click=fill, args=(values,))


def samples(found: list[tuple[np.ndarray, str]]) -> None:
    """The samples as a sheet, to be compared with the drawn one below it."""
    if found:
        st.subheader("Your samples")
        sheet(found[:SHOWN], "sample_sheet")
