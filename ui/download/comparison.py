"""The result of a download, and the comparison of a list with a folder."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from engine.core.jobs import record, uploads
from engine.download.compare.run import as_list, changes, compare
from engine.download.compare.spec import CompareSpec
from engine.download.manifest import not_fetched, read_manifest
from engine.download.spec import DownloadSpec
from engine.download.wanted import MANIFEST, suggested_folder
from ui.jobs.starter import start
from ui.pages import next_step
from ui.text import plain

FIGURES = {
    "fetched": "done",
    "already there": "kept",
    "changed by hand": "changed",
    "failed": "failed",
    "MB": "megabytes",
}
ABOUT = {
    "missing": "On the list, but not in the folder.",
    "changed": "In the folder, but not as they were downloaded. Delete them to fetch them again.",
    "extra": "In the folder, but not on the list.",
    "unusable": "Lines of the list without a usable file name.",
}
COLUMNS = {"missing": ["file", "url"], "changed": ["file"], "extra": ["file"], "unusable": ["file", "reason"]}


def start_values(listed: str, job: record.View | None) -> dict[str, Any]:
    """The start values of the form: those of the job, if it had the same list, or else a folder named like the list."""
    if job and job.spec["list"] == listed:
        return {name: value for name, value in job.spec.items() if name != "list"}
    return {"output": suggested_folder(listed)}


def result(job: record.View) -> None:
    """The result of an ended job: counts, failed files with their reasons, and the link to what comes next."""
    if job.state == "failed" and (manifest := read_manifest(Path(job.spec["output"]))):
        failures(manifest)
    if job.state != "done":
        return
    with st.container(horizontal=True):
        for label, name in FIGURES.items():
            if name in job.result:  # a job of an older version does not report what has changed
                st.metric(label, f"{job.result[name]:,}", width="content")
    if manifest := read_manifest(Path(job.result["folder"])):
        failures(manifest)
    next_step("Collect", "Next: import the images", source=job.result["folder"])


def failures(manifest: str) -> None:
    """The files of a manifest that were not fetched, and a button that downloads the manifest."""
    bad = not_fetched(manifest)
    if len(bad):
        with st.expander(f"{len(bad):,} files could not be fetched, or have changed", expanded=True):
            st.dataframe(bad, hide_index=True, key="failures")
    st.download_button(
        "Download the manifest", manifest, MANIFEST, "text/csv", icon=":material/download:", on_click="ignore"
    )


def comparison(spec: DownloadSpec) -> None:
    """Compares the list with the folder: tables of missing and extra files, and buttons for the missing ones."""
    asked = CompareSpec(list=spec.list, folder=spec.output, base=spec.base, column=spec.column)
    st.subheader("Comparison of list and folder")
    st.code(spec.output, language=None, wrap_lines=True)
    try:
        table = compared(asked.model_dump_json(), changes(asked)) if Path(spec.output).is_dir() else None
    except (ValueError, FileNotFoundError) as mistake:
        st.error(plain(mistake))
        return
    if table is None:
        st.info("The folder does not exist yet: downloading creates it.", icon=":material/lightbulb:")
        return
    with st.container(horizontal=True):
        for state in ("there", *ABOUT):
            st.metric(state, f"{(table['state'] == state).sum():,}", width="content")
    for state, about in ABOUT.items():
        rows = table[table["state"] == state]
        if len(rows):
            st.markdown(f"**{len(rows):,} {state}.** {about}")
            st.dataframe(rows[COLUMNS[state]], hide_index=True, key=state)
    fetch_missing(spec, table[table["state"] == "missing"])


def fetch_missing(spec: DownloadSpec, missing: pd.DataFrame) -> None:
    """Buttons that download the missing files, or a list of them."""
    if missing.empty:
        st.success("No files are missing.")
        return
    listed = as_list(missing)
    with st.container(horizontal=True, vertical_alignment="center"):
        addressed = bool(missing["url"].astype(bool).any())
        clicked = st.button(f"Download {len(missing):,} missing files", key="fetch_missing", disabled=not addressed)
        st.download_button(
            "Download a list of them", listed, "missing.csv", "text/csv", icon=":material/download:", on_click="ignore"
        )
        if not addressed:
            st.caption("The list has no addresses: enter the base address.")
    if clicked:
        [path] = uploads.keep([("missing.csv", listed.encode())])
        start("download", spec.model_copy(update={"list": str(path), "column": ""}))


@st.cache_data(max_entries=2, ttl=30, show_spinner="Comparing…")
def compared(spec_json: str, states: tuple[int, ...]) -> pd.DataFrame:
    """`compare` for a spec; compares again when list or folder change, and now and then, for subfolders."""
    return compare(CompareSpec.model_validate_json(spec_json))
