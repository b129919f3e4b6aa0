"""What a dataset holds: figures, charts with a sentence each, mean images, and a sheet of pictures to leaf through."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from engine.core.charts import datasets
from engine.core.datasets.dataset import Dataset
from engine.core.storage.folders import modified_at
from engine.explore import tables
from engine.explore.run import MOST_LABELS, explore
from engine.explore.spec import ExploreSpec
from engine.explore.tables import Overview
from ui.choices import choose
from ui.frame import link
from ui.pictures import one
from ui.text import name, plain

ON_A_PAGE = 24
SHOWN, PAGE = "show", "page"  # keys, and names in the URL
EVERYTHING = "all images"
SHUFFLE = 1  # seed of the order in which pictures are shown


def looked(source: Dataset, spec: ExploreSpec) -> Overview:
    """Everything about a dataset as it is now; counted once for each state of it."""
    return counted(spec.model_dump_json(), source.info.fingerprint, modified_at(source.folder / "quarantine.parquet"))


@st.cache_data(max_entries=8, show_spinner="Counting, and opening some pictures…")
def counted(spec_json: str, content: str, quarantine: int) -> Overview:
    """`explore` for a spec; `content` and `quarantine` tell one state of the dataset from another."""
    return explore(ExploreSpec.model_validate_json(spec_json))


def headline(source: Dataset, found: Overview) -> None:
    """The figures on top, and where to go from here."""
    single = found.lengths["length"].max() == 1
    figures = {
        "images": found.images,
        "labels" if single else "different texts": len(found.labels),
        "symbols": len(found.symbols),
        "groups": len(found.groups),
        "left out": found.left_out,
        "copies": found.copies,
    }
    with st.container(horizontal=True):
        for label, value in figures.items():
            st.metric(label, f"{value:,}", width="content")
    st.markdown(plain(found.says["copies"]))
    with st.container(horizontal=True):
        link("Clean", "Find what is odd", dataset=source.name)
        link("Split", "Split it", dataset=source.name)


def charts_of(found: Overview) -> None:
    """Every chart under its sentence, two beside each other."""
    drawn: list[tuple[str, str, go.Figure]] = []
    if len(found.labels) <= MOST_LABELS:
        bars = datasets.counts(found.labels, "label", "label", "images")
        drawn.append(("labels", "Images per label", bars))
    elif found.labels["count"].max() > 1:
        bars = datasets.number_bars(found.repeats, "images", "images with the same label", "labels")
        drawn.append(("labels", "How often labels repeat", bars))
    if found.lengths["length"].max() > 1:
        drawn.append(("symbols", "Symbols", datasets.counts(found.symbols, "symbol", "symbol", "occurrences")))
        drawn.append(("positions", "Symbols by position", datasets.symbol_positions(found.positions)))
        drawn.append(
            ("lengths", "Lengths", datasets.number_bars(found.lengths, "length", "symbols in a text", "images"))
        )
    if len(found.groups):
        some = found.groups.head(MOST_LABELS)
        more = f" (the largest {MOST_LABELS})" if len(found.groups) > MOST_LABELS else ""
        drawn.append(("groups", f"Images per group{more}", datasets.counts(some, "group", "group", "images")))
    drawn.append(("sizes", "Sizes", datasets.image_sizes(*tables.rounded(found.sizes))))
    drawn.append(("brightness", "Brightness and contrast", datasets.grey_levels(found.brightness)))
    for start in range(0, len(drawn), 2):
        for column, each in zip(st.columns(2, gap="large"), drawn[start : start + 2], strict=False):
            with column:
                chart(found, *each)


def chart(found: Overview, key: str, title: str, figure: go.Figure) -> None:
    """One chart under its sentence; a click on a label or a symbol shows its pictures below."""
    st.subheader(title)
    st.caption(plain(found.says[key]))
    clicks: dict[str, Any] = {}
    if key in ("labels", "symbols") and figure.data[0].customdata is not None:
        clicks = {"on_select": lambda: take_click(key), "selection_mode": "points"}
    st.plotly_chart(figure, key=key, config={"displayModeBar": False}, alt=f"{title}: {found.says[key]}", **clicks)


def take_click(key: str) -> None:
    """Makes the clicked bar the choice of the sheet."""
    points = st.session_state[key].selection.points
    if points:
        st.session_state[SHOWN] = name(str(points[0]["customdata"][0]))


def means(found: Overview) -> None:
    """The mean image of each label, or where there are many, of each length."""
    if found.means.empty:
        st.warning(plain(found.says["means"]))
        return
    whose = "label" if len(found.labels) <= MOST_LABELS else "length"
    st.subheader(f"Mean image per {whose}")
    st.caption(plain(found.says["means"]))
    st.plotly_chart(
        datasets.mean_images(found.means), key="means", config={"displayModeBar": False}, alt=found.says["means"]
    )


def sheet(source: Dataset, found: Overview) -> None:
    """Pictures to leaf through, in random order: all, those with one symbol, or those with one label."""
    st.subheader("Pictures", anchor="pictures")
    st.caption("In random order. A click on a bar of a label or a symbol chooses it here.")
    wanted = {EVERYTHING: ""} | {name(each): each for each in found.symbols["symbol"]}
    if len(found.labels) <= MOST_LABELS:
        wanted |= {name(each): each for each in found.labels["label"]}
    chosen = wanted[choose("Show", SHOWN, list(wanted), EVERYTHING, "A symbol, or a label.")]
    texts = source.frame(["text"])["text"].loc[source.part_ids("all")]
    ids = with_text(texts, chosen)
    pages = -(-len(ids) // ON_A_PAGE)
    page = st.pagination(max(1, pages), key=f"{PAGE}_{chosen}")
    ids = np.sort(ids[(page - 1) * ON_A_PAGE : page * ON_A_PAGE])
    with st.container(horizontal=True, gap="small", key="sheet"):
        for row, picture in zip(ids.tolist(), source.pictures(ids), strict=True):
            one(row, texts[row], picture)
    st.caption(f"Page {page:,} of {max(1, pages):,}; the number is the image's id.")


def with_text(texts: pd.Series, wanted: str) -> np.ndarray:
    """Ids, shuffled, of the rows whose text holds a symbol or is a longer text; all for ""."""
    if len(wanted) == 1:
        texts = texts[texts.str.contains(wanted, regex=False)]
    elif wanted:
        texts = texts[texts == wanted]
    return np.random.default_rng(SHUFFLE).permutation(texts.index.to_numpy())


def table_of_columns(found: Overview) -> None:
    """Missing and repeated values of every column."""
    st.subheader("Columns")
    st.caption(plain(found.says["columns"]))
    st.dataframe(
        found.columns,
        hide_index=True,
        height="content",
        column_config={
            "missing": st.column_config.NumberColumn(format="localized"),
            "different": st.column_config.NumberColumn("different values", format="localized"),
            "commonest": "commonest value",
            "times": st.column_config.NumberColumn("it occurs", format="localized"),
        },
    )
