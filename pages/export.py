"""Export: writes a dataset for other tools."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.storage.folders import free_folder
from engine.core.storage.paths import exports_folder
from engine.export.spec import DATASET_FORMATS, ExportSpec
from ui.choices import choose_dataset, pick
from ui.export.result import ABOUT, result
from ui.figures import facts
from ui.forms.form import form
from ui.frame import empty, frame
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter

frame("Export")
if not dataset_names():
    empty("There is nothing to export yet: make a dataset first.", "Generate", "Collect")
    st.stop()

settings, results = st.columns([2, 3], gap="large")
with settings:
    name = choose_dataset()
    kind = pick("Format", "format", DATASET_FORMATS, "imagefolder")
    st.caption(ABOUT[kind])
    given = {"dataset": name, "model": "", "format": kind}
    spec = form(ExportSpec, given=given, presets={"output": str(free_folder(exports_folder(), name))})
    starter("export", spec, "Export")
with results:
    if job := current_job("export"):
        job_panel(job.id, result)
    facts(open_dataset(name))
