"""Renaming and deleting models, their files, and folders that are damaged."""

import pandas as pd
import streamlit as st

from engine.core.jobs import record
from engine.core.models.card import cards, rename_model
from engine.core.storage.folders import delete_folder
from engine.core.storage.paths import LONGEST_NAME, models_folder
from ui.text import plain


def list_damaged(reasons: dict[str, str]) -> None:
    """The damaged folders, each with what is wrong and a way to delete it."""
    for name, reason in reasons.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(plain(reason), width="stretch")
            if st.button("Delete", key=f"delete_damaged_{name}"):
                confirm(name)


def manage(name: str) -> None:
    """Rename and delete."""
    with st.container(horizontal=True):
        with st.popover("Rename", icon=":material/edit:"):
            st.text_input("New name", value=name, key=f"name_for_{name}", max_chars=LONGEST_NAME)
            st.button("Rename it", key="rename", type="primary", on_click=rename, args=(name,))
        if st.button("Delete", key="delete", icon=":material/delete:"):
            confirm(name)
    if st.session_state.get("refusal"):
        st.error(plain(st.session_state.pop("refusal")))


def rename(name: str) -> None:
    """Gives a model the name that was typed, and goes on showing it; keeps the sentence when it may not."""
    new = st.session_state[f"name_for_{name}"].strip()
    try:
        rename_model(name, new)
    except (ValueError, FileExistsError, FileNotFoundError) as refusal:
        st.session_state["refusal"] = str(refusal)
    else:
        st.session_state["model"] = new


@st.dialog("Delete this model?")
def confirm(name: str) -> None:
    """Names what will be lost, and deletes it if that is wanted."""
    st.markdown(f"**{plain(name)}** and all that lies in its folder will be lost for good:")
    list_files(name)
    st.caption("Datasets stay. Stored readings (predictions) can only be made again with the model.")
    for each in users(name):
        st.warning(f"The job {plain(each.title)} is using it just now.")
    with st.container(horizontal=True):
        if st.button("Delete it", type="primary", key="really_delete", on_click=delete, args=(name,)):
            st.rerun()
        if st.button("Keep it", key="keep"):
            st.rerun()


def delete(name: str) -> None:
    """Deletes a model's folder, whole or damaged, and goes on with another model."""
    delete_folder(models_folder() / name)
    left = list(cards())
    if left and st.session_state.get("model") == name:
        st.session_state["model"] = left[0]


def users(name: str) -> list[record.View]:
    """The jobs that wait or run and need the model."""
    return [each for each in record.views() if each.active and name in map(str, each.spec.values())]


def list_files(name: str) -> None:
    """The files of a model's folder with their sizes."""
    folder = models_folder() / name
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    rows = [(path.relative_to(folder).as_posix(), path.stat().st_size) for path in found]
    st.dataframe(
        pd.DataFrame(rows, columns=["file", "size"]),
        hide_index=True,
        height="content",
        column_config={"file": "File", "size": st.column_config.NumberColumn("Size", format="bytes")},
    )
