"""A dataset at a glance: figures, and views of its images, labels, sizes, appearance and columns."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from engine.core.charts import datasets
from engine.core.datasets.dataset import Dataset
from engine.explore import browse, sentences, tables
from engine.explore.measures import Measures
from engine.explore.run import MOST_LABELS, explore, measure
from engine.explore.spec import ExploreSpec
from engine.explore.tables import Overview
from ui.choices import choose
from ui.frame import link
from ui.pictures import labelled_tile
from ui.text import name, plain

ON_A_PAGE = 24
SHOWN, PAGE = "show", "page"  # keys, and names in the URL
EVERYTHING = "all images"
VIEW = "view"
VIEWS = ["Images", "Labels and symbols", "Sizes", "Appearance", "Columns"]
MEASURED = "measured images"  # in the session: what was measured last, and the measures

Titled = tuple[str, str, go.Figure]  # the key of a sentence, a title, and the chart under both


def overview_of(source: Dataset, spec: ExploreSpec) -> Overview:
    """The overview of a dataset as it is now."""
    return cached_overview(spec.model_dump_json(), source.state())


@st.cache_data(max_entries=8, show_spinner="Counting labels…")
def cached_overview(spec_json: str, state: str) -> Overview:
    """`explore` for a spec, once for each state of its dataset."""
    return explore(ExploreSpec.model_validate_json(spec_json))


def measures_of(source: Dataset, spec: ExploreSpec) -> Measures:
    """The look of a sample of a dataset's images as it is now, with the progress of opening them on the page."""
    what = f"{spec.model_dump_json()} {source.state()}"
    if st.session_state.get(MEASURED, ("", None))[0] != what:
        bar = st.empty()

        def tell(done: int, total: int) -> None:
            bar.progress(done / total, f"Opening images for their mean and brightness: {done:,} of {total:,}")

        st.session_state[MEASURED] = what, measure(spec, tell)
        bar.empty()
    return st.session_state[MEASURED][1]


def headline(source: Dataset, overview: Overview) -> None:
    """The figures on top, and links to what comes next."""
    single = overview.lengths["length"].max() == 1
    figures = {
        "images": overview.images,
        "labels" if single else "unique texts": len(overview.labels),
        "symbols": len(overview.symbols),
        "groups": len(overview.groups),
        "excluded": overview.left_out,
        "duplicates": overview.copies,
    }
    with st.container(horizontal=True):
        for label, value in figures.items():
            st.metric(label, f"{value:,}", width="content")
    st.markdown(plain(overview.notes["copies"]))
    with st.container(horizontal=True):
        link("Clean", "Clean it", dataset=source.name)
        link("Split", "Split it", dataset=source.name)


def views(source: Dataset, overview: Overview, spec: ExploreSpec) -> None:
    """The views of a dataset as tabs. Only the open one is drawn."""
    images, labels, sizes, appearance, columns = st.tabs(VIEWS, key=VIEW, on_change="rerun", bind="query-params")
    if images.open:
        with images:
            sheet(source, overview)
    elif labels.open:
        with labels:
            in_two_columns(overview.notes, charts_of_labels(overview))
    elif sizes.open:
        with sizes:
            figure = datasets.image_sizes(*tables.rounded(overview.sizes))
            chart(overview.notes, "sizes", "Sizes", figure)
    elif appearance.open:
        with appearance:
            looks(overview, measures_of(source, spec))
    elif columns.open:
        with columns:
            table_of_columns(overview)


def charts_of_labels(overview: Overview) -> list[Titled]:
    """What was counted of labels, symbols and groups."""
    drawn: list[Titled] = []
    if len(overview.labels) <= MOST_LABELS:
        bars = datasets.counts(overview.labels, "label", "label", "images")
        drawn.append(("labels", "Images per label", bars))
    elif overview.labels["count"].max() > 1:
        bars = datasets.number_bars(overview.repeats, "images", "images with the same label", "labels")
        drawn.append(("labels", "How often labels repeat", bars))
    if overview.lengths["length"].max() > 1:
        drawn.append(("symbols", "Symbols", datasets.counts(overview.symbols, "symbol", "symbol", "occurrences")))
        drawn.append(("positions", "Symbols by position", datasets.symbol_positions(overview.positions)))
        drawn.append(
            ("lengths", "Lengths", datasets.number_bars(overview.lengths, "length", "symbols in a text", "images"))
        )
    if len(overview.groups):
        largest = overview.groups.head(MOST_LABELS)
        which = f" (the largest {MOST_LABELS})" if len(overview.groups) > MOST_LABELS else ""
        drawn.append(("groups", f"Images per group{which}", datasets.counts(largest, "group", "group", "images")))
    return drawn


def in_two_columns(notes: Mapping[str, str], drawn: list[Titled]) -> None:
    """Charts side by side, each under its sentence."""
    for start in range(0, len(drawn), 2):
        for column, titled in zip(st.columns(2, gap="large"), drawn[start : start + 2], strict=False):
            with column:
                chart(notes, *titled)


def chart(notes: Mapping[str, str], key: str, title: str, figure: go.Figure) -> None:
    """One chart under its sentence. A click on a label or symbol shows its images."""
    st.subheader(title)
    st.caption(plain(notes[key]))
    clicks: dict[str, Any] = {}
    if key in ("labels", "symbols") and figure.data[0].customdata is not None:
        clicks = {"on_select": lambda: take_click(key), "selection_mode": "points"}
    st.plotly_chart(figure, key=key, config={"displayModeBar": False}, alt=f"{title}: {notes[key]}", **clicks)


def take_click(key: str) -> None:
    """Shows the images of the clicked bar."""
    points = st.session_state[key].selection.points
    if points:
        st.session_state[SHOWN] = name(str(points[0]["customdata"][0]))
        st.session_state[VIEW] = VIEWS[0]


def looks(overview: Overview, measures: Measures) -> None:
    """Brightness and contrast, and the mean image of each label, or of each length if there are many labels."""
    notes = sentences.on_measures(measures)
    if measures.means.empty:
        st.warning(plain(notes["means"]))
        return
    chart(notes, "brightness", "Brightness and contrast", datasets.grey_levels(measures.brightness))
    whose = "label" if len(overview.labels) <= MOST_LABELS else "length"
    chart(notes, "means", f"Mean image per {whose}", datasets.mean_images(measures.means))


def sheet(source: Dataset, overview: Overview) -> None:
    """Pages of images in random order: all, or those with one symbol or label."""
    st.caption("In random order. Choose a label or symbol here, or click its bar in *Labels and symbols*.")
    wanted = {EVERYTHING: ""} | {name(symbol): symbol for symbol in overview.symbols["symbol"]}
    if len(overview.labels) <= MOST_LABELS:
        wanted |= {name(label): label for label in overview.labels["label"]}
    chosen = wanted[choose("Show", SHOWN, list(wanted), EVERYTHING, "Images with this symbol or label.")]
    ids = browse.shuffled(source, chosen)
    pages = browse.page_count(ids, ON_A_PAGE)
    page = st.pagination(pages, key=f"{PAGE}_{chosen}")
    shown = browse.on_page(ids, page, ON_A_PAGE)
    texts = source.frame(["text"], shown)["text"]
    with st.container(horizontal=True, gap="small", key="sheet"):
        for row, text, image_file in zip(shown.tolist(), texts, source.image_files(shown), strict=True):
            labelled_tile(row, text, image_file)
    st.caption(f"Page {page:,} of {pages:,}. The number below each image is its id.")


def table_of_columns(overview: Overview) -> None:
    """Missing, unique and most frequent values of every column."""
    st.caption(plain(overview.notes["columns"]))
    st.dataframe(
        overview.columns,
        hide_index=True,
        height="content",
        column_config={
            "missing": st.column_config.NumberColumn(format="localized"),
            "different": st.column_config.NumberColumn("unique values", format="localized"),
            "commonest": "most frequent value",
            "times": st.column_config.NumberColumn("its occurrences", format="localized"),
        },
    )
