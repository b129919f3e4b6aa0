"""Uploaded fonts, backgrounds and lists of symbols, which the workspace keeps until they are removed."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from engine.core.storage.paths import safe_file_name
from engine.core.synthesis import assets
from engine.generate.presets import SYMBOLS
from engine.imaging.render import fonts
from ui.forms.form import fill
from ui.forms.widgets import Suggested
from ui.text import plain, size

NAMES = {"font": "Font", "background": "Background", "symbols": "Symbols"}
LARGEST_UPLOAD = 100  # MB; larger files are not even taken into memory, smaller ones may still be refused
DROPPED, REFUSED = "own_files", "own_files_refused"


def symbol_sets() -> None:
    """Buttons that fill the form with a common set of symbols. The set that is in the form is marked.

    Must be called after the form, which knows its symbols, and be shown above it.
    """
    now = st.session_state.get("symbols")
    st.session_state["symbol_set"] = next((name for name, symbols in SYMBOLS.items() if symbols == now), None)
    st.pills("Common sets of symbols", list(SYMBOLS), key="symbol_set", on_change=take_set)


def take_set() -> None:
    """Puts the chosen set of symbols into the form."""
    chosen = st.session_state["symbol_set"]
    if chosen:
        fill({"symbols": SYMBOLS[chosen]})


def own_files() -> None:
    """Uploads files, says why one is refused, and lists the kept ones, each with buttons to use or remove it."""
    endings = [ending.removeprefix(".") for kind in assets.KINDS.values() for ending in kind.endings]
    with st.expander("My fonts, backgrounds and symbols"):
        st.file_uploader(
            "Fonts (.ttf, .otf), background images, or a symbols.txt with all symbols on one line",
            endings,
            accept_multiple_files=True,
            key=DROPPED,
            on_change=take,
            max_upload_size=LARGEST_UPLOAD,
            help="Files are kept in this workspace until you remove them. On the command line, use their names: "
            "--font NAME, --paper-picture NAME, --symbols-file NAME.",
        )
        if refused := st.session_state.get(REFUSED):
            st.warning("\n".join(f"- {plain(reason)}" for reason in refused))
        for kind, title in NAMES.items():
            for path in assets.kept(kind):
                line(kind, title, path.name, path.stat().st_size)


def line(kind: str, title: str, name: str, count: int) -> None:
    """One kept file, with the buttons that use or remove it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{title} **{plain(name)}** :gray[{size(count)}]", width="stretch")
        st.button("Use", key=f"use_{kind}_{name}", type="tertiary", on_click=use, args=(kind, name))
        with st.popover("Remove", type="tertiary"):
            st.write("Remove this file from the workspace? Stored images that were drawn with it are kept.")
            st.button("Remove", key=f"remove_{kind}_{name}", type="primary", on_click=remove, args=(kind, name))


def take() -> None:
    """Keeps the uploaded files and puts them into the form. Reasons for refused ones are shown in the next run."""
    seen, refused = st.session_state.setdefault("known_files", set()), []
    for file in st.session_state[DROPPED]:
        if file.file_id in seen:
            continue
        seen.add(file.file_id)
        name = safe_file_name(file.name)
        try:
            use(assets.keep(name, file.getvalue()), name)
        except ValueError as reason:
            refused.append(str(reason))
    st.session_state[REFUSED] = refused


def use(kind: str, name: str) -> None:
    """Puts a kept file into the form. If it was removed meanwhile, the next run says so."""
    st.session_state[REFUSED] = []
    if not assets.find(kind, name):
        st.session_state[REFUSED] = [f"{name} is no longer in the workspace: upload it again."]
    elif kind == "font":
        fill({"fonts": [*other_fonts(name), name]})
    elif kind == "background":
        fill({"paper_picture": name, "paper_kind": "picture"})
    else:
        fill({"symbols": assets.symbols(name)})


def remove(kind: str, name: str) -> None:
    """Deletes a kept file, and takes it out of the form."""
    assets.remove(kind, name)
    if kind == "font":
        fill({"fonts": other_fonts(name)})
    elif kind == "background" and st.session_state.get("paper_picture") == name:
        fill({"paper_picture": "", "paper_kind": "plain"})


def other_fonts(name: str) -> list[str]:
    """The fonts in the form, without this one."""
    return [font for font in st.session_state.get("fonts", ()) if font != name]


def suggestions() -> Mapping[str, Any]:
    """Known fonts, backgrounds and lists for the form, which also accepts any path that is typed."""
    kept = {kind: [path.name for path in assets.kept(kind)] for kind in assets.KINDS}
    installed = sorted({**fonts.bundled(), **fonts.system()})
    return {
        "fonts": Suggested([*kept["font"], *installed]),
        "paper_picture": Suggested(["", *kept["background"]]),
        "symbols_file": Suggested(["", *kept["symbols"]]),
    }
