"""Reading a part of a dataset, or a folder, as a job, and its result."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from engine.classify.outcome import image_files, lines_of
from engine.classify.spec import ClassifySpec
from engine.core.datasets.dataset import dataset_names
from engine.core.jobs import record
from engine.core.storage.files import read_bytes
from engine.spec import read
from ui import choices
from ui.classify.answer import show
from ui.classify.sources import ImageFile, read_all
from ui.frame import empty
from ui.pages import next_step
from ui.pictures import address
from ui.text import plain

SOURCES = ("Dataset", "Folder")
ON_A_PAGE = 50
SMALL = 48  # pixels of a row
SHOWN = ("file", "label", "prediction", "confidence", "notice")
COLUMNS: dict[str, Any] = {
    "picture": st.column_config.ImageColumn("Image", width=140),
    "file": "File",
    "label": "Label",
    "prediction": "Text",
    "confidence": st.column_config.ProgressColumn("Confidence", format="percent", min_value=0, max_value=1),
    "notice": st.column_config.TextColumn("Notice", width="medium"),
}


def wanted(model_name: str, source: str, known: dict[str, str]) -> ClassifySpec | None:
    """The spec for reading from one of SOURCES; None until the choice is complete.

    known: what is known about the texts, by field.
    """
    chosen = wanted_folder() if source == "Folder" else wanted_dataset(model_name)
    if not chosen:
        return None
    try:
        return read(ClassifySpec, {"model": model_name, **chosen, **known})
    except ValueError as mistake:
        st.error(plain(mistake))
        return None


def wanted_folder() -> dict[str, str]:
    """The folder that is typed, by field; empty without one."""
    folder = st.text_input(
        "Folder",
        key="folder",
        bind="query-params",
        placeholder="/path/to/images",
        help="A folder of image files on the machine that runs the dashboard. Its subfolders are read too.",
    )
    return {"folder": folder} if folder else {}


def wanted_dataset(model_name: str) -> dict[str, str]:
    """The dataset and part that are chosen, by field; empty if there is no dataset."""
    if not dataset_names():
        empty("There is no dataset yet.", "Collect", "Generate")
        return {}
    with st.container(horizontal=True):
        name = choices.choose_dataset(choices.dataset_for(model_name))
        return {"dataset": name, "part": choices.choose_part()}


def result(job: record.View) -> None:
    """The result of a finished job: counts, downloads, and a link to the analysis."""
    if job.state != "done":
        return
    summary = job.result
    if job.spec["folder"]:
        st.success(f"{summary['n']:,} images were read.")
        if summary["unreadable"]:
            st.warning(
                f"{summary['unreadable']:,} files could not be read:\n"
                + "\n".join(f"- {plain(reason)}" for reason in summary["reasons"])
            )
    else:
        st.success(f"{summary['n']:,} images were read, {summary['right']:,} of them correctly.")
    if summary.get("noticed"):
        st.warning(
            f"{summary['noticed']:,} of them are unlike the model's training images, so expect more mistakes "
            "there. The CSV file says why, image by image."
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        files(job)
        if job.spec["dataset"]:
            query = {key: job.spec[key] for key in ("model", "dataset", "part")}
            next_step("Analyze", "Next: see where it fails", **query)
    table(job)


def table(job: record.View) -> None:
    """Pages of the images that were read, with what was read in them; a selected one is read again, large."""
    try:
        lines = lines_of(job.spec, job.result["output"])
    except (ValueError, FileNotFoundError) as damage:
        st.warning(plain(damage))
        return
    page = st.pagination(-(-len(lines) // ON_A_PAGE), key="page_of_lines") if len(lines) > ON_A_PAGE else 1
    rows = lines.iloc[(page - 1) * ON_A_PAGE : page * ON_A_PAGE].reset_index(drop=True)
    images = image_files(job.spec, rows)
    thumbs = [address(image, SMALL) if image else None for image in images]
    event = st.dataframe(
        pd.DataFrame({"picture": thumbs, **{name: rows[name] for name in SHOWN if name in rows}}),
        hide_index=True,
        row_height=SMALL,
        height=min(640, 45 + SMALL * len(rows)),
        on_select="rerun",
        selection_mode="single-row",
        key=f"lines_{job.id}_{page}",
        column_config=COLUMNS,
        alt="Images, what was read in them, and their labels",
    )
    st.caption("Select a row to see where the net looked.")
    for row in event.selection.rows:
        if row < len(rows) and (image := images[row]):
            constraint = read(ClassifySpec, job.spec).constraint
            show(read_all(job.spec["model"], [ImageFile(rows["file"][row], image)], constraint))


def files(job: record.View) -> None:
    """Buttons that download output.txt and the CSV."""
    output = Path(job.result["output"])
    for path, mime in ((output, "text/plain"), (output.with_suffix(".csv"), "text/csv")):
        if path.exists():
            st.download_button(
                f"Download {plain(path.name)}",
                read_bytes(path),
                path.name,
                mime,
                icon=":material/download:",
                on_click="ignore",
            )
