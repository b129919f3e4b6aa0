"""The confusion matrix, its cells to click on or to choose from a list, and the images behind the chosen one."""

import pandas as pd
import streamlit as st

from engine.analyze import confusions as analyze_confusions
from engine.core.charts import analysis
from engine.core.datasets.dataset import Dataset
from ui.analyze.gallery import gallery
from ui.analyze.scores import Report
from ui.choices import pick
from ui.text import name, plain
from ui.url import asked

CHART, CELL = "matrix", "cell"
Pair = tuple[str, str]


def cells(matrix: pd.DataFrame) -> dict[str, Pair]:
    """What can be chosen: "true → read" for every cell that is not empty, the most frequent confusions first."""
    ranked = matrix[matrix["count"] > 0].assign(right=lambda rows: rows["true"] == rows["read"])
    ranked = ranked.sort_values(["right", "count"], ascending=[True, False], kind="stable")
    return {
        f"{name(true)} → {name(read)}": (true, read) for true, read in zip(ranked["true"], ranked["read"], strict=True)
    }


def take_click(labels: dict[Pair, str]) -> None:
    """Makes the clicked cell of the chart the choice of the select box; empty cells are no choice."""
    points = st.session_state[CHART].selection.points
    label = labels.get(tuple(points[0]["customdata"][:2])) if points else None
    if label:
        st.session_state[CELL] = label


def confusion_matrix(found: Report) -> Pair | None:
    """Draws the matrix and the ranked confusions; returns the chosen cell (true, read)."""
    known = cells(found.matrix)
    st.subheader("Confusions")
    left, right = st.columns([2, 1], gap="medium")
    with left:
        show = pick("Cells show", "show", ("counts", "row percent"), "counts")
    with right:
        cell = choose_cell(known)
        st.markdown("**Most frequent confusions**")
        ranked(found.confusions)
    with left:
        st.plotly_chart(
            analysis.confusion_matrix(found.matrix, show == "row percent", cell),
            key=CHART,
            selection_mode="points",
            on_select=lambda: take_click({pair: label for label, pair in known.items()}),
            config={"displayModeBar": False},
            alt="Confusion matrix: true symbols down, read symbols across",
        )
        st.caption("Rows are true symbols, those in most mistakes first. Click on a cell to see the images behind it.")
    return cell


def choose_cell(known: dict[str, Pair]) -> Pair | None:
    """The select box that holds the chosen cell; None while there is none."""
    wanted = asked(CELL)
    if wanted and wanted not in known and CELL not in st.session_state:
        st.warning(
            f"The link names the confusion {plain(wanted)}, which does not occur here.", icon=":material/link_off:"
        )
    label = st.selectbox(
        "Confusion (true → read)", list(known), index=None, key=CELL, bind="query-params",
        placeholder="Choose one here or in the matrix", help="Shows the images in which this happened.",
    )  # fmt: skip
    return known.get(label) if label else None


def ranked(confusions: pd.DataFrame) -> None:
    """The confusions as a table, most frequent first."""
    if confusions.empty:
        st.success("Not one symbol was read wrong.")
        return
    st.dataframe(
        confusions.assign(true=confusions["true"].map(name), read=confusions["read"].map(name)),
        hide_index=True,
        height=380,
        column_config={
            "true": st.column_config.TextColumn("True", width="small"),
            "read": st.column_config.TextColumn("Read as", width="small"),
            "count": st.column_config.NumberColumn("Times", width="small"),
            "share": st.column_config.NumberColumn(
                "Share", width="small", format="percent", help="Of all times the true symbol was shown."
            ),
        },
        alt="Confusions, most frequent first",
    )


def behind(source: Dataset, found: Report, cell: Pair) -> None:
    """The images in which one symbol was read as another."""
    rows = analyze_confusions.behind(found.readings, *cell)
    times = found.matrix.set_index(["true", "read"])["count"][cell]
    images = "1 image" if len(rows) == 1 else f"{len(rows):,} images"
    st.markdown(f"#### {happened(*cell)}: {times:,} × in {images}")
    gallery(source, rows)


def happened(true: str, read: str) -> str:
    """A cell in words, as Markdown."""
    if true == read:
        return "among other symbols" if true == analyze_confusions.OTHER else f"{plain(name(true))} read right"
    return f"{plain(name(true))} read as {plain(name(read))}"
