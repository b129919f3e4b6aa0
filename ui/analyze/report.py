"""The report as a file: a page that opens offline, or a model card."""

from functools import partial

import streamlit as st

from engine.analyze.report.run import made
from engine.analyze.report.spec import ReportSpec
from engine.core.specs.command import command
from ui.analyze.stored import Stored


def report(readings: Stored) -> None:
    """Buttons that make and download a report on these predictions, with the comparison and factors in the link."""
    with st.popover("Report", icon=":material/description:"):
        st.caption("One file with every view, and the comparison and factors chosen here. It opens without a network.")
        thumbnails = st.toggle("Images that were read wrongly", True, key="report_thumbnails")
        names = {"html": "Page (HTML)", "md": "Model card (Markdown)"}
        specs = {ending: spec_of(readings, ending, thumbnails) for ending in names}
        with st.container(horizontal=True):
            for ending, label in names.items():
                st.download_button(
                    label, partial(made, specs[ending]), f"{readings.model}-{readings.source.name}.{ending}",
                    key=f"report_{ending}", on_click="ignore",
                )  # fmt: skip
        st.caption("The same on the command line")
        st.code(command("report", specs["html"]), language="bash", wrap_lines=True)


def spec_of(readings: Stored, ending: str, thumbnails: bool) -> ReportSpec:
    """The spec of a report, with what the link asks for."""
    state = st.session_state
    return ReportSpec(
        model=readings.model, dataset=readings.source.name, part=readings.part, output=f"report.{ending}",
        thumbnails=thumbnails, other=state.get("other") or "", factors=",".join(state.get("factors") or ()),
        cluster=state.get("cluster") or "auto",
    )  # fmt: skip
