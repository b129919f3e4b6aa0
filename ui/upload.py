"""Where labelled images come from: a file dropped on the page, or a path on this machine."""

import hashlib
import re
from pathlib import Path
from typing import Any

import streamlit as st

from engine import storage
from ui.frame import asked

UPLOAD, PATH = "Drop a zip file", "Name a path"


def pick_source() -> str | None:
    """The path of the zip file or folder that the person dropped or named; None as long as there is none."""
    way = st.segmented_control(
        "Where the images are", (UPLOAD, PATH), default=PATH if asked("source") else UPLOAD, required=True, key="way"
    )
    if way == PATH:
        return st.text_input(
            "Folder or zip file on this machine",
            key="source",
            bind="query-params",
            placeholder="/home/me/captchas or captchas.zip",
            help="The images are copied into the dataset; the folder itself is only read.",
        ).strip()
    dropped = st.file_uploader("A zip file with labelled images", type="zip", key="upload")
    return str(stored(dropped)) if dropped else None


def stored(upload: Any) -> Path:
    """Keeps an uploaded file in the workspace, where the job finds it; the same file is kept once."""
    known = st.session_state.setdefault("stored_uploads", {})
    if upload.file_id not in known:
        data = upload.getvalue()
        folder = storage.datasets_folder() / ".uploads" / hashlib.sha256(data).hexdigest()[:16]
        path = folder / safe_name(upload.name)
        if not path.exists():
            storage.write_bytes(path, data)
        known[upload.file_id] = path
    return known[upload.file_id]


def safe_name(name: str) -> str:
    """A file name from a browser, reduced to what every system can store."""
    return re.sub(r"[^\w.() -]", "_", Path(name.replace("\\", "/")).name).lstrip(". ")[-100:] or "upload.zip"
