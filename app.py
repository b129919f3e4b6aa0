"""Home: the pipeline as a rail, a button that tries all of it, and the list of jobs."""

import streamlit as st

from engine.core.jobs import record
from ui.frame import frame
from ui.home.chain import recent
from ui.home.rail import rail, workspace
from ui.home.try_it import try_it

frame("Home")
rail()
try_it()
st.subheader("Jobs")
if record.views():
    st.fragment(recent, run_every=2.0)()
else:
    st.caption("No jobs yet. Jobs that you start appear here and keep running when you close this page.")
st.caption(workspace())
