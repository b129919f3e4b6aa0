"""Renaming and deleting models, their files, and damaged models."""

from functools import partial

import pandas as pd
import streamlit as st

from engine.core.jobs.users import users
from engine.core.models.card import cards, delete_model, model_files, rename_model
from engine.core.models.package import packed
from engine.core.storage.paths import LONGEST_NAME
from ui.text import plain


def list_damaged(reasons: dict[str, str]) -> None:
    """The damaged models, each with what is wrong and a button to delete it."""
    for name, reason in reasons.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(plain(reason), width="stretch")
            if st.button("Delete", key=f"delete_damaged_{name}"):
                confirm(name)


def manage(name: str) -> None:
    """The buttons that download, rename and delete a model."""
    with st.container(horizontal=True):
        st.download_button(
            "Download",
            partial(packed, name),
            f"{name}.zip",
            "application/zip",
            key="download_model",
            icon=":material/download:",
            on_click="ignore",
            help="The net (LiteRT and Keras), its card and its learning curve, as a zip file.",
        )
        with st.popover("Rename", icon=":material/edit:"):
            st.text_input("New name", value=name, key=f"name_for_{name}", max_chars=LONGEST_NAME)
            st.button("Rename", key="rename", type="primary", on_click=rename, args=(name,))
        if st.button("Delete", key="delete", icon=":material/delete:"):
            confirm(name)
    if st.session_state.get("refusal"):
        st.error(plain(st.session_state.pop("refusal")))


def rename(name: str) -> None:
    """Gives a model the typed name and keeps showing it. If it may not, the next run says why."""
    new = st.session_state[f"name_for_{name}"].strip()
    try:
        rename_model(name, new)
    except (ValueError, FileExistsError, FileNotFoundError) as refusal:
        st.session_state["refusal"] = str(refusal)
    else:
        st.session_state["model"] = new


@st.dialog("Delete this model?")
def confirm(name: str) -> None:
    """Lists the files that will be lost, and deletes the model after a second click."""
    st.markdown(f"This permanently deletes the model **{plain(name)}** and its files:")
    list_files(name)
    st.caption("Its stored predictions are among them. Datasets are kept.")
    for job in users("model", name):
        st.warning(f"The job {plain(job.title)} is using this model right now.")
    with st.container(horizontal=True):
        if st.button("Delete", type="primary", key="really_delete", on_click=delete, args=(name,)):
            st.rerun()
        if st.button("Cancel", key="keep"):
            st.rerun()


def delete(name: str) -> None:
    """Deletes a model, complete or damaged, and shows another one."""
    delete_model(name)
    left = list(cards())
    if left and st.session_state.get("model") == name:
        st.session_state["model"] = left[0]


def list_files(name: str) -> None:
    """The files of a model's folder with their sizes."""
    st.dataframe(
        pd.DataFrame(model_files(name), columns=["file", "size"]),
        hide_index=True,
        height="content",
        column_config={"file": "File", "size": st.column_config.NumberColumn("Size", format="bytes")},
    )
