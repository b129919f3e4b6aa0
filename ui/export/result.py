"""Where an export goes, what its forms are, and how what it wrote is taken away."""

from itertools import count
from pathlib import Path

import streamlit as st

from engine.core.jobs import record
from engine.core.storage.folders import folder_bytes, zip_folder
from engine.core.storage.paths import workspace
from ui.text import plain, size

ABOUT = {
    "folder": "One file for each image, named by its text where that is possible; otherwise numbers and labels.csv.",
    "imagefolder": "Numbered files and metadata.csv with every column, as Hugging Face's ImageFolder reads them.",
    "classes": "One folder for each symbol; for datasets of single symbols.",
    "npz": "One NumPy file with X_train, y_train and so on; for images of one size, up to 2 GB of pixels.",
    "hdf5": "The same arrays in one HDF5 file of any size.",
}
LARGEST_ZIP = 200_000_000  # bytes; a zip file is made in the memory of the dashboard


def free_folder(name: str) -> str:
    """A folder of the workspace's exports that does not exist yet, for the export of a dataset."""
    above = workspace() / "exports"
    numbered = (above / f"{name}-{number}" for number in count(2))
    return str(above / name if not (above / name).exists() else next(path for path in numbered if not path.exists()))


def result(job: record.View) -> None:
    """What a finished job wrote, where, and a button that downloads it."""
    if job.state != "done":
        return
    folder = Path(job.result["output"])
    st.success(f"{job.result['images']:,} images were written: {plain(job.result['note'])}.")
    st.code(str(folder), language=None, wrap_lines=True)
    if folder.is_dir():
        download(folder)
    else:
        st.caption("The folder is not there any more.")


def download(folder: Path) -> None:
    """A button that downloads a folder as a zip file, if that fits into memory."""
    needed = folder_bytes(folder)
    if needed > LARGEST_ZIP:
        st.caption(f"{size(needed)} are too much to download from this page; copy the folder.")
        return
    st.download_button(
        f"Download as a zip file ({size(needed)})",
        lambda: zip_folder(folder),
        f"{folder.name}.zip",
        "application/zip",
        icon=":material/download:",
        on_click="ignore",
    )
