"""Input files of a page: uploaded, or named by a path on this machine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from engine.core.jobs import uploads
from engine.core.storage import lists
from ui.url import asked, may_read

UPLOAD, PATH = "Upload a file", "Enter a path"


def pick_sources() -> list[str]:
    """The paths of uploaded or named files and folders of images; [] if there are none yet."""
    return pick(
        "source",
        "Source of the images",
        "Images, archives of images (zip, tar, 7z, rar), a list of labels, or tables of pixels",
        None,  # IDX files have no ending
        "/home/me/captchas\n/home/me/more.zip",
        several=True,
    )


def pick_list() -> str | None:
    """The path of a list of addresses or file names; None if there is none yet."""
    paths = pick("list", "Source of the list", "List of addresses or file names", lists.ENDINGS, "/home/me/names.csv")
    return paths[0] if paths else None


def pick(
    key: str, question: str, what: str, endings: Sequence[str] | None, example: str, several: bool = False
) -> list[str]:
    """The paths of uploaded files with one of these endings, or of named ones. Names are kept in the URL."""
    way = st.segmented_control(
        question, (UPLOAD, PATH), default=PATH if asked(key) else UPLOAD, required=True, key="way"
    )
    if way == UPLOAD:
        dropped = st.file_uploader(what, endings, accept_multiple_files=several, key="upload")
        return uploads.as_sources(stored(dropped if isinstance(dropped, list) else [dropped] if dropped else []))
    field: dict[str, Any] = {
        "key": key,
        "bind": "query-params",
        "placeholder": example,
        "help": "Files are read, never changed.",
    }
    if several:
        named = st.text_area("Files or folders on this machine, one per line", height=100, **field)
    else:
        named = st.text_input("File on this machine", **field)
    paths = list(dict.fromkeys(line.strip() for line in named.splitlines() if line.strip()))
    if not may_read(paths):
        st.stop()
    return paths


def stored(dropped: Sequence[Any]) -> list[Path]:
    """Keeps uploaded files in the workspace, where a job finds them, and discards those no longer needed."""
    ids = tuple(file.file_id for file in dropped)
    before, paths = st.session_state.get("held_uploads", (None, []))
    if ids != before or not all(path.exists() for path in paths):
        paths = uploads.keep([(file.name, file.getbuffer()) for file in dropped])
        st.session_state["held_uploads"] = ids, paths
        uploads.discard(paths)
    return paths
