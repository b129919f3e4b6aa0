"""The two ways to begin: try the whole road on drawn images, or bring images of one's own."""

import streamlit as st

from engine.core.jobs import control
from engine.core.jobs.names import free_name
from ui.home.try_it import NAME, SIZES, requests
from ui.pages import PAGES, emphasis
from ui.url import ask, asked_among

LARGE = (
    "<style>.st-key-ways .stButton button {min-height: 3.5rem} .st-key-ways .stButton p {font-size: 1.15rem}</style>"
)


def ways(is_new: bool) -> None:
    """The two large buttons. *Try it* is filled in a new workspace, where nothing else comes next."""
    st.html(LARGE)
    with st.container(key="ways"):
        trial, own = st.columns(2, gap="medium")
    with trial:
        look = emphasis("try_it") if is_new else "secondary"
        clicked = st.button("Try it", type=look, icon=":material/auto_awesome:", key="try_it", width="stretch")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            size = choose_size()
    with own:
        if st.button("Use my images", icon=PAGES["Collect"].icon, key="use_my_images", width="stretch"):
            st.switch_page(PAGES["Collect"].path)
        st.caption("Import a zip file, a folder or a table of labelled images.")
    if clicked:
        ask("chain", control.chain(requests(free_name(NAME, "dataset", "model"), SIZES[size]))[0])
        st.rerun()


def choose_size() -> str:
    """What the trial does, and how much of it, behind a click; returns one of SIZES."""
    start = asked_among("size", list(SIZES), "size") or "full"
    chosen = st.session_state.get("size", start)
    st.caption(f"Draws {SIZES[chosen].about}, trains a model, and shows how well it reads.", width="stretch")
    with st.popover("Size", type="tertiary"):
        return st.radio(
            "Size of the trial",
            list(SIZES),
            list(SIZES).index(start),
            format_func=lambda key: f"{SIZES[key].about}: {SIZES[key].use}",
            key="size",
        )
