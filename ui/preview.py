"""The preview of a dataset before it is made: in sight while its settings change, one image large, and its cost."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engine.core.jobs import record
from engine.core.storage.folders import free_bytes
from engine.core.synthesis.sample import Sample, symbol_table
from engine.imaging.encode import png
from engine.imaging.overlay import boxed, thumbnail
from engine.spec import Spec
from engine.verbs import estimate_function, first_images, spec_class
from ui.choices import pick
from ui.pictures import data_url
from ui.text import duration, plain, size

SHOWN = 12
SHOWN_WIDTH, SHOWN_HEIGHT = 150, 90  # pixels
LARGE_WIDTH, LARGE_HEIGHT = 540, 320  # pixels
SHARP = 2  # pixels of a good screen for each of these
IN_SIGHT = "stays_in_sight"
COLUMN = f".stColumn:has(.st-key-{IN_SIGHT})"
# On a phone what is shown comes first, and keeps the upper part of the screen while the settings below it scroll.
BACKGROUND = "light-dark({}, {})".format(
    *(st.get_option(f"theme.{mode}.backgroundColor") for mode in ("light", "dark"))
)
STYLE = f"""<style>
{COLUMN} {{position: sticky; top: 3.5rem; align-self: flex-start; max-height: calc(100dvh - 14rem); overflow-y: auto;
    padding: 2px 6px; z-index: 1; scrollbar-width: thin}}
@media (max-width: 640px) {{
    .stMain {{scroll-padding-top: 50dvh}}
    {COLUMN} {{max-height: 45dvh; background: {BACKGROUND}; border-bottom: 1px solid}}
    .st-key-preview {{flex-wrap: nowrap !important; overflow-x: auto}}
    .st-key-preview > div {{flex-shrink: 0}}
}}
</style>"""


class Beside(NamedTuple):
    """Two containers: for what is shown, and for the settings."""

    shown: DeltaGenerator
    settings: DeltaGenerator


def beside() -> Beside:
    """Columns for a preview, which stays in sight, and for settings, which may be long."""
    st.html(STYLE)
    shown, settings = st.columns([3, 2], gap="large")
    return Beside(shown.container(key=IN_SIGHT), settings)


@st.cache_data(max_entries=4, show_spinner=False)
def first_samples(verb: str, spec_json: str, state: str) -> list[Sample]:
    """The first images that a stage makes with a spec. `state` changes with the files that they are made of.

    Raises ValueError or FileNotFoundError if they cannot be made.
    """
    return first_images(verb)(spec_class(verb).model_validate_json(spec_json), SHOWN)


@st.cache_data(max_entries=16, show_spinner=False)
def cost(verb: str, spec_json: str, state: str) -> tuple[float, int]:
    """Seconds and bytes that a stage needs for the dataset of a spec which can be drawn."""
    return estimate_function(verb)(spec_class(verb).model_validate_json(spec_json))


def preview(verb: str, spec: Spec | None, state: str) -> list[Sample]:
    """Shows the first images of a spec and returns them. Returns [], with a sentence, if they cannot be drawn."""
    st.subheader("Preview")
    if spec is None:
        st.caption("Shown once the settings are valid.")
        return []
    try:
        samples = first_samples(verb, spec.model_dump_json(), state)
    except (ValueError, FileNotFoundError) as mistake:
        st.error(plain(mistake))
        return []
    sheet((sample.image, caption(sample.columns)) for sample in samples)
    return samples


def caption(columns: dict[str, Any]) -> str:
    """An image's text, and its condition in an experiment."""
    return " · ".join(str(columns[name]) for name in ("text", "condition") if columns.get(name))


def sheet(shown: Iterable[tuple[np.ndarray, str]], key: str = "preview") -> None:
    """Images side by side, each with a text below it."""
    with st.container(horizontal=True, key=key):
        for image, text in shown:
            height, width = image.shape[:2]
            wide = max(1, min(SHOWN_WIDTH, SHOWN_HEIGHT * width // height))
            small = thumbnail(image, SHARP * max(1, wide * height // width))
            st.image(data_url(png(small)), caption=plain(text), width=wide, alt=f"image with the text {text}")


def details(samples: list[Sample]) -> None:
    """One of the images large, with a box around each symbol, and all values that were drawn for it."""
    st.subheader("Details")
    number = pick("Image", "look", [str(number) for number in range(1, len(samples) + 1)], "1")
    sample = samples[int(number) - 1]
    height, width = sample.image.shape[:2]
    times = max(1, min(LARGE_WIDTH // width, LARGE_HEIGHT // height))
    text = caption(sample.columns)
    large = data_url(png(boxed(sample.image, sample.boxes, times)))
    st.image(large, caption=plain(text), alt=f"image {number} with a box around each symbol of {text}")
    tables = st.expander("All that was drawn for it", key="sample_values", on_change="rerun")
    if tables.open:  # a browser takes long to load what draws tables
        with tables:
            values(sample.columns)


def values(columns: dict[str, Any]) -> None:
    """All that was drawn for an image: a table of its symbols, if it has any, and one of the other properties."""
    symbols = symbol_table(columns)
    if symbols is not None:
        st.dataframe(symbols.round(2), hide_index=True)
        st.caption("Positions, sizes and overlaps in pixels, angles in degrees.")
    st.dataframe(values_of(columns), hide_index=True, height=300)


def values_of(columns: dict[str, Any]) -> pd.DataFrame:
    """Names and values of all properties of an image as a whole."""
    single = {name: written(value) for name, value in columns.items() if not isinstance(value, list)}
    return pd.DataFrame({"property": single.keys(), "value": single.values()})


def written(value: Any) -> str:
    """A value as text; numbers with four digits."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def estimate(verb: str, spec: Spec, state: str, images: int) -> str:
    """Time and disk space that the whole dataset needs, as Markdown."""
    seconds, needed = cost(verb, spec.model_dump_json(), state)
    warning = "" if needed < free_bytes() else f"; **only {size(free_bytes())} free**"
    return f"about {duration(seconds)} and {size(needed)} for {images:,} images{warning}"


def redrawn(job: record.View) -> None:
    """How many images a finished job drew again because they did not meet the settings."""
    if "redrawn" in job.result:
        st.caption(f"{job.result['redrawn']:,} images were drawn again: cut at an edge, or with too little contrast.")
