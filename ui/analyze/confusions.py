"""The confusion matrix, whose cells can be clicked or chosen from a list, and the images behind the chosen cell."""

from typing import cast, get_args

import pandas as pd
import streamlit as st

from engine.analyze import confusions as analyze_confusions
from engine.core.charts import analysis
from engine.core.metrics.alignment import ANY
from ui.analyze.downloads import downloads
from ui.analyze.gallery import gallery
from ui.analyze.overview import choose_other, others
from ui.analyze.stored import Stored, stored
from ui.choices import pick
from ui.text import name, plain
from ui.url import asked

CHART, TABLE, CELL = "matrix", "confusions", "cell"
ORDERS = ("most mistakes", "look-alikes")
Pair = tuple[str, str]


def show(readings: Stored) -> None:
    """The view."""
    position = choose_position(readings.pairs)
    pairs = readings.pairs if position is None else readings.pairs[readings.pairs["position"] == position]
    cell = confusion_matrix(readings, pairs, position)
    if cell:
        behind(readings, pairs, cell, tables_of(pairs, readings.state, position, False)[0])
    changes(readings)


def changes(readings: Stored) -> None:
    """The confusions that another model makes more or less often on the same images."""
    if not others(readings):
        return
    st.subheader("Against another model")
    other = choose_other(readings)
    if other is None:
        return
    try:
        pairs = stored(other, readings.source, readings.part).pairs
    except ValueError as unread:
        st.info(plain(unread))
        return
    table = analyze_confusions.difference(readings.pairs, pairs)
    if table.empty:
        st.success("Both models make the same confusions.")
        return
    config = {"count": readings.model, "other": other, "change": "Difference", "true": "True", "read": "Read as"}
    named = table.assign(true=table["true"].map(name), read=table["read"].map(name))
    st.dataframe(named, hide_index=True, column_config=config, alt="Confusions that differ between two models")


def choose_position(pairs: pd.DataFrame) -> int | None:
    """A control for all positions of the texts or a single one; None for all."""
    positions = sorted(pairs["position"].unique().tolist())
    if len(positions) < 2:
        return None
    position = pick("Position", "position", ["all", *map(str, positions[:12])], "all")
    return None if position == "all" else int(position)


@st.cache_resource(max_entries=12, show_spinner="Counting mistakes…")
def tables_of(_pairs: pd.DataFrame, state: str, position: int | None, alike: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The matrix and the ranked confusions, once for each state of predictions and dataset."""
    return analyze_confusions.matrix(_pairs, alike=alike), analyze_confusions.confusions(_pairs)


def cells(matrix: pd.DataFrame) -> dict[str, Pair]:
    """The cells, rows and columns that can be chosen, "true → read", if not empty; most frequent confusions first."""
    pairs = analyze_confusions.with_headers(matrix)
    return {f"{name(true)} → {name(read)}": (true, read) for true, read in pairs}


def take_click(labels: dict[Pair, str]) -> None:
    """Chooses the clicked cell of the chart in the select box. Empty cells cannot be chosen."""
    points = st.session_state[CHART].selection.points
    label = labels.get(tuple(points[0]["customdata"][:2])) if points else None
    if label:
        st.session_state[CELL] = label


def take_row(labels: dict[Pair, str], confusions: pd.DataFrame) -> None:
    """Chooses the cell of the selected row of the table in the select box."""
    rows = st.session_state[TABLE].selection.rows
    label = labels.get(tuple(confusions.iloc[rows[0]][["true", "read"]])) if rows else None
    if label:
        st.session_state[CELL] = label


def confusion_matrix(readings: Stored, pairs: pd.DataFrame, position: int | None) -> Pair | None:
    """Draws the matrix and the table of confusions; returns the chosen cell (true, read)."""
    st.subheader("Confusions")
    left, right = st.columns([5, 3], gap="medium")
    with left, st.container(horizontal=True):
        show_as = pick("Cells show", "show", get_args(analysis.Show), "counts")
        order = pick("Order of symbols", "order", ORDERS, ORDERS[0])
    matrix, ranked_pairs = tables_of(pairs, readings.state, position, order == ORDERS[1])
    choices = cells(matrix)
    labels = {pair: label for label, pair in choices.items()}
    with right:
        cell = choose_cell(choices)
        st.markdown("**Most frequent confusions**")
        ranked(ranked_pairs, labels)
        downloads("confusions", lambda: {"confusions": ranked_pairs, "matrix": matrix})
    with left:
        st.plotly_chart(
            analysis.confusion_matrix(matrix, cast(analysis.Show, show_as), cell),
            key=CHART,
            selection_mode="points",
            on_select=lambda: take_click(labels),
            config={"displayModeBar": False},
            alt="Confusion matrix: true symbols in rows, read symbols in columns",
        )
        st.caption(
            "Rows: true symbol. Click a cell to see its images, or a symbol at the edge to see all its mistakes. "
            "Darker means more, on a logarithmic scale."
        )
    return cell


def choose_cell(choices: dict[str, Pair]) -> Pair | None:
    """The select box for a cell; None if no cell is chosen."""
    wanted = asked(CELL)
    if wanted and wanted not in choices and CELL not in st.session_state:
        st.warning(f"The confusion {plain(wanted)} in the link does not occur here.", icon=":material/link_off:")
    label = st.selectbox(
        "Confusion (true → read)", list(choices), index=None, key=CELL, bind="query-params",
        placeholder="Choose here or click the matrix", help="Shows the images with this confusion.",
    )  # fmt: skip
    return choices.get(label) if label else None


def ranked(confusions: pd.DataFrame, labels: dict[Pair, str]) -> None:
    """The confusions as a table, most frequent first. A selected row chooses its cell."""
    if confusions.empty:
        st.success("All symbols were read correctly.")
        return
    share = st.column_config.NumberColumn
    st.dataframe(
        confusions.assign(true=confusions["true"].map(name), read=confusions["read"].map(name)),
        hide_index=True,
        height=380,
        key=TABLE,
        on_select=lambda: take_row(labels, confusions),
        selection_mode="single-row",
        column_config={
            "true": st.column_config.TextColumn("True", width="small"),
            "read": st.column_config.TextColumn("Read as", width="small"),
            "count": share("Times", width="small"),
            "share": share("Share", width="small", format="percent", help="Of all occurrences of the true symbol."),
            "low": share("From", width="small", format="percent", help="95 % Wilson interval of the share."),
            "high": share("To", width="small", format="percent"),
        },
        alt="Confusions, most frequent first",
    )


def behind(readings: Stored, pairs: pd.DataFrame, cell: Pair, matrix: pd.DataFrame) -> None:
    """The images in which one symbol was read as another, as counted in the matrix."""
    rows = analyze_confusions.behind(readings.frame, pairs, *cell)
    times = int(matrix.loc[analyze_confusions.in_cell(matrix, *cell), "count"].sum())
    st.markdown(f"#### {happened(*cell)} ({counted(times, 'time')}, {counted(len(rows), 'image')})")
    gallery(readings.source, rows)


def counted(count: int, thing: str) -> str:
    """A number of things in words: "1 image", "2 images"."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def happened(true: str, read: str) -> str:
    """A cell, or the mistakes of a row or column, in words, as Markdown."""
    if ANY in (true, read):
        return f"{plain(name(true))} read wrongly" if read == ANY else f"Read wrongly as {plain(name(read))}"
    if true == read:
        return "among other symbols" if true == analyze_confusions.OTHER else f"{plain(name(true))} read correctly"
    return f"{plain(name(true))} read as {plain(name(read))}"
