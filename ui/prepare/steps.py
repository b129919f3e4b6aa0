"""Preprocessing: the start values of its form, what is stored, and its effect on some images."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import streamlit as st

from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import Dataset
from engine.core.datasets.suggestion import suggested
from engine.core.specs.command import command
from engine.imaging.encode import png
from engine.imaging.overlay import enlarged, thumbnail
from engine.imaging.preprocess import Preprocessing, prepare
from engine.prepare.run import models_with_other_preprocessing, run
from engine.prepare.samples import Sample, samples
from engine.prepare.spec import PrepareSpec
from ui.choices import choose_seed
from ui.forms.form import fill
from ui.jobs.starter import on_command_line
from ui.preparation import resolved
from ui.text import plain

SHOWN_HEIGHT, SHOWN_WIDTH, WIDEST = 96, 96, 180  # pixels of one image
FRAME, GAP = 34, 16  # pixels of a pair's frame, and between its images
LAST = "prepared_last"  # the dataset whose preprocessing is in the form
ABOUT = {
    "auto": "Found from the images",
    "none": "As is",
    "photographed-characters": "Photographed characters",
    "scans": "Scans",
}


def start_values(source: Dataset, now: Preprocessing | None) -> dict[str, Any]:
    """The start values of the form: the stored preprocessing, if any. Fills them in if another dataset was chosen."""
    values = (now or Preprocessing()).model_dump()
    if st.session_state.get(LAST, source.name) != source.name:
        fill(values)
    st.session_state[LAST] = source.name
    return values


def presets(source: Dataset) -> None:
    """Buttons that fill the form with a preset."""
    st.caption("Presets")
    with st.container(horizontal=True, gap="small"):
        for name, values in PrepareSpec.presets.items():
            steps = suggested(source).preprocessing if values.get("automatic") else Preprocessing(**values)
            st.button(ABOUT[name], key=f"preset_{name}", on_click=fill, args=(steps.model_dump(),))


def keep(source: Dataset, spec: PrepareSpec | None, now: Preprocessing | None) -> None:
    """The buttons that store or remove the preprocessing, and the same command.

    `now`: the stored preprocessing; None if its file is damaged, which storing mends.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        new = spec is not None and spec.preprocessing != now
        if st.button("Use this preprocessing", type="primary", disabled=not new, key="store") and spec:
            run(spec)
            st.rerun()
        if preprocessing.is_stored(source):
            with st.popover("Reset"):
                st.write(
                    f"Remove the preprocessing of {plain(source.name)}? Each training then finds it from the images, "
                    "which do not change."
                )
                st.button("Reset", key="reset", type="primary", on_click=reset, args=(source.name,))
        if new:
            st.caption("Not stored yet.")
    if spec:
        on_command_line([command("prepare", spec)])


def reset(name: str) -> None:
    """Removes the preprocessing of a dataset, and fills the form with what is found from its images."""
    fill(run(PrepareSpec(dataset=name, automatic=True))["steps"])


def about(source: Dataset, now: Preprocessing | None) -> None:
    """The stored preprocessing, its effect on models, and the models that were trained with another one."""
    if now is None:
        return
    preparation = resolved(source.name, source.state(), now.model_dump_json())
    words = plain(preprocessing.words(preparation))
    if preprocessing.is_stored(source):
        st.success(f"Stored for {plain(source.name)}: {words}.", icon=":material/tune:")
    else:
        reason = suggested(source).reason or "These images need no changes."
        st.info(f"Found from the images: {words}. {reason}", icon=":material/tune:")
    st.caption(
        "Training uses this preprocessing, and the model keeps it for all images that it reads, even if you "
        "change it here later. The dataset's images never change: Clean, Export and Compose use them as they are."
    )
    others = models_with_other_preprocessing(source, preparation)
    if others:
        st.warning(
            f"Trained with another preprocessing, which they keep: {plain(', '.join(others))}. Train again to use the "
            "present one."
        )


@st.cache_resource(max_entries=3, show_spinner="Choosing images…")
def cached_samples(name: str, state: str, draw: int) -> list[Sample]:
    """Some images of a dataset, not to be changed."""
    return samples(Dataset(name), draw)


def before_and_after(source: Dataset, spec: PrepareSpec | None, now: Preprocessing | None) -> None:
    """Some images of the dataset, each before and after the preprocessing in the form."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader("Before and after")
        draw = choose_seed("Another seed shows other images.")
    if spec is None:
        st.caption("Shown once the settings are valid.")
        return
    preparation = resolved(source.name, source.state(), spec.preprocessing.model_dump_json())
    chosen = cached_samples(source.name, source.state(), draw)
    if not chosen:
        st.info("None of these images can be read. Clean finds all unreadable images.")
        return
    if spec.preprocessing != now:
        st.caption(f"With the settings of the form: {plain(preprocessing.words(preparation))}.")
    pairs = [[shown(sample.image), shown(prepare(sample.image, preparation))] for sample in chosen]
    width = max(image.shape[1] for both in pairs for image in both)
    with st.container(horizontal=True, gap="small", key="pairs"):
        for sample, both in zip(chosen, pairs, strict=True):
            pair(sample, both, (sample.size, (preparation.width, preparation.height)), width)


def shown(image: np.ndarray) -> np.ndarray:
    """An image at the common height: a large one shrunk, a small one enlarged pixel by pixel."""
    return enlarged(thumbnail(image, SHOWN_HEIGHT), SHOWN_HEIGHT)


def pair(sample: Sample, both: list[np.ndarray], sizes: Iterable[tuple[int, int]], width: int) -> None:
    """One image before and after, with its label and both sizes in pixels.

    Side by side, or one above the other if the widest of all images is a line of text.
    """
    most = min(width, SHOWN_WIDTH if width <= 2 * SHOWN_WIDTH else WIDEST)
    room = 2 * most + GAP if most <= SHOWN_WIDTH else most
    with st.container(border=True, width=room + FRAME, gap="xsmall"):
        st.caption(f"**{plain(sample.text)}** :gray[{sample.id}]")
        with st.container(horizontal=True, gap="small", horizontal_alignment="distribute", vertical_alignment="bottom"):
            for image, (wide, high), when in zip(both, sizes, ("before", "after"), strict=True):
                about = f"{when} preprocessing: {sample.text}"
                st.image(png(image), caption=f"{wide} × {high}", width=min(most, image.shape[1]), alt=about)
