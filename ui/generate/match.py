"""Match my samples: settings are measured from uploaded images, which are shown above the drawn ones."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import streamlit as st

from engine.collect.preview import example_images, first_of_each_source, overview
from engine.collect.spec import CollectSpec
from engine.core.jobs.uploads import as_sources, distinct
from engine.core.storage.paths import safe_file_name
from engine.generate.match import propose
from engine.generate.spec import GenerateSpec
from engine.imaging.decode import UnreadableError, decode
from engine.spec import knobs
from ui.forms.form import fill
from ui.preview import SHOWN, sheet
from ui.text import plain

MOST = 200  # uploaded images that are measured


class Samples(NamedTuple):
    """Uploaded images with their labels ("" if unknown). about: where labels come from, or why there are none.

    problems: (file, reason) of those that cannot be read.
    """

    images: list[tuple[np.ndarray, str]]
    about: str
    problems: list[tuple[str, str]]


def match() -> list[tuple[np.ndarray, str]]:
    """Uploads sample images and offers to fill the form with settings like theirs; returns them with their labels."""
    with st.expander("Match my samples"):
        files = st.file_uploader(
            "Images that the dataset should resemble", accept_multiple_files=True, key="samples",
            help="Images, archives, lists of labels and tables: everything that Collect reads.",
        )  # fmt: skip
        if not files:
            return []
        samples = read_samples([(file.name, file.getvalue()) for file in files])
        if samples.problems:
            st.warning("\n".join(f"- **{plain(name)}**: {plain(reason)}" for name, reason in samples.problems))
        st.caption(plain(samples.about))
        if samples.images:
            offer(samples.images)
    return samples.images


@st.cache_data(max_entries=4, show_spinner="Reading samples…")
def read_samples(files: Sequence[tuple[str, bytes]]) -> Samples:
    """The first images of files, each a name and its bytes, labelled as Collect would label them."""
    with TemporaryDirectory() as folder:
        names = distinct([safe_file_name(name) for name, _ in files])
        paths = [Path(folder) / name for name in names]
        for path, (_, data) in zip(paths, files, strict=True):
            path.write_bytes(data)
        try:
            return labelled(CollectSpec(name="samples", source=tuple(as_sources(paths))))
        except ValueError as reason:
            images, problems = decoded(dict(zip(names, (data for _, data in files), strict=True)))
            return Samples([(image, "") for image in images.values()], str(reason), problems)


def labelled(spec: CollectSpec) -> Samples:
    """The images of a collection with labels. Raises ValueError if Collect cannot label them."""
    found = overview(spec)
    labels = found.files[found.files["reason"] == ""].set_index("file")["label"]
    first = first_of_each_source(labels.reset_index(), len(spec.source), MOST)["file"]
    images, problems = decoded(example_images(spec, first))
    left = f" Using the first {MOST} of {len(labels):,}." if len(labels) > MOST else ""
    return Samples([(image, labels[name]) for name, image in images.items()], found.labels_from + left, problems)


def decoded(files: dict[str, bytes]) -> tuple[dict[str, np.ndarray], list[tuple[str, str]]]:
    """The first images by name, and (name, reason) of those that cannot be decoded."""
    images, problems = {}, []
    for name, data in list(files.items())[:MOST]:
        try:
            images[name] = decode(data)
        except UnreadableError as reason:
            problems.append((name, str(reason)))
    return images, problems


def offer(samples: list[tuple[np.ndarray, str]]) -> None:
    """The settings measured from the samples, and the button that puts them into the form."""
    images, texts = zip(*samples, strict=True)
    try:
        values = propose(images, list(filter(None, texts)))
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
