"""A model for other programs: exports in other formats, each with what was found when it was read back."""

import pandas as pd
import streamlit as st

from engine.core.jobs import record
from engine.core.models.card import Card
from engine.core.models.exported import Exported
from engine.core.storage.folders import free_folder
from engine.core.storage.paths import exports_folder
from engine.export.spec import ExportSpec
from engine.spec import read
from ui.choices import pick
from ui.jobs.panel import job_panel, linked_job, newest_active
from ui.jobs.starter import starter
from ui.text import plain

ABOUT = {
    "litert-int8": "Recommended on PCs and phones: weights in 8 bits, a third of the size, up to twice as fast, and "
    "as accurate.",
    "litert": "LiteRT (TensorFlow Lite) in 32 bits: what this workbench reads with.",
    "litert-full-int8": "8 bits throughout, for microcontrollers only: on PCs it is slower than litert-int8.",
    "onnx": "For ONNX Runtime. Needs the extra: pip install '.[onnx]'.",
    "keras": "The Keras file, to train on elsewhere.",
    "savedmodel": "A TensorFlow SavedModel, for TensorFlow Serving.",
    "bundle": "A zip with net, card and a short reader in Python; needs only LiteRT, NumPy and Pillow.",
}


def show(name: str, card: Card) -> None:
    """Exports a model, and shows what is known about its exports."""
    kind = pick("Format", "export_as", list(ABOUT), "litert-int8")
    st.caption(ABOUT[kind])
    folder = str(free_folder(exports_folder(), f"{name}-{kind}"))
    starter("export", read(ExportSpec, {"model": name, "format": kind, "output": folder}), "Export")
    if job := job_of("export"):
        job_panel(job.id, result)
    if card.exports:
        table(card.exports)


def job_of(verb: str) -> record.View | None:
    """The job of a verb in the link, or else the newest that waits or runs."""
    return linked_job(verb) or newest_active(verb)


def result(job: record.View) -> None:
    """Where a finished export is, and what was found."""
    if job.state == "done":
        st.success(plain(job.result["note"]))
        st.code(job.result["output"], language=None, wrap_lines=True)


def table(exports: dict[str, Exported]) -> None:
    """What was found when each format was read back."""
    st.dataframe(
        pd.DataFrame([row(kind, measured) for kind, measured in exports.items()]),
        hide_index=True,
        column_config={
            "format": "Format",
            "size": st.column_config.NumberColumn("Size", format="bytes"),
            "ms": st.column_config.NumberColumn("CPU-ms per image", format="%.2f"),
            "accuracy": st.column_config.NumberColumn("Exact match", format="percent"),
            "lost": st.column_config.TextColumn("Points lost (95 %)"),
            "changed": st.column_config.NumberColumn("Texts changed", format="percent"),
            "difference": st.column_config.NumberColumn("Largest difference", format="%.2g"),
        },
        alt="Exports of this model, each compared with it on the same images",
    )


def row(kind: str, measured: Exported) -> dict[str, object]:
    """One export as a row; without labelled images its accuracy is empty."""
    known = measured.n > 0
    ends = f"{100 * measured.lost:.2f} ({100 * measured.lost_low:.2f} to {100 * measured.lost_high:.2f})"
    return {
        "format": kind,
        "size": measured.bytes,
        "ms": measured.milliseconds,
        "accuracy": measured.accuracy if known else None,
        "lost": ends if known else "unknown",
        "changed": measured.changed if known else None,
        "difference": measured.difference,
    }
