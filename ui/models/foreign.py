"""A net from elsewhere as a model: the form for what its file does not say, and the job that imports it."""

import streamlit as st

from engine.foreign.spec import ImportSpec
from ui.forms.form import form
from ui.jobs.panel import job_panel
from ui.jobs.starter import starter
from ui.models.leave import job_of


def wanted() -> bool:
    """A switch that shows the import in place of a model; on while an import runs, or the link leads to one."""
    return st.toggle(
        "Import a net from elsewhere",
        value=job_of("import") is not None,
        key="import_net",
        help="A .keras or .h5 file that somebody else trained. Nothing in it is run.",
    )


def show() -> None:
    """The form of an import, and its job."""
    settings, results = st.columns([2, 3], gap="large")
    with settings:
        spec = form(ImportSpec, missing="Enter the file, a name and the alphabet.")
        starter("import", spec, "Import")
    with results:
        if job := job_of("import"):
            job_panel(job.id)
        st.caption(
            "The file is checked before TensorFlow is loaded, and the net is built anew from layers of Keras. Files "
            "with code in them, such as Lambda layers, are refused."
        )
