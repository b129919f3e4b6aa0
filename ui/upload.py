"""Where images and lists come from: a file dropped on the page, or a path on this machine."""

import hashlib
import re
from pathlib import Path
from typing import Any

import streamlit as st

from engine import storage
from ui.frame import asked

UPLOAD, PATH = "Drop a file", "Name a path"
ARCHIVES = ["zip", "tar", "tgz", "gz", "xz", "txz", "bz2", "tbz2", "7z", "rar"]
TABLES = ["csv", "npy", "npz", "h5", "hdf5", "parquet"]
LISTS = ["csv", "tsv", "txt", "json", "jsonl"]


def pick_source() -> str | None:
    """The path of the file or folder of images that the person dropped or named; None as long as there is none."""
    return pick_file(
        "source",
        "Where the images are",
        "Archive with labelled images, or table of pixels",
        [*ARCHIVES, *TABLES],
        "/home/me/captchas or captchas.zip",
    )


def pick_list() -> str | None:
    """The path of a list of addresses or file names; None as long as there is none."""
    return pick_file("list", "Where the list is", "List of addresses or file names", LISTS, "/home/me/names.csv")


def pick_file(key: str, question: str, what: str, endings: list[str], example: str) -> str | None:
    """The path of what the person dropped, one file with one of these endings, or named; the name stands in the URL."""
    way = st.segmented_control(
        question, (UPLOAD, PATH), default=PATH if asked(key) else UPLOAD, required=True, key="way"
    )
    if way == PATH:
        return st.text_input(
            "File or folder on this machine",
            key=key,
            bind="query-params",
            placeholder=example,
            help="It is only read.",
        ).strip()
    dropped = st.file_uploader(what, type=endings, key="upload")
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
