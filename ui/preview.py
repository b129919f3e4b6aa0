"""The first images of a dataset that is still to be drawn, and what drawing all of it would cost."""

import time
from statistics import mean
from typing import NamedTuple

import numpy as np
import streamlit as st

from engine import storage
from engine.generate.run import preview as draw_some
from engine.generate.run import workers
from engine.generate.spec import GenerateSpec
from engine.imaging.encode import png
from engine.imaging.overlay import thumbnail
from ui.frame import plain
from ui.job_panel import duration

SHOWN = 12
SHOWN_WIDTH = 150  # pixels
SHARP = 2  # pixels of a good screen for each of these
TIMED = 4
START_SECONDS = 2.0  # what a job needs before it draws its first image


class Sample(NamedTuple):
    """Some images with their texts, and what one image costs on one core (s) and on disk (bytes)."""

    images: list[np.ndarray]
    texts: list[str]
    seconds: float
    size: float


@st.cache_data(max_entries=16, show_spinner=False)
def sample(spec_json: str) -> Sample:
    """The first images of a spec. Raises ValueError or FileNotFoundError when it cannot be drawn."""
    spec = GenerateSpec.model_validate_json(spec_json)
    drawn = draw_some(spec, SHOWN)
    sizes, times = [], []
    for image, _ in drawn[:TIMED]:
        start = time.perf_counter()
        draw_some(spec, 1)
        sizes.append(len(png(image)))
        times.append(time.perf_counter() - start)
    # The quickest: what else the machine does just now would make the others too slow.
    images = [thumbnail(image, SHARP * SHOWN_WIDTH * image.shape[0] // image.shape[1]) for image, _ in drawn]
    return Sample(images, [row["text"] for _, row in drawn], min(times), mean(sizes))


def preview(spec: GenerateSpec | None) -> Sample | None:
    """Shows the first images of a spec, or why there are none."""
    st.subheader("The first images")
    if spec is None:
        st.caption("They come back as soon as the settings fit together.")
        return None
    try:
        found = sample(spec.model_dump_json())
    except (ValueError, FileNotFoundError) as mistake:
        st.error(plain(mistake))
        return None
    with st.container(horizontal=True, key="preview"):
        for image, text in zip(found.images, found.texts, strict=True):
            st.image(image, caption=plain(text), width=SHOWN_WIDTH, output_format="PNG")
    return found


def estimate(spec: GenerateSpec, found: Sample) -> str:
    """Time and disk space that the whole dataset will take, for Markdown."""
    seconds = START_SECONDS + found.seconds * spec.count / workers(spec)
    needed = found.size * spec.count
    room = "" if needed < storage.free_bytes() else f"; **more than is free: {size(storage.free_bytes())}**"
    return f"about {duration(seconds)} and {size(needed)} for {spec.count:,} images{room}"


def size(count: float) -> str:
    """A number of bytes as people say it: "340 kB", "12 MB"."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6)):
        if count >= scale:
            return f"{count / scale:.2g} {unit}" if count < 10 * scale else f"{count / scale:,.0f} {unit}"
    return f"{count / 1e3:,.0f} kB"
