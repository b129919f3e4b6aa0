"""Where images and lists come from: a file dropped on the page, or a path on this machine."""

import hashlib
import re
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st

from engine.collect.archives.sources import IMAGE_SUFFIXES
from engine.core.jobs import record
from engine.core.storage.files import as_json, write_bytes
from engine.core.storage.folders import delete_folder, list_folders, modified_at
from engine.core.storage.paths import datasets_folder
from ui.url import asked

UPLOAD, PATH = "Drop a file", "Name a path"
LISTS = ["csv", "tsv", "txt", "json", "jsonl"]
LONGEST_HELD = 86_400.0  # seconds


def pick_sources() -> list[str]:
    """The paths of the files and folders of images that the person dropped or named; [] as long as there are none."""
    return pick(
        "source",
        "Where the images are",
        "Images, archives of them (zip, tar, 7z, rar), a list of their labels, or tables of pixels",
        None,  # IDX files have no ending
        "/home/me/captchas\n/home/me/more.zip",
        several=True,
    )


def pick_list() -> str | None:
    """The path of a list of addresses or file names; None as long as there is none."""
    found = pick("list", "Where the list is", "List of addresses or file names", LISTS, "/home/me/names.csv")
    return found[0] if found else None


def pick(
    key: str, question: str, what: str, endings: list[str] | None, example: str, several: bool = False
) -> list[str]:
    """The paths of what the person dropped, files with one of these endings, or named; names stand in the URL."""
    way = st.segmented_control(
        question, (UPLOAD, PATH), default=PATH if asked(key) else UPLOAD, required=True, key="way"
    )
    if way == UPLOAD:
        dropped = st.file_uploader(what, endings, accept_multiple_files=several, key="upload")
        return together(stored(dropped if isinstance(dropped, list) else [dropped] if dropped else []))
    field: dict[str, Any] = {"key": key, "bind": "query-params", "placeholder": example, "help": "It is only read."}
    if several:
        named = st.text_area("Files or folders on this machine, each on a line", height=100, **field)
        return list(dict.fromkeys(line.strip() for line in named.splitlines() if line.strip()))
    named = st.text_input("File on this machine", **field).strip()
    return [named] if named else []


def together(paths: list[Path]) -> list[str]:
    """The paths of uploads, or the one of their folder where they are single images."""
    images = any(path.suffix.lower() in IMAGE_SUFFIXES for path in paths)
    return [str(paths[0].parent)] if images else [str(path) for path in paths]


def is_upload(path: str) -> bool:
    """Whether a path is that of a folder of uploads, whose name says nothing."""
    return Path(path).parent == uploads_folder()


def stored(uploads: list[Any]) -> list[Path]:
    """Keeps uploaded files in the workspace, where a job finds them; the same files are kept once.

    What was dropped together lies together, because pictures of IDX find their labels beside them.
    """
    ids = tuple(each.file_id for each in uploads)
    before, paths = st.session_state.get("held_uploads", (None, []))
    if ids != before or not all(path.exists() for path in paths):
        paths = written(uploads)
        st.session_state["held_uploads"] = ids, paths
        sweep({path.parent.name for path in paths})
    return paths


def sweep(held: set[str]) -> None:
    """Removes uploads that nobody needs: those of finished collections, and those of yesterday without a job.

    held: the folders that this session shows.
    """
    folder = uploads_folder()
    views = [(view, as_json(view.spec)) for view in record.views()]
    for name in set(list_folders(folder)) - held:
        using = [view for view, said in views if name in said]
        used_up = using and all(view.verb == "collect" and view.state == "done" for view in using)
        if used_up or (not using and time.time() - modified_at(folder / name) / 1e9 > LONGEST_HELD):
            with suppress(FileNotFoundError):  # another session may sweep at the same moment
                delete_folder(folder / name)


def uploads_folder() -> Path:
    """Where uploads lie, one folder for each time that files were dropped."""
    return datasets_folder() / ".uploads"


def written(uploads: list[Any]) -> list[Path]:
    """Writes uploaded files into a folder that is named by their content; returns where each lies."""
    if not uploads:
        return []
    names = [safe_name(each.name) for each in uploads]
    names = [name if name not in names[:place] else f"{place}-{name}" for place, name in enumerate(names)]
    whole = hashlib.sha256()
    for name, each in zip(names, uploads, strict=True):
        whole.update(hashlib.sha256(name.encode() + hashlib.sha256(each.getbuffer()).digest()).digest())
    folder = uploads_folder() / whole.hexdigest()[:16]
    for name, each in zip(names, uploads, strict=True):
        if not (folder / name).exists():
            write_bytes(folder / name, each.getbuffer())
    return [folder / name for name in names]


def safe_name(name: str) -> str:
    """A file name from a browser, reduced to what every system can store."""
    return re.sub(r"[^\w.() -]", "_", Path(name.replace("\\", "/")).name).lstrip(". ")[-100:] or "upload.zip"
