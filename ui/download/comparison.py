"""What came of a download, and what of a list is missing in a folder."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from engine.core.jobs import record
from engine.core.storage.files import read_bytes, write_bytes
from engine.core.storage.folders import modified_at
from engine.core.storage.paths import workspace
from engine.download.compare.run import compare
from engine.download.compare.spec import CompareSpec
from engine.download.spec import DownloadSpec
from engine.download.wanted import MANIFEST
from ui.frame import link
from ui.starter import start
from ui.text import plain
from ui.upload import uploads_folder

ABOUT = {
    "missing": "In the list, and not in the folder.",
    "extra": "In the folder, and not in the list.",
    "unusable": "Lines of the list that name no file.",
}


def start_values(listed: str, job: record.View | None) -> dict[str, Any]:
    """What the form starts with: what the job was given, if it was of this list, or else a folder named like it."""
    if job and job.spec["list"] == listed:
        return {name: value for name, value in job.spec.items() if name != "list"}
    return {"output": str(workspace() / "downloads" / Path(listed).stem)}


def result(job: record.View) -> None:
    """What a finished job fetched, and what it could not fetch and why."""
    if job.state != "done":
        return
    with st.container(horizontal=True):
        for about, name in (("fetched", "done"), ("there before", "kept"), ("failed", "failed"), ("MB", "megabytes")):
            st.metric(about, f"{job.result[name]:,}", width="content")
    folder = Path(job.result["folder"])
    if (folder / MANIFEST).exists():
        failures(folder)
    link("Collect", "Next: make a dataset of it", source=str(folder))


def failures(folder: Path) -> None:
    """The lines of a folder's manifest that failed, and a button that downloads all of it."""
    data = read_bytes(folder / MANIFEST)
    table = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    bad = table[table["status"].isin(["failed", "refused"])]
    if len(bad):
        with st.expander(f"{len(bad):,} files could not be fetched", expanded=True):
            st.dataframe(bad[["file", "status", "reason", "tries", "url"]], hide_index=True, key="failures")
    st.download_button("Manifest", data, MANIFEST, "text/csv", icon=":material/download:", on_click="ignore")


def comparison(spec: DownloadSpec) -> None:
    """The list against the folder: what is missing or extra, as tables and as a list, and a button that fetches it."""
    asked = CompareSpec(list=spec.list, folder=spec.output, base=spec.base, column=spec.column)
    st.subheader("The list against the folder")
    st.code(spec.output, language=None, wrap_lines=True)
    try:
        table = compared(asked.model_dump_json(), changed(spec)) if Path(spec.output).is_dir() else None
    except (ValueError, FileNotFoundError) as mistake:
        st.error(plain(mistake))
        return
    if table is None:
        st.info("The folder does not exist yet; downloading makes it.", icon=":material/lightbulb:")
        return
    with st.container(horizontal=True):
        for state in ("there", *ABOUT):
            st.metric(state, f"{(table['state'] == state).sum():,}", width="content")
    for state, about in ABOUT.items():
        rows = table[table["state"] == state]
        if len(rows):
            st.markdown(f"**{len(rows):,} {state}.** {about}")
            columns = {"missing": ["file", "url"], "extra": ["file"], "unusable": ["file", "reason"]}[state]
            st.dataframe(rows[columns], hide_index=True, key=state)
    fetch_missing(spec, table[table["state"] == "missing"])


def fetch_missing(spec: DownloadSpec, missing: pd.DataFrame) -> None:
    """What is missing as a list to take away, and as a download of its own."""
    if missing.empty:
        st.success("Nothing is missing.")
        return
    data = missing[["url", "file"]].to_csv(index=False, lineterminator="\n").encode()
    with st.container(horizontal=True, vertical_alignment="center"):
        addressed = bool(missing["url"].astype(bool).any())
        clicked = st.button(f"Fetch the {len(missing):,} missing", key="fetch_missing", disabled=not addressed)
        st.download_button(
            "List of them", data, "missing.csv", "text/csv", icon=":material/download:", on_click="ignore"
        )
        if not addressed:
            st.caption("The list holds no addresses; give the base address.")
    if clicked:
        path = uploads_folder() / hashlib.sha256(data).hexdigest()[:16] / "missing.csv"
        write_bytes(path, data)
        start("download", spec.model_copy(update={"list": str(path), "column": ""}))


def changed(spec: DownloadSpec) -> tuple[int, ...]:
    """Tells one state of list and folder from another."""
    folder = Path(spec.output)
    return tuple(modified_at(path) for path in (Path(spec.list), folder, folder / MANIFEST))


@st.cache_data(max_entries=2, ttl=30, show_spinner="Comparing…")
def compared(spec_json: str, states: tuple[int, ...]) -> pd.DataFrame:
    """`compare` for a spec; compares again when list or folder changed, and at times, for folders inside."""
    return compare(CompareSpec.model_validate_json(spec_json))
