"""Steps of preparation: where the form starts, what is stored, and what the steps make of some pictures."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import streamlit as st

from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import Dataset
from engine.core.specs.command import command
from engine.imaging.encode import png
from engine.imaging.overlay import thumbnail
from engine.imaging.preprocess import Steps, prepare
from engine.prepare.run import models_with_other_steps, run
from engine.prepare.samples import Sample, samples
from engine.prepare.spec import PrepareSpec
from ui.form import fill
from ui.pictures import enlarged
from ui.preparation import resolved, version
from ui.text import plain

SHOWN_HEIGHT, SHOWN_WIDTH, WIDEST = 96, 96, 180  # pixels of one picture
FRAME, GAP = 34, 16  # pixels of a pair's frame, and between its pictures
LAST = "prepared_last"  # the dataset whose steps the form was filled with
ABOUT = {
    "none": "As is",
    "photographed-characters": "Photographed characters",
    "scans": "Scans",
}


def start_values(source: Dataset, now: Steps | None) -> dict[str, Any]:
    """Where the form starts: with the stored steps, or none; fills them in when another dataset was chosen."""
    values = (now or Steps()).model_dump()
    if st.session_state.get(LAST, source.name) != source.name:
        fill(values)
    st.session_state[LAST] = source.name
    return values


def presets() -> None:
    """Buttons that fill the form with steps to start from."""
    st.caption("Start from")
    with st.container(horizontal=True, gap="small"):
        for name, values in PrepareSpec.presets.items():
            st.button(ABOUT[name], key=f"preset_{name}", on_click=fill, args=(Steps(**values).model_dump(),))


def keep(source: Dataset, spec: PrepareSpec | None, now: Steps | None) -> None:
    """The buttons that store the steps of the form, or none, and the command that does the same.

    `now`: the stored ones; None where they cannot be read, and storing any mends that.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        new = spec is not None and spec.steps != now
        if st.button("Use these steps", type="primary", disabled=not new, key="store") and spec:
            run(spec)
            st.rerun()
        if now != Steps():
            with st.popover("Reset"):
                st.write(f"Forget the steps stored with {plain(source.name)}? Its pictures stay as they are.")
                st.button("Yes, reset", key="reset", type="primary", on_click=reset, args=(source.name,))
        if new:
            st.caption("Not stored yet.")
    if spec:
        with st.expander("The same on the command line"):
            st.code(command("prepare", spec), language="bash", wrap_lines=True)


def reset(name: str) -> None:
    """Stores that there are no steps, and shows that in the form."""
    run(PrepareSpec(dataset=name))
    fill(Steps().model_dump())


def about(source: Dataset, now: Steps | None) -> None:
    """What is stored with a dataset, for whom it counts, and which models learned otherwise."""
    if now is None:
        return
    preparation = resolved(*version(source), now.model_dump_json())
    if now == Steps():
        st.info(
            f"Nothing is stored yet, so a net sees {plain(preprocessing.words(preparation))}.", icon=":material/tune:"
        )
    else:
        st.success(
            f"Stored with {plain(source.name)}: {plain(preprocessing.words(preparation))}.", icon=":material/tune:"
        )
    st.caption(
        "Every training on this dataset takes the stored steps, and the model reads each picture with the same ones, "
        "also when they are changed here later. The dataset's own pictures are never changed; Clean, Export and "
        "Compose go on with them."
    )
    others = models_with_other_steps(source, preparation)
    if others:
        st.warning(
            f"Trained with other steps, which they go on reading with: {plain(', '.join(others))}. Train again to use "
            "those stored now."
        )


@st.cache_resource(max_entries=3, show_spinner="Choosing pictures…")
def looked_at(name: str, content: str, left_out: int, draw: int) -> list[Sample]:
    """Some pictures of a dataset; not to be changed."""
    return samples(Dataset(name), draw)


def before_and_after(source: Dataset, spec: PrepareSpec | None, now: Steps | None) -> None:
    """Some pictures of the dataset as they are, each beside what the steps of the form make of it."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader("Before and after")
        draw = st.number_input("Draw", 0, 9999, 0, key="draw", bind="query-params", width=140, help="Other pictures.")
    if spec is None:
        st.caption("They come back as soon as the settings fit together.")
        return
    preparation = resolved(*version(source), spec.steps.model_dump_json())
    found = looked_at(*version(source), draw)
    if not found:
        st.info("None of these pictures can be decoded; the page Clean finds all such pictures.")
        return
    if spec.steps != now:
        st.caption(f"With the steps on the left: {plain(preprocessing.words(preparation))}.")
    pairs = [[shown(each.image), shown(prepare(each.image, preparation))] for each in found]
    width = max(image.shape[1] for both in pairs for image in both)
    with st.container(horizontal=True, gap="small", key="pairs"):
        for sample, both in zip(found, pairs, strict=True):
            pair(sample, both, (sample.size, (preparation.width, preparation.height)), width)


def shown(image: np.ndarray) -> np.ndarray:
    """A picture as high as the others: large ones shrunk, small ones enlarged pixel by pixel."""
    return enlarged(thumbnail(image, SHOWN_HEIGHT), SHOWN_HEIGHT)


def pair(sample: Sample, both: list[np.ndarray], sizes: Iterable[tuple[int, int]], width: int) -> None:
    """One picture before and after, with its label and both sizes in pixels.

    They stand side by side, or where the widest of all pairs is a line of text, one above the other.
    """
    most = min(width, SHOWN_WIDTH if width <= 2 * SHOWN_WIDTH else WIDEST)
    room = 2 * most + GAP if most <= SHOWN_WIDTH else most
    with st.container(border=True, width=room + FRAME, gap="xsmall"):
        st.caption(f"**{plain(sample.text)}** :gray[{sample.id}]")
        with st.container(horizontal=True, gap="small", horizontal_alignment="distribute", vertical_alignment="bottom"):
            for image, (wide, high), when in zip(both, sizes, ("before", "after"), strict=True):
                about = f"{when} the steps: {sample.text}"
                st.image(png(image), caption=f"{wide} × {high}", width=min(most, image.shape[1]), alt=about)
