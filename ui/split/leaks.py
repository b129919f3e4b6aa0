"""Leaks of a split: near-duplicates and groups in several parts, counted, shown, and mended with one click."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from engine.core.datasets.dataset import Dataset
from engine.core.datasets.usage import Leaks, SplitReport
from engine.core.jobs import control
from engine.spec import read
from engine.split.spec import SplitSpec
from ui.forms.form import fill
from ui.pictures import labelled_tile
from ui.text import plain
from ui.url import ask

REFUSAL = "leak_refusal"
WIDTH = 96  # pixels of an example


def leaks(source: Dataset, report: SplitReport, allowed: bool) -> None:
    """The leaks of the present split. `allowed`: whether the split may be replaced."""
    if "leaks" not in report:
        st.caption("Leaks have not been counted for this split. Split again to count them.")
        return
    summary = report["leaks"]
    if st.session_state.get(REFUSAL):
        st.error(plain(st.session_state.pop(REFUSAL)))
    if not (summary["near_images"] or summary["groups"]):
        st.success(no_leaks(summary), icon=":material/verified:")
        return
    st.subheader("Leaks", anchor="leaks")
    with st.container(horizontal=True, vertical_alignment="center"):
        for sentence, label, change in remedies(summary):
            with st.container(border=True, width=380):
                st.markdown(sentence)
                again = read(SplitSpec, {**report["spec"], "dataset": source.name, **change})
                st.button(label, key=f"mend_{next(iter(change))}", disabled=not allowed, on_click=mend, args=(again,))
    examples(source, summary["examples"])


def no_leaks(summary: Leaks) -> str:
    """The sentence for a split without leaks, as far as they were counted."""
    if summary["near_images"] is None:
        return "No leaks: groups stay within one part. Near-duplicates were not counted."
    return "No leaks: near-duplicates and groups stay within one part."


def remedies(summary: Leaks) -> list[tuple[str, str, dict[str, str]]]:
    """For each kind of leak: what is wrong, the label of a button, and the change of settings that mends it."""
    changes = []
    if summary["near_images"]:
        about = (
            f"**{summary['near_images']:,} images** outside training have a near-duplicate in another part "
            f"({summary['near_pairs']:,} pairs), so scores on them look too good."
        )
        changes.append((about, "Keep near-duplicates together", {"near": "together"}))
    if summary["groups"]:
        about = (
            f"**{summary['groups']:,} groups** (writers, signers, sources) are in several parts: "
            f"{summary['group_images']:,} images outside training belong to a group that is also in training."
        )
        changes.append((about, "Keep groups together", {"by_group": "yes"}))
    return changes


def mend(spec: SplitSpec) -> None:
    """Splits again with this spec, and shows it in the form."""
    fill(spec.model_dump())
    try:
        ask("job", control.start("split", spec))
    except (ValueError, FileExistsError, FileNotFoundError) as refusal:
        st.session_state[REFUSAL] = str(refusal)


def examples(source: Dataset, pairs: Sequence[Sequence[Any]]) -> None:
    """The most similar pairs, each image below its part."""
    if not pairs:
        return
    st.caption("The most similar pairs:")
    texts = source.frame(["text"])["text"]
    ids = sorted({row for first, second, *_ in pairs for row in (first, second)})
    image_files = dict(zip(ids, source.image_files(ids), strict=True))
    with st.container(horizontal=True, gap="small", key="leak_examples"):
        for first, second, *sides in pairs:
            with st.container(border=True, width="content"), st.container(horizontal=True, width="content"):
                for row, part in zip((first, second), sides, strict=True):
                    with st.container(width="content", gap="xsmall"):
                        st.caption(part, width="content")
                        labelled_tile(row, texts[row], image_files[row], WIDTH)
