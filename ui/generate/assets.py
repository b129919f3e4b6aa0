"""Fonts, papers and lists of symbols that are dropped on the page; the workspace keeps them until they are removed."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from engine.core.synthesis import assets
from engine.generate.presets import SYMBOLS
from engine.imaging.render import fonts
from ui.form import Suggested, fill
from ui.text import plain, size
from ui.upload import safe_name

NAMES = {"font": "Font", "paper": "Paper", "symbols": "Symbols"}
LARGEST_UPLOAD = 100  # MB; what is above is not even taken into memory, what is below may get a sentence of its own
DROPPED, REFUSED = "own_files", "own_files_refused"


def symbol_sets() -> None:
    """Common sets of symbols, one of which fills in the form's symbols; the one that stands there is marked.

    It must be called after the form, which knows what stands there, and be shown above it.
    """
    now = st.session_state.get("symbols")
    st.session_state["symbol_set"] = next((name for name, each in SYMBOLS.items() if each == now), None)
    st.pills("Symbols to start from", list(SYMBOLS), key="symbol_set", on_change=take_set)


def take_set() -> None:
    """Puts the chosen set of symbols into the form."""
    chosen = st.session_state["symbol_set"]
    if chosen:
        fill({"symbols": SYMBOLS[chosen]})


def own() -> None:
    """Takes files, tells in a sentence why one is refused, and lists what is kept, each to be used or removed."""
    endings = [ending.removeprefix(".") for kind in assets.KINDS.values() for ending in kind.endings]
    with st.expander("My fonts, papers and symbols"):
        st.file_uploader(
            "Fonts (.ttf, .otf), pictures to be the paper, or a symbols.txt with one line",
            endings,
            accept_multiple_files=True,
            key=DROPPED,
            on_change=take,
            max_upload_size=LARGEST_UPLOAD,
            help="They are kept in this workspace, to be found again on another day; the command line takes their "
            "names: --font NAME, --paper-picture NAME, --symbols-file NAME.",
        )
        if refused := st.session_state.get(REFUSED):
            st.warning("\n".join(f"- {plain(each)}" for each in refused))
        for kind, title in NAMES.items():
            for path in assets.kept(kind):
                line(kind, title, path.name, path.stat().st_size)


def line(kind: str, title: str, name: str, count: int) -> None:
    """One kept file: what it is, and the buttons that use or remove it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{title} **{plain(name)}** :gray[{size(count)}]", width="stretch")
        st.button("Use", key=f"use_{kind}_{name}", type="tertiary", on_click=use, args=(kind, name))
        with st.popover("Remove", type="tertiary"):
            st.write("Remove it from this workspace? Datasets that were drawn with it stay.")
            st.button("Yes, remove it", key=f"remove_{kind}_{name}", type="primary", on_click=remove, args=(kind, name))


def take() -> None:
    """Keeps the files that were dropped and puts them into the form; the sentences for those refused are shown next."""
    known, refused = st.session_state.setdefault("known_files", set()), []
    for file in st.session_state[DROPPED]:
        if file.file_id in known:
            continue
        known.add(file.file_id)
        name = safe_name(file.name)
        try:
            use(assets.keep(name, file.getvalue()), name)
        except ValueError as why:
            refused.append(str(why))
    st.session_state[REFUSED] = refused


def use(kind: str, name: str) -> None:
    """Puts a kept file into the form; the sentence why not, when it was removed meanwhile, is shown next."""
    st.session_state[REFUSED] = []
    if not assets.find(kind, name):
        st.session_state[REFUSED] = [f"{name} is not kept any more; drop it here again."]
    elif kind == "font":
        fill({"fonts": [*(one for one in st.session_state.get("fonts", ()) if one != name), name]})
    elif kind == "paper":
        fill({"paper_picture": name, "paper_kind": "picture"})
    else:
        fill({"symbols": assets.symbols(name)})


def remove(kind: str, name: str) -> None:
    """Deletes a kept file, and takes it out of the form."""
    assets.remove(kind, name)
    if kind == "font":
        fill({"fonts": [one for one in st.session_state.get("fonts", ()) if one != name]})
    elif kind == "paper" and st.session_state.get("paper_picture") == name:
        fill({"paper_picture": "", "paper_kind": "plain"})


def suggestions() -> Mapping[str, Any]:
    """What fonts, papers and lists there are to be chosen from, beside any path that is typed."""
    kept = {kind: [path.name for path in assets.kept(kind)] for kind in assets.KINDS}
    installed = sorted({**fonts.bundled(), **fonts.system()})
    return {
        "fonts": Suggested([*kept["font"], *installed]),
        "paper_picture": Suggested(["", *kept["paper"]]),
        "symbols_file": Suggested(["", *kept["symbols"]]),
    }
