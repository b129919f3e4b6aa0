"""Input files of a page: uploaded, or named by a path on this machine."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from engine.core.jobs import uploads
from engine.core.storage import lists
from engine.core.storage.files import read_bytes
from ui.url import asked, may_read

UPLOAD, PATH = "Upload a file", "Enter a path"
HELD = "held uploads"  # of the session: where each file on the page is kept, by its id
SHOWN: dict[str, Sequence[Path]] = {}  # by session
SHOWN_LOCK = Lock()


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
    """Keeps uploaded files in the workspace, where a job finds them, and no longer in memory.

    Discards those that are no longer needed. Returns [], with a sentence on the page, if they were discarded meanwhile.
    """
    ids = tuple(file.file_id for file in dropped)
    held: dict[str, Path] = st.session_state.get(HELD, {})
    if any(file_id in held and not held[file_id].exists() for file_id in ids):
        st.info("The uploaded files were removed after they had been used. Upload them again.")
        return []
    if ids != tuple(held) or HELD not in st.session_state:
        paths = uploads.keep([(file.name, content(file, held)) for file in dropped])
        st.session_state[HELD] = dict(zip(ids, paths, strict=True))
        uploads.discard(shown_anywhere(paths), list(held.values()))
        for file in dropped:
            leave_memory(file)
    return list(st.session_state[HELD].values())


def content(file: Any, held: Mapping[str, Path]) -> bytes:
    """The bytes of an uploaded file, which are on disk if it was there in an earlier run of the page."""
    return read_bytes(held[file.file_id]) if file.file_id in held else file.getvalue()


def leave_memory(file: Any) -> None:
    """Empties an uploaded file in the memory of the server. The browser goes on to show it."""
    context = get_script_run_ctx()
    manager = context and context.uploaded_file_mgr
    if context and isinstance(manager, MemoryUploadedFileManager):
        manager.add_file(context.session_id, UploadedFileRec(file.file_id, file.name, file.type, b""))


def shown_anywhere(paths: Sequence[Path]) -> list[Path]:
    """The uploads on the pages of all open sessions, of which this one shows these."""
    context = get_script_run_ctx()
    with SHOWN_LOCK:
        if context:
            SHOWN[context.session_id] = paths
        if Runtime.exists():
            for session_id in [name for name in SHOWN if not Runtime.instance().is_active_session(name)]:
                del SHOWN[session_id]
        return [path for of_session in SHOWN.values() for path in of_session]
