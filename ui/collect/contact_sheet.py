"""A contact sheet of an import before it is made: each label with its count and some of its images."""

import numpy as np
import streamlit as st

from engine.collect.preview import Overview, changes, example_images, label_counts
from engine.collect.spec import CollectSpec
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.encode import png
from engine.imaging.overlay import enlarged, thumbnail
from engine.imaging.preprocess import to_mode
from ui.pictures import data_url
from ui.text import plain

MOST_LABELS, MOST_TEXTS, MOST_NAMED = 24, 12, 12  # shown as tiles, shown if each occurs once, named in the sentence
EXAMPLES = 3  # images of a label
HEIGHT, WIDTH, GAP = 56, 176, 6  # pixels of a tile's images together, and between them


def summary(spec: CollectSpec, found: Overview) -> str:
    """What would be made, as a question in Markdown: labels with their counts."""
    table = label_counts(found.files)
    images, labels = int(table["count"].sum()), len(table)
    where = f"the first {images:,} rows" if spec.label_from == "table" else f"{images:,} image{'s' * (images != 1)}"
    if labels == images:
        return f"**{where[0].upper()}{where[1:]}**, each with a label of its own. Is this right?"
    first = table.head(MOST_NAMED)
    named = ", ".join(
        f"{plain(label)} × {count:,}" for label, count in zip(first["label"], first["count"], strict=True)
    )
    more = ", …" if labels > MOST_NAMED else ""
    return f"**{labels:,} label{'s' * (labels != 1)}** in {where}: {named}{more} Is this right?"


def sheet(spec: CollectSpec, found: Overview) -> None:
    """The most frequent labels as tiles: some images side by side, the label and its count below."""
    every_label = label_counts(found.files, EXAMPLES)
    table = every_label.head(MOST_LABELS if every_label["count"].max() > 1 else MOST_TEXTS)
    images = examples(spec.model_dump_json(), tuple(table["files"].explode()), changes(spec))
    with st.container(horizontal=True, gap="small", key="contact_sheet"):
        for label, count, files in zip(table["label"], table["count"], table["files"], strict=True):
            tile(label, count, [images[file] for file in files if file in images])
    if len(table) < len(every_label):
        st.caption(f"{len(table)} of {len(every_label):,} labels.")


def tile(label: str, count: int, images: list[np.ndarray]) -> None:
    """One label with its images in a row; only its name if none of them can be decoded."""
    text = f"**{plain(label)}**" + (f" × {count:,}" if count > 1 else "")
    if images:
        strip = side_by_side(images)
        shown = data_url(png(strip))
        st.image(shown, caption=text, width=min(strip.shape[1], WIDTH), alt=f"images with the label {label}")
    else:
        st.caption(f":material/broken_image: {text}")


def side_by_side(images: list[np.ndarray]) -> np.ndarray:
    """Images in a row on white, uint8 (HEIGHT, w, 3), as many of them as fit into a tile, at least one."""
    row = [to_mode(enlarged(thumbnail(image, HEIGHT), HEIGHT), "colour") for image in images]
    while len(row) > 1 and sum(image.shape[1] + GAP for image in row) > WIDTH:
        row.pop()
    pieces = []
    for image in row:
        white = np.full((HEIGHT, image.shape[1] + GAP, 3), 255, np.uint8)
        white[: image.shape[0], : image.shape[1]] = image[:HEIGHT]
        pieces.append(white)
    return np.hstack(pieces)[:, :-GAP]


@st.cache_data(max_entries=4, show_spinner="Opening some images…")
def examples(spec_json: str, files: tuple[str, ...], changed: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Images of a source by the paths of an overview; those that cannot be read are missing."""
    images = {}
    for file, data in example_images(CollectSpec.model_validate_json(spec_json), files).items():
        try:
            images[file] = decode(data)
        except UnreadableError:
            continue
    return images
