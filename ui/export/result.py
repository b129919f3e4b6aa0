"""The formats of an export, its result, and the download of that."""

from pathlib import Path

import streamlit as st

from engine.core.jobs import record
from engine.core.storage.folders import folder_bytes, zip_folder
from ui.text import plain, size

ABOUT = {
    "folder": "One file per image, named by its text if all texts can be file names; otherwise numbers and labels.csv.",
    "imagefolder": "Numbered files and metadata.csv with all columns, for Hugging Face's ImageFolder.",
    "classes": "One folder per symbol, for datasets of single symbols.",
    "npz": "One NumPy file with X_train, y_train and so on, for images of one size, up to 2 GB of pixels.",
    "hdf5": "The arrays X_train, y_train and so on in one HDF5 file of any size.",
}
LARGEST_ZIP = 200_000_000  # bytes; the zip file is made in the dashboard's memory


def result(job: record.View) -> None:
    """The folder that a finished job wrote, and a button that downloads it."""
    if job.state != "done":
        return
    folder = Path(job.result["output"])
    st.success(f"{in_words(job)} {plain(job.result['note'])}")
    st.code(str(folder), language=None, wrap_lines=True)
    if folder.is_dir():
        download(folder)
    else:
        st.caption("The folder no longer exists.")


def in_words(job: record.View) -> str:
    """What was exported, as a sentence (Markdown)."""
    if "images" in job.result:
        return f"{job.result['images']:,} images were exported."
    return f"The model {plain(job.spec['model'])} was exported as {plain(job.spec['format'])}."


def download(folder: Path) -> None:
    """A button that downloads a folder as a zip file, if it fits into memory."""
    needed = folder_bytes(folder)
    if needed > LARGEST_ZIP:
        st.caption(f"Too large to download from this page ({size(needed)}): copy the folder.")
        return
    st.download_button(
        f"Download as zip ({size(needed)})",
        lambda: zip_folder(folder),
        f"{folder.name}.zip",
        "application/zip",
        icon=":material/download:",
        on_click="ignore",
    )
