"""Download: fetches the files of a list into a folder, and compares list and folder."""

import streamlit as st

from engine.download.spec import DownloadSpec
from ui.download.comparison import comparison, result, start_values
from ui.forms.form import form
from ui.frame import empty, frame
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter
from ui.upload import pick_list

frame("Download")
job = current_job("download")
if job:
    job_panel(job.id, result)
    if job.active:  # a page that renews itself would disturb an upload
        st.caption("You can download more when this is finished.")
        st.stop()

settings, compared = st.columns([2, 3], gap="large")
with settings:
    listed = pick_list() or (job.spec["list"] if job else None)
    if not listed:
        empty("Add a list of addresses, or of file names with a base address.", "Collect")
        st.stop()
    spec = form(DownloadSpec, given={"list": listed}, presets=start_values(listed, job))
    starter("download", spec, "Download", "Files that are already in the folder are not fetched again.")
with compared:
    if spec:
        comparison(spec)
