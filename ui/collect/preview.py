"""The preview of an import, and its result."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import streamlit as st

from engine.collect.labels.auto import EquallyLikelyError
from engine.collect.left_out import losses_by_group, read_left_out
from engine.collect.note import Note, command
from engine.collect.preview import (
    Overview,
    changes,
    first_of_each_source,
    overview,
    unlabelled,
)
from engine.collect.spec import CollectSpec
from engine.collect.suggestions import not_needed
from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import record
from ui.collect.contact_sheet import sheet, summary
from ui.forms.form import choice_in_link, fill
from ui.pages import link, next_step
from ui.text import plain


def known_values(sources: tuple[str, ...], start: dict[str, Any]) -> dict[str, Any]:
    """The values that the form does not ask for: the sources, and fields without effect on the chosen labels."""
    way = choice_in_link(CollectSpec, "label_from") or start.get("label_from", "auto")
    return {"source": sources, **not_needed(way)}


def files(sources: tuple[str, ...]) -> None:
    """The first files of the sources, shown until the settings for labels are valid."""
    spec = CollectSpec(name="files", source=sources, label_from="folder")
    with suppress(ValueError, FileNotFoundError):
        table = first_of_each_source(seen(spec.model_dump_json(), changes(spec)).files, len(sources))
        st.subheader("Files")
        st.dataframe(table[["file"]], hide_index=True, height=520)


def preview(spec: CollectSpec) -> bool:
    """What would be made: labels with counts and images, where they come from, and what may surprise.

    Returns whether any image would be left; a sentence says why not.
    """
    try:
        found = seen(spec.model_dump_json(), changes(spec))
    except (ValueError, FileNotFoundError) as mistake:
        st.error(plain(mistake))
        if isinstance(mistake, EquallyLikelyError):
            choose(mistake.choices)
        return False
    left = len(found.files) - len(unlabelled(found.files))
    if left:
        st.markdown(summary(spec, found))
        st.caption(plain(found.labels_from))
        sheet(spec, found)
    else:
        st.error("No image has a label, so nothing would be imported. Change where the labels come from.")
    for number, note in enumerate(found.notes):
        show_note(note, number)
    return left > 0


def labels(spec: CollectSpec) -> None:
    """The first files with their labels."""
    st.subheader("Labels file by file")
    of = "each source" if len(spec.source) > 1 else "the source"
    st.caption(f"The first images of {of}.")
    table = first_of_each_source(seen(spec.model_dump_json(), changes(spec)).files, len(spec.source))
    st.dataframe(table.replace("", None).dropna(axis="columns", how="all"), hide_index=True, height=360)


def choose(choices: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """A button for each way to read the labels."""
    for number, (labels, options) in enumerate(choices):
        sets = f"Sets {plain(command(options))}"
        st.button(f"Use {plain(labels)}", key=f"use_{number}", help=sets, on_click=apply, args=(options,))


def show_note(note: Note, number: int) -> None:
    """What may surprise about the labels, with a button that changes it if an option does."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(plain(note.sentence), width="stretch")
        if note.options:
            sets = f"Sets {plain(command(note.options))}"
            st.button("Change this", key=f"note_{number}", help=sets, on_click=apply, args=(note.options,))


def apply(options: Mapping[str, Any]) -> None:
    """Sets fields of the form."""
    fill({name: list(value) if isinstance(value, tuple) else value for name, value in options.items()})


@st.cache_data(max_entries=8, show_spinner="Reading every label…")
def seen(spec_json: str, changed: tuple[int, ...]) -> Overview:
    """`overview` of a spec, read again when a source has changed."""
    return overview(CollectSpec.model_validate_json(spec_json))


def unreadable(spec: CollectSpec) -> None:
    """Every file without a readable label, with the reason."""
    try:
        without = unlabelled(seen(spec.model_dump_json(), changes(spec)).files)
    except (ValueError, FileNotFoundError):
        return  # the preview above says it
    if len(without):
        st.subheader(f"{len(without):,} files would be skipped")
        st.dataframe(without, hide_index=True, key="unreadable")


def result(job: record.View) -> None:
    """The result of a finished job: the dataset, counts, skipped files, and links to what comes next."""
    name = job.result.get("dataset")
    if name not in dataset_names():
        return
    st.success(f"The dataset {plain(name)} has {job.result['kept']:,} images.")
    for sentence in (job.result.get("labels_from", ""), *job.result.get("notes", ())):
        if sentence:
            st.markdown(f"- {plain(sentence)}")
    before_and_after(job.result)
    left_out(name)
    with st.container(horizontal=True, vertical_alignment="center"):
        next_step("Split", "Next: split it", dataset=name)
        link("Explore", "Explore it", dataset=name)
        if open_dataset(name).info.lengths == (1, 1):
            link("Export", "Export one folder per symbol", dataset=name, format="classes")


def before_and_after(summary: dict[str, Any]) -> None:
    """Counts of images in the source and in the dataset, of all and of each group."""
    if "found" not in summary:  # a job of an older version
        return
    skipped = summary["found"] - summary["kept"]
    with st.container(horizontal=True):
        st.metric("images in the source", f"{summary['found']:,}", width="content")
        st.metric("imported", f"{summary['kept']:,}", width="content")
        st.metric("skipped", f"{skipped:,}", width="content")
    if not skipped:
        st.markdown(f"All {summary['found']:,} images were imported.")
    if summary["groups"]:
        table = losses_by_group(summary["groups"])
        names = {"found": "images in the source", "kept": "imported", "missing": "skipped"}
        st.dataframe(table.rename(columns=names), hide_index=True, key="groups")


def left_out(name: str) -> None:
    """The files that were not imported into a dataset, each with the reason."""
    table = read_left_out(open_dataset(name))
    if len(table):
        with st.expander(f"{len(table):,} files were skipped"):
            st.dataframe(table, hide_index=True)
