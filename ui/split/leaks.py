"""What stands on both sides of a split: counted, shown side by side, and mended with one click."""

from typing import Any

import streamlit as st

from engine.core.datasets.dataset import Dataset
from engine.core.jobs import control
from engine.spec import read
from engine.split.spec import SplitSpec
from ui.form import fill
from ui.pictures import one
from ui.text import plain
from ui.url import ask

REFUSAL = "leak_refusal"
WIDTH = 96  # pixels of an example


def leaks(source: Dataset, report: dict[str, Any], allowed: bool) -> None:
    """The leaks of the present split; `allowed`: whether it may be replaced."""
    if "leaks" not in report:
        st.caption("Nobody looked for nearly equal pictures in different parts; splitting again does.")
        return
    found = report["leaks"]
    if st.session_state.get(REFUSAL):
        st.error(plain(st.session_state.pop(REFUSAL)))
    if not (found["near_images"] or found["groups"]):
        looked = "No group" if found["near_images"] is None else "No nearly equal picture and no group"
        st.success(f"{looked} stands on two sides of the split.", icon=":material/verified:")
        return
    st.subheader("Leaks", anchor="leaks")
    with st.container(horizontal=True, vertical_alignment="center"):
        for sentence, label, change in remedies(found):
            with st.container(border=True, width=380):
                st.markdown(sentence)
                again = read(SplitSpec, {**report["spec"], "dataset": source.name, **change})
                st.button(label, key=f"mend_{next(iter(change))}", disabled=not allowed, on_click=mend, args=(again,))
    examples(source, found["examples"])


def remedies(found: dict[str, Any]) -> list[tuple[str, str, dict[str, str]]]:
    """For each kind of leak what is wrong, the label of a button, and the change of the settings that mends it."""
    known = []
    if found["near_images"]:
        about = (
            f"**{found['near_images']:,} images** outside training have a nearly equal picture in another part "
            f"({found['near_pairs']:,} pairs): a score on them says less than it seems to."
        )
        known.append((about, "Keep nearly equal pictures together", {"near": "together"}))
    if found["groups"]:
        about = (
            f"**{found['groups']:,} groups** (writers, signers, sources) stand in several parts; "
            f"{found['group_images']:,} images outside training are of a group that training knows."
        )
        known.append((about, "Split by group instead", {"by_group": "yes"}))
    return known


def mend(spec: SplitSpec) -> None:
    """Splits again with this spec, and makes the form show it."""
    fill(spec.model_dump())
    try:
        ask("job", control.start("split", spec))
    except (ValueError, FileExistsError, FileNotFoundError) as refusal:
        st.session_state[REFUSAL] = str(refusal)


def examples(source: Dataset, pairs: list[list[Any]]) -> None:
    """The nearest pairs, each picture over its part."""
    if not pairs:
        return
    st.caption("The pairs that are nearest to each other:")
    texts = source.frame(["text"])["text"]
    ids = sorted({row for first, second, *_ in pairs for row in (first, second)})
    pictures = dict(zip(ids, source.pictures(ids), strict=True))
    with st.container(horizontal=True, gap="small", key="leak_examples"):
        for first, second, *sides in pairs:
            with st.container(border=True, width="content"), st.container(horizontal=True, width="content"):
                for row, part in zip((first, second), sides, strict=True):
                    with st.container(width="content", gap="xsmall"):
                        st.caption(part, width="content")
                        one(row, texts[row], pictures[row], WIDTH)
