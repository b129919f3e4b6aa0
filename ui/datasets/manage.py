"""Renaming, copying and deleting datasets, and damaged ones."""

from collections.abc import Callable

import streamlit as st

from engine.core.jobs.names import free_name
from engine.core.jobs.users import users
from engine.core.storage.folders import folder_bytes
from engine.core.storage.paths import LONGEST_NAME, datasets_folder
from engine.datasets import bin, shelf
from engine.datasets import manage as engine_manage
from ui.text import plain, size


def list_damaged(reasons: dict[str, str]) -> None:
    """The damaged datasets, each with what is wrong and a button to delete it."""
    for name, reason in reasons.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(plain(reason), width="stretch")
            if st.button("Delete", key=f"delete_damaged_{name}"):
                confirm(name)


def manage_buttons(name: str) -> None:
    """The buttons that rename, copy and delete a dataset."""
    with st.container(horizontal=True):
        ask_name("Rename", ":material/edit:", name, name, engine_manage.rename)
        ask_name(
            "Duplicate", ":material/content_copy:", name, free_name(f"{name}-copy", "dataset"), engine_manage.duplicate
        )
        if st.button("Delete", key="delete_dataset", icon=":material/delete:"):
            confirm(name)
    if st.session_state.get("dataset_refusal"):
        st.error(plain(st.session_state.pop("dataset_refusal")))


def ask_name(label: str, icon: str, name: str, start: str, action: Callable[[str, str], None]) -> None:
    """A button that asks for a new name, and then does something to a dataset with it."""
    key = f"{label.lower()}_{name}"
    with st.popover(label, icon=icon):
        st.text_input("New name", value=start, key=key, max_chars=LONGEST_NAME)
        st.button(label, key=f"{label.lower()}_dataset", type="primary", on_click=do, args=(action, name, key))


def do(action: Callable[[str, str], None], name: str, key: str) -> None:
    """Does something to a dataset with the typed name, and shows the result. If it may not, the next run says why."""
    new = st.session_state[key].strip()
    try:
        action(name, new)
    except (ValueError, FileExistsError, FileNotFoundError) as refusal:
        st.session_state["dataset_refusal"] = str(refusal)
    else:
        show(new)


def show(name: str) -> None:
    """Chooses a dataset in the next run of the page."""
    st.session_state["dataset"] = name


@st.dialog("Delete this dataset?")
def confirm(name: str) -> None:
    """Says what a deletion means, and moves the dataset into the bin after a second click."""
    folder = datasets_folder() / name
    st.markdown(f"This moves the dataset **{plain(name)}** ({size(folder_bytes(folder))}) into the bin.")
    st.caption("You can restore it until you empty the bin. Models that were trained on it keep working.")
    jobs = users("dataset", name)
    for job in jobs:
        st.warning(f"The job {plain(job.title)} is using this dataset right now. Wait for it, or stop it first.")
    with st.container(horizontal=True):
        if st.button(
            "Move into the bin",
            type="primary",
            key="really_delete_dataset",
            disabled=bool(jobs),
            on_click=delete,
            args=(name,),
        ):
            st.rerun()
        if st.button("Cancel", key="keep_dataset"):
            st.rerun()


def delete(name: str) -> None:
    """Moves a dataset into the bin and shows another one. If that is refused, the next run says why."""
    try:
        bin.delete(name)
    except (ValueError, FileNotFoundError) as refusal:
        st.session_state["dataset_refusal"] = str(refusal)
        return
    left = list(shelf.entries())
    if left and st.session_state.get("dataset") == name:
        show(left[0])
