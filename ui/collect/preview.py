"""What collecting is going to do, and what it left out."""

import io
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from engine.collect.plan import label_preview, read_labels
from engine.collect.spec import CollectSpec
from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import record
from engine.core.storage.files import read_text
from engine.core.storage.folders import modified_at
from engine.core.storage.lists import SUFFIXES as LIST_SUFFIXES
from engine.spec import knobs
from ui.choices import free_name
from ui.frame import link
from ui.text import plain
from ui.upload import is_upload
from ui.url import asked

ONLY_FOR = {"group_from": "folder", "separator": "suffix", "pattern": "regex", "csv": "csv"}
TABLES = (".csv", ".npy", ".npz", ".h5", ".hdf5", ".parquet", ".idx")


def sources_of(paths: list[str]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Which of the given paths are sources, and what the form starts with: a list among them says the labels."""
    endings = [Path(path).suffix.lower() for path in paths]
    listed = [path for path, ending in zip(paths, endings, strict=True) if ending in LIST_SUFFIXES]
    others = [path for path in paths if path not in listed]
    wanted = Path(paths[0]).name.partition(".")[0]
    start = {"name": free_name("images" if is_upload(paths[0]) else wanted or "images", "dataset")}
    if all(ending in TABLES or "ubyte" in path for path, ending in zip(paths, endings, strict=True)):
        return tuple(paths), start | {"label_from": "table"}
    if others and len(listed) == 1:
        return tuple(others), start | {"label_from": "csv", "csv": listed[0]}
    return tuple(paths), start


def not_needed(start: dict[str, Any]) -> dict[str, Any]:
    """The fields that say nothing about the chosen way to find labels, with their start values; they are not asked."""
    way = st.session_state.get("label_from") or asked("label_from") or start.get("label_from", "stem")
    return {
        each.name: start.get(each.name, each.default)
        for each in knobs(CollectSpec)
        if way not in ONLY_FOR.get(each.name, "table" if each.group == "table" else way)
    }


def files(sources: tuple[str, ...]) -> None:
    """The first files of the sources, as long as it is not clear how their labels are found."""
    spec = CollectSpec(name="files", source=sources, label_from="folder")
    with suppress(ValueError, FileNotFoundError):
        table = first_files(spec.model_dump_json(), clocks(spec))
        st.subheader("The files")
        st.dataframe(table[["file"]], hide_index=True, height=520)


def preview(spec: CollectSpec) -> None:
    """The first files with the labels that would be read, or the sentence that says why there are none."""
    st.subheader("What would be read")
    try:
        table = first_files(spec.model_dump_json(), clocks(spec))
    except (ValueError, FileNotFoundError) as mistake:
        st.error(plain(mistake))
        return
    of = "each source" if len(spec.source) > 1 else "the source"
    st.caption(f"The first images of {of}. Check that the labels are right before the dataset is made.")
    st.dataframe(table.replace("", None).dropna(axis="columns", how="all"), hide_index=True, height=520)


def clocks(spec: CollectSpec) -> tuple[int, ...]:
    """When each source was last changed."""
    return tuple(modified_at(Path(path)) for path in spec.source)


@st.cache_data(max_entries=8, show_spinner="Looking into the source…")
def first_files(spec_json: str, changed: tuple[int, ...]) -> pd.DataFrame:
    """`label_preview` for a spec; looks again when the source was changed at another time."""
    return label_preview(CollectSpec.model_validate_json(spec_json))


def unreadable(spec: CollectSpec) -> None:
    """Every file whose label could not be read, with the reason; tables hold their labels beside the pixels."""
    if spec.label_from == "table":
        return
    try:
        without = labels_without(spec.model_dump_json(), clocks(spec))
    except (ValueError, FileNotFoundError):
        return  # the preview above says it
    if len(without):
        st.subheader(f"{len(without):,} files would be left out")
        st.dataframe(without, hide_index=True, key="unreadable")


@st.cache_data(max_entries=4, show_spinner="Reading every label…")
def labels_without(spec_json: str, changed: tuple[int, ...]) -> pd.DataFrame:
    """The files that get no label, from `read_labels`: columns file, reason; reads again like `first_files`."""
    labels = read_labels(CollectSpec.model_validate_json(spec_json))
    return labels.loc[labels["reason"] != "", ["file", "reason"]]


def result(job: record.View) -> None:
    """What came of a finished job: the dataset, the counts before and after, what was left out, and where to go on."""
    made = job.result.get("dataset")
    if made not in dataset_names():
        return
    st.success(f"The dataset {plain(made)} holds {job.result['kept']:,} images.")
    before_and_after(job.result)
    left_out(made)
    with st.container(horizontal=True):
        link("Explore", "Next: look at it", dataset=made)
        link("Split", "Split it", dataset=made)
        if open_dataset(made).info.lengths == (1, 1):
            link("Export", "Download it as a zip of label folders", dataset=made, format="classes")


def before_and_after(made: dict[str, Any]) -> None:
    """Images in the source and in the dataset, together and, where there are some, for each group."""
    if "found" not in made:  # a job of an older version
        return
    lost = made["found"] - made["kept"]
    with st.container(horizontal=True):
        st.metric("images in the source", f"{made['found']:,}", width="content")
        st.metric("in the dataset", f"{made['kept']:,}", width="content")
        st.metric("not taken in", f"{lost:,}", width="content")
    if not lost:
        st.markdown(f"Nothing was lost: {made['found']:,} images in, {made['kept']:,} out.")
    if made["groups"]:
        table = pd.DataFrame(made["groups"]).assign(missing=lambda rows: rows["found"] - rows["kept"])
        table["group"] = table["group"].replace("", "(none)")
        names = {"found": "images in the source", "kept": "in the dataset", "missing": "not taken in"}
        st.dataframe(table.rename(columns=names), hide_index=True, key="groups")


def left_out(name: str) -> None:
    """The files that did not become part of a collected dataset, each with the reason."""
    table = pd.read_csv(io.StringIO(read_text(open_dataset(name).folder / "left_out.csv")), dtype=str)
    if len(table):
        with st.expander(f"{len(table):,} files were left out"):
            st.dataframe(table, hide_index=True)
