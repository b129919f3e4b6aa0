"""Accuracy by writer, signer or source."""

import streamlit as st

from engine.analyze import groups as analyze_groups
from engine.analyze.groups import Groups
from engine.core.charts import factors
from ui.analyze.downloads import downloads
from ui.analyze.gallery import gallery
from ui.analyze.overview import table
from ui.analyze.stored import Stored
from ui.choices import choose
from ui.text import plain
from ui.url import asked_among

MOST_DOTS = 60


def show(readings: Stored) -> None:
    """The view."""
    st.subheader("Groups")
    columns = analyze_groups.group_columns(readings.frame)
    if not columns:
        st.info(
            "There are no groups here: no column of texts, such as writer or font, repeats its values. Collect keeps "
            "the writer of each image with *Group from*."
        )
        return
    column = choose("Column", "group_by", columns)
    result = groups_of(readings, readings.state, column)
    for sentence in result.sentences:
        st.markdown(plain(sentence))
    rows = result.table.head(MOST_DOTS)
    st.plotly_chart(factors.accuracy(rows, ["group"]), key="groups_chart", alt="Accuracy of each group")
    if len(result.table) > len(rows):
        st.caption(f"The {len(rows)} weakest of {len(result.table):,}.")
    table(result.table, "Accuracy of each group")
    downloads("groups", lambda: {"groups": result.table})
    of_group(readings, column, result)


@st.cache_resource(max_entries=8, show_spinner="Counting groups…")
def groups_of(_readings: Stored, state: str, column: str) -> Groups:
    """The table of groups, once for each state of predictions and dataset."""
    return analyze_groups.by_group(_readings.frame, column, _readings.source)


def of_group(readings: Stored, column: str, result: Groups) -> None:
    """The images of a group that were read wrongly."""
    names = [str(name) for name in result.table["group"]]
    asked_among("one_group", names, "group")
    name = st.selectbox(
        "Wrong readings of", names, index=None, key="one_group", bind="query-params", placeholder="Choose a group"
    )
    if name is not None:
        frame = readings.frame
        rows = frame[(frame[column].astype(str) == name) & ~frame["correct"]]
        gallery(readings.source, rows, if_none="All of its images were read correctly.")
