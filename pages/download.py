"""Download: the files that a list names are fetched into a folder, and list and folder are compared."""

import streamlit as st

from engine.core.jobs import control
from engine.download.spec import DownloadSpec
from ui.download.comparison import comparison, result, start_values
from ui.form import form
from ui.frame import empty, frame
from ui.job_panel import current_job, job_panel
from ui.starter import starter
from ui.upload import pick_list

frame("Download", live=False)
job = current_job("download")
if job:
    job_panel(job.id, result)
    if job.active:  # a page that renews itself would disturb an upload
        st.caption("The form comes back when this job has ended.")
        st.stop()

settings, compared = st.columns([2, 3], gap="large")
with settings:
    listed = pick_list() or (control.spec_of(job).list if job else None)
    if not listed:
        empty("Give a list of addresses, or of file names that follow a base address.", "Collect")
        st.stop()
    spec = form(DownloadSpec, given={"list": listed}, presets=start_values(listed, job))
    starter("download", spec, "Download", "What the folder holds already is not fetched again.")
with compared:
    if spec:
        comparison(spec)
