"""Reading a part of a dataset, or a folder, as a job, and its result."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import streamlit as st

from engine.classify.outcome import image_files, lines_of
from engine.classify.spec import ClassifySpec, Format
from engine.core.datasets.dataset import dataset_names
from engine.core.jobs import record
from engine.core.storage.files import read_bytes
from engine.spec import knobs, read
from ui import choices
from ui.classify.answer import show
from ui.classify.readings import readings
from ui.classify.sources import ImageFile
from ui.frame import empty
from ui.pages import next_step
from ui.pictures import address
from ui.text import plain

SOURCES = ("Dataset", "Folder", "Zip")
ON_A_PAGE = 50
SMALL = 48  # pixels of a row
SHOWN = ("file", "label", "prediction", "confidence", "accepted", "notice")
MIMES = {".txt": "text/plain", ".csv": "text/csv", ".jsonl": "application/jsonl"}
VERDICTS = {"True": "accepted", "False": "not sure"}
COLUMNS: dict[str, Any] = {
    "picture": st.column_config.ImageColumn("Image", width=140),
    "file": "File",
    "label": "Label",
    "prediction": "Text",
    "confidence": st.column_config.ProgressColumn("Confidence", format="percent", min_value=0, max_value=1),
    "accepted": "Verdict",
    "notice": st.column_config.TextColumn("Notice", width="medium"),
}


def wanted(model_name: str, source: str, known: dict[str, str], rate: float) -> ClassifySpec | None:
    """The spec for reading from one of SOURCES; None until the choice is complete.

    known: what is known about the texts, by field. rate: the largest share of mistakes to promise, 0 for no promise.
    """
    chosen = wanted_dataset(model_name) if source == "Dataset" else wanted_path(source.lower())
    if not chosen:
        return None
    try:
        values = {"model": model_name, **chosen, **known, **results(), "accept_errors": rate}
        return read(ClassifySpec, values)
    except ValueError as mistake:
        st.error(plain(mistake))
        return None


def wanted_path(kind: str) -> dict[str, str]:
    """The "folder" or "zip" that is typed, by field; empty without one."""
    where = {"folder": "A folder of image files", "zip": "A zip file of images"}[kind]
    path = st.text_input(
        {"folder": "Folder", "zip": "Zip file"}[kind],
        key=kind,
        bind="query-params",
        placeholder={"folder": "/path/to/images", "zip": "/path/to/images.zip"}[kind],
        help=f"{where} on the machine that runs the dashboard. Folders in it are read too.",
    )
    return {kind: path} if path else {}


def results() -> dict[str, str]:
    """In which format the results are written, and the title of a submission, by field."""
    about = {knob.name: knob for knob in knobs(ClassifySpec)}
    with st.container(horizontal=True):
        form = choices.pick("Results as", "results_format", get_args(Format), "lines")
        title = ""
        if form == "submission":
            title = st.text_input("Title", key="results_title", bind="query-params", help=about["title"].sentence)
    return {"format": form, "title": title}


def wanted_dataset(model_name: str) -> dict[str, str]:
    """The dataset and part that are chosen, by field; empty if there is no dataset."""
    if not dataset_names():
        empty("There is no dataset yet.", "Collect", "Generate")
        return {}
    with st.container(horizontal=True):
        name = choices.choose_dataset(choices.dataset_for(model_name))
        return {"dataset": name, "part": choices.choose_part()}


def result(job: record.View) -> None:
    """The result of a finished job: counts, what was accepted, downloads, and a link to the analysis."""
    if job.state != "done":
        return
    summary = job.result
    right = f", {summary['right']:,} of them correctly" if "right" in summary else ""
    st.success(f"{summary['n']:,} images were read{right}.")
    accepted(summary)
    if summary.get("unreadable"):
        st.warning(
            f"{summary['unreadable']:,} files could not be read:\n"
            + "\n".join(f"- {plain(reason)}" for reason in summary["reasons"])
        )
    if summary.get("noticed"):
        st.warning(
            f"{summary['noticed']:,} of them are unlike the model's training images, so expect more mistakes "
            "there. The CSV file says why, image by image."
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        files(job)
        if job.spec["dataset"] and not read(ClassifySpec, job.spec).constraint:
            query = {key: job.spec[key] for key in ("model", "dataset", "part")}
            next_step("Analyze", "Next: see where it fails", **query)
    table(job)


def accepted(summary: Mapping[str, Any]) -> None:
    """How many texts were accepted under a promise; a caution where confidence is not calibrated."""
    if summary.get("suspended"):
        st.error(plain(summary["suspended"]), icon=":material/pause_circle:")
    elif "accepted" in summary:
        count, unsure = summary["accepted"], summary["not_sure"]
        wrong = f", {count - summary['accepted_right']:,} of them wrong" if "accepted_right" in summary else ""
        st.info(
            f"**{count:,}** texts are accepted{wrong}; of **{unsure:,}** the model is not sure.",
            icon=":material/verified:",
        )
    if caution := summary.get("caution"):
        st.caption(f":material/info: {plain(caution[0].upper() + caution[1:])}")


def table(job: record.View) -> None:
    """Pages of the images that were read, with what was read in them; a selected one is read again, large."""
    try:
        lines = lines_of(job.spec, table_of(job))
    except (ValueError, FileNotFoundError) as damage:
        st.warning(plain(damage))
        return
    page = st.pagination(-(-len(lines) // ON_A_PAGE), key="page_of_lines") if len(lines) > ON_A_PAGE else 1
    rows = lines.iloc[(page - 1) * ON_A_PAGE : page * ON_A_PAGE].reset_index(drop=True)
    if "accepted" in rows:  # jobs of earlier versions have no such column
        rows["accepted"] = rows["accepted"].map(VERDICTS)
    images = image_files(job.spec, rows)
    thumbs = [address(image, SMALL) if image else None for image in images]
    event = st.dataframe(
        pd.DataFrame({"picture": thumbs, **{name: rows[name] for name in SHOWN if name in rows and rows[name].any()}}),
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
            spec = read(ClassifySpec, job.spec)
            file = ImageFile(rows["file"][row], image)
            show([readings(spec.model, [file], spec.constraint, spec.accept_errors)])


def table_of(job: record.View) -> str:
    """The path of the CSV with all that a job read; jobs of earlier versions do not name it."""
    return job.result.get("table") or str(Path(job.result["output"]).with_suffix(".csv"))


def files(job: record.View) -> None:
    """Buttons that download the results, and the CSV with all columns."""
    for path in dict.fromkeys((Path(job.result["output"]), Path(table_of(job)))):
        if path.exists():
            st.download_button(
                f"Download {plain(path.name)}",
                read_bytes(path),
                path.name,
                MIMES.get(path.suffix, "application/octet-stream"),
                icon=":material/download:",
                on_click="ignore",
            )
