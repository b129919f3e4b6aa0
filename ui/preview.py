"""The first images of a dataset that is still to be made, one of them large, and what making all of it would cost."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from engine.core.jobs import record
from engine.core.storage.folders import free_bytes
from engine.core.synthesis.sample import Drawn
from engine.imaging.encode import png
from engine.imaging.overlay import boxed, thumbnail
from engine.spec import Spec
from engine.verbs import estimate_function, first_images, spec_class
from ui.choices import pick
from ui.pictures import held
from ui.text import duration, plain, size

SHOWN = 12
SHOWN_WIDTH, SHOWN_HEIGHT = 150, 90  # pixels
LARGE_WIDTH, LARGE_HEIGHT = 540, 320  # pixels
SHARP = 2  # pixels of a good screen for each of these
OF_SYMBOL = "symbol_"  # how the columns begin that hold a list, one value for each symbol


@st.cache_data(max_entries=4, show_spinner=False)
def sample(verb: str, spec_json: str, state: str) -> list[Drawn]:
    """The first images that a stage makes of a spec; state tells one state of what they are made of from another.

    Raises ValueError or FileNotFoundError when they cannot be made.
    """
    return first_images(verb)(spec_class(verb).model_validate_json(spec_json), SHOWN)


@st.cache_data(max_entries=16, show_spinner=False)
def cost(verb: str, spec_json: str, state: str) -> tuple[float, int]:
    """Seconds and bytes of the dataset that a stage makes of a spec which can be drawn."""
    return estimate_function(verb)(spec_class(verb).model_validate_json(spec_json))


def preview(verb: str, spec: Spec | None, state: str) -> list[Drawn]:
    """Shows the first images of a spec and returns them; none, and why there are none, where it cannot be drawn."""
    st.subheader("The first images")
    if spec is None:
        st.caption("They come back as soon as the settings fit together.")
        return []
    try:
        found = sample(verb, spec.model_dump_json(), state)
    except (ValueError, FileNotFoundError) as mistake:
        st.error(plain(mistake))
        return []
    sheet((one.image, caption(one.columns)) for one in found)
    return found


def caption(columns: dict[str, Any]) -> str:
    """An image's text, and in an experiment its condition."""
    return " · ".join(str(columns[name]) for name in ("text", "condition") if columns.get(name))


def sheet(shown: Iterable[tuple[np.ndarray, str]], key: str = "preview") -> None:
    """Some images side by side, each with a text below it."""
    with st.container(horizontal=True, key=key):
        for image, text in shown:
            height, width = image.shape[:2]
            wide = max(1, min(SHOWN_WIDTH, SHOWN_HEIGHT * width // height))
            small = thumbnail(image, SHARP * max(1, wide * height // width))
            st.image(held(png(small)), caption=plain(text), width=wide)


def closer(found: list[Drawn]) -> None:
    """One of the images large, with a box around each symbol, and everything that was drawn for it."""
    st.subheader("One of them, closely")
    number = pick("Image", "look", [str(number) for number in range(1, len(found) + 1)], "1")
    one = found[int(number) - 1]
    height, width = one.image.shape[:2]
    times = max(1, min(LARGE_WIDTH // width, LARGE_HEIGHT // height))
    st.image(held(png(boxed(one.image, one.boxes, times))), caption=plain(caption(one.columns)))
    values, symbols = tables(one.columns)
    if symbols is not None:
        st.dataframe(symbols, hide_index=True)
        st.caption("Positions, sizes and overlaps in pixels, angles in degrees.")
    st.dataframe(values, hide_index=True, height=300)


def tables(columns: dict[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """The row of an image as a table of names and values, and one of its symbols, where they are known."""
    single = {name: value for name, value in columns.items() if not isinstance(value, list)}
    values = pd.DataFrame({"drawn": single.keys(), "value": [written(value) for value in single.values()]})
    lists = {name.removeprefix(OF_SYMBOL): value for name, value in columns.items() if name.startswith(OF_SYMBOL)}
    if not lists:
        return values, None
    return values, pd.DataFrame({"symbol": list(columns["text"]), **lists}).round(2)


def written(value: Any) -> str:
    """A value as text; numbers with four digits."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def estimate(verb: str, spec: Spec, state: str, images: int) -> str:
    """Time and disk space that the whole dataset will take, for Markdown."""
    seconds, needed = cost(verb, spec.model_dump_json(), state)
    room = "" if needed < free_bytes() else f"; **more than is free: {size(free_bytes())}**"
    return f"about {duration(seconds)} and {size(needed)} for {images:,} images{room}"


def redrawn(job: record.View) -> None:
    """How often a finished job made an image again because a guard refused it."""
    if "redrawn" in job.result:
        st.caption(f"{job.result['redrawn']:,} images were drawn again: cut at an edge, or with too little contrast.")
