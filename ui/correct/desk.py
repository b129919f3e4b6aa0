"""The queue of texts beside what becomes of the corrections, drawn again together after each decision."""

import streamlit as st

from ui.correct.learning import learning
from ui.correct.queue import queue
from ui.jobs.panel import current_job, job_panel


@st.fragment
def desk(model: str, job_id: str) -> None:
    """The texts of a job to correct. A decision draws only this part of the page again."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        queue(model, job_id)
    with right:
        if job := current_job("correct"):
            job_panel(job.id)
        learning(model)
