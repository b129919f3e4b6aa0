"""Home: two ways to begin, the road with what exists, and the list of jobs."""

import streamlit as st

from engine.core.storage.paths import workspace
from ui.frame import frame
from ui.home.chain import jobs
from ui.home.road import look, road
from ui.home.start import ways
from ui.home.try_it import trial
from ui.server import AROUND
from ui.text import plain


def home() -> None:
    """Draws the page."""
    frame("Home")
    now = look()
    ways(is_new=not now.entries and not now.models)
    trial()
    st.subheader("The road")
    road()
    st.subheader("Jobs")
    jobs()
    st.caption(f"Your files are in {plain(workspace())}.")


if __name__ == "__main__":
    home()
else:  # `streamlit run app.py` finds the web server by this name, imports it, and runs this file again for the page
    app = st.App(__file__, middleware=AROUND)
