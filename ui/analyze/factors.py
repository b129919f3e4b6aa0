"""Accuracy against properties of images and texts, and a regression on them."""

from itertools import cycle
from typing import Any

import pandas as pd
import streamlit as st

from engine.analyze.factors import accuracy as by_factor
from engine.analyze.factors import readings as analyze_readings
from engine.analyze.factors import tables as factor_tables
from engine.analyze.factors.readings import Readings, binned
from engine.analyze.tables import Tables
from engine.core.charts import factors as charts
from engine.core.datasets import properties
from ui.analyze.downloads import downloads
from ui.analyze.gallery import gallery
from ui.analyze.overview import table
from ui.analyze.stored import Stored, rows_of, symbols_of
from ui.choices import choose
from ui.text import plain
from ui.url import asked_among

POINTS = "factor_chart"
CURVES = "curve_"
GROUP = "factor_group"
OF_SYMBOLS = ["symbol", "position"]
SHOWN_TABLES = {
    "effects": "Average marginal effects", "tests": "Is each factor needed?", "calibration": "Calibration",
    "correlation": "Correlations of the terms", "influence": "Most influential readings",
    "left_out": "Without one cluster",
}  # fmt: skip


def show(readings: Stored) -> None:
    """The view."""
    measure_offer(readings)
    rows = rows_of(readings)
    if not rows.varying:
        st.info("Every recorded property has one value here, so none can explain errors. Measure the images above.")
        return
    against(readings, rows)
    regression(readings, rows)


def measure_offer(readings: Stored) -> None:
    """A button that measures contrast, sharpness, ink, entropy and brightness of images that were not measured yet."""
    missing = properties.unmeasured(readings.source, readings.frame["id"])
    if not len(missing):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        clicked = st.button("Measure the images", key="measure_images", icon=":material/straighten:")
        st.caption(
            f"Contrast, sharpness, ink, entropy and brightness of {len(missing):,} images become properties too "
            f"(about {max(1, round(len(missing) / 2500)):,} s)."
        )
    if clicked:
        bar = st.progress(0.0)

        def tell(done: int, total: int) -> None:
            bar.progress(done / total, f"Measured {done:,} of {total:,} images")

        properties.measure(readings.source, missing, tell)
        st.rerun()


def needed(readings: Stored, rows: Readings, names: list[str]) -> Readings:
    """The readings of texts, or of symbols if one of the properties belongs to symbols."""
    if analyze_readings.unit_of(names) == "text":
        return rows
    return symbols_of(readings, readings.state, len(rows.names))


def offered(readings: Stored, rows: Readings) -> list[str]:
    """All properties that can be chosen, those of texts first."""
    lists = [name for name in readings.source.columns() if name.startswith(analyze_readings.PER_SYMBOL)]
    return [*rows.varying, *OF_SYMBOLS, *lists]


def against(readings: Stored, rows: Readings) -> None:
    """Accuracy against one or two properties, as a chart and a table; a click shows what was read wrongly."""
    st.subheader("Accuracy against a property")
    names = offered(readings, rows)
    with st.container(horizontal=True):
        first = choose("Property", "property", names)
        asked_among("second", names, "second property")
        second = st.selectbox(
            "and", [name for name in names if name != first], index=None, key="second", bind="query-params",
            placeholder="no second one",
        )  # fmt: skip
    chosen = [name for name in (first, second) if name]
    of = needed(readings, rows, chosen)
    cluster = factor_tables.cluster_of("auto", readings.frame)
    counts = by_factor.by_factors(of.data, chosen, cluster)
    labels = [label_of(row, chosen) for row in counts.to_dict("records")]
    st.plotly_chart(
        charts.accuracy(counts, chosen), key=POINTS, selection_mode="points", on_select=lambda: take_point(labels),
        config={"displayModeBar": False}, alt=f"Accuracy against {first}",
    )  # fmt: skip
    high = " Accuracies are all high, so errors are drawn." if charts.as_errors(counts) else ""
    st.caption(
        f"Dots: 95 % intervals, clustered by {plain(cluster)} where it repeats.{high} Click a dot for its images."
    )
    with st.expander("In numbers"):
        table(counts.assign(**{name: counts[name].astype(str) for name in chosen}), f"Accuracy against {first}")
        downloads("factors", lambda: {"accuracy": counts})
    behind(readings, of.data, chosen, labels)


def label_of(row: dict, names: list[str]) -> str:
    """A group in words: "noise 0.1, kind salt"."""
    return ", ".join(f"{name} {row[name]}" for name in names)


def take_point(labels: list[str]) -> None:
    """Chooses the group of the clicked dot in the select box."""
    points = st.session_state[POINTS].selection.points
    if points:
        number = points[0].get("customdata", [0, 0, -1])[2]
        if 0 <= number < len(labels):
            st.session_state[GROUP] = labels[number]


def behind(readings: Stored, data: pd.DataFrame, names: list[str], labels: list[str]) -> None:
    """The images of a group that were read wrongly."""
    asked_among(GROUP, labels, "group")
    label = st.selectbox(
        "Wrong readings of", labels, index=None, key=GROUP, bind="query-params",
        placeholder="Choose here or click a dot",
    )  # fmt: skip
    if label is None:
        return
    groups = pd.DataFrame({name: binned(data[name]).astype(str) for name in names})
    inside = [label_of(row, names) == label for row in groups.to_dict("records")]
    wrong = set(data.loc[inside & ~data["right"].to_numpy(bool), "id"])
    frame = readings.frame[readings.frame["id"].isin(wrong)]
    gallery(readings.source, frame, if_none="All of its images were read correctly.")


def regression(readings: Stored, rows: Readings) -> None:
    """The regression on chosen terms."""
    st.subheader("What explains errors?")
    names = offered(readings, rows)
    terms = st.multiselect(
        "Properties", names, key="factors", bind="query-params", accept_new_options=True,
        placeholder="Choose some, or type noise^2 or noise:rotation",
        help="A logistic regression of \"read correctly\". Squares, cubes and products of properties can be typed: "
        "rotation^2, noise:rotation.",
    )  # fmt: skip
    clusters = ["auto", "text", "id", *(name for name in ("group", "source") if name in rows.varying)]
    cluster = choose(
        "Fail together", "cluster", clusters,
        help="Readings with the same value of this column fail together, so intervals are wider. auto: the same text.",
    )  # fmt: skip
    if not terms:
        st.caption("Choose properties to estimate how much each one matters, the others held fixed.")
        return
    try:
        result = regressed(readings, readings.state, len(rows.names), ",".join(terms), cluster)
    except ValueError as mistake:
        st.warning(plain(mistake))
        return
    results(result)


@st.cache_resource(max_entries=8, show_spinner="Estimating…")
def regressed(_readings: Stored, state: str, measured: int, terms: str, cluster: str) -> Tables:
    """The tables of a regression, once for each state of predictions, dataset and measurements."""
    names = [word.partition("^")[0].strip() for part in terms.split(",") for word in part.split(":")]
    rows = needed(_readings, rows_of(_readings), names)
    return factor_tables.of_terms(rows, terms, factor_tables.cluster_of(cluster, _readings.frame))


def results(result: Tables) -> None:
    """A regression in words, charts and tables."""
    if result.numbers["notes"]:
        st.info(" ".join(map(plain, result.numbers["notes"])), icon=":material/info:")
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in result.sentences))
    quality(result.numbers)
    places = cycle(st.columns(2, gap="medium"))
    with next(places):
        st.plotly_chart(charts.odds(result.tables["coefficients"]), key="odds", alt="Odds ratios with intervals")
    for name, curve in result.tables.items():
        if name.startswith(CURVES):
            factor = name.removeprefix(CURVES)
            with next(places):
                chart = charts.fitted(curve, result.tables[f"points_{factor}"], factor)
                st.plotly_chart(chart, key=name, alt=f"Fitted share read correctly over {factor}")
    st.markdown("**Coefficients**")
    coefficients(result.tables["coefficients"])
    for name, title in SHOWN_TABLES.items():
        with st.expander(title):
            drawn(name, result.tables[name])
    for name, rows in result.tables.items():
        if name.endswith(("_levels", "_degradation")):
            with st.expander(name.replace("_", " ").capitalize()):
                st.dataframe(rows, hide_index=True, alt=name)
    downloads("regression", lambda: result.tables)


def quality(numbers: dict) -> None:
    """How good the regression is, in a line."""
    explained, folds, test = (numbers[name] for name in ("explained", "cross_validated", "hosmer_lemeshow"))
    parts = [
        f"{numbers['n']:,} readings in {numbers['clusters']:,} clusters",
        f"pseudo-R² {explained['mcfadden']:.3f} (McFadden), {explained['nagelkerke']:.3f} (Nagelkerke)",
        f"adjusted R² of the linear model {explained['linear']:.3f}",
        f"Hosmer-Lemeshow p = {test['p']:.2g}",
    ]
    if folds:
        parts.append(f"cross-validated AUC {folds['auc']:.3f}, accuracy {folds['accuracy']:.1%}")
    st.caption(". ".join(parts) + ".")


def coefficients(rows: pd.DataFrame) -> None:
    """The table of coefficients."""
    numbers = [str(name) for name in rows if name != "term"]
    config: dict[str, Any] = {name: st.column_config.NumberColumn(format="%.3g") for name in numbers}
    st.dataframe(rows, hide_index=True, column_config=config, alt="Coefficients of the regression")


def drawn(name: str, rows: pd.DataFrame) -> None:
    """A table of the regression, with its chart if it has one."""
    if name == "calibration":
        st.plotly_chart(charts.calibration(rows), key="calibration_chart", alt="Predicted and measured shares")
    if name == "correlation":
        st.plotly_chart(charts.correlation(rows.set_index("term")), key="correlation_chart", alt="Correlations")
        return
    floats = map(str, rows.select_dtypes("float").columns)
    config: dict[str, Any] = {column: st.column_config.NumberColumn(format="%.3g") for column in floats}
    st.dataframe(rows, hide_index=True, column_config=config, alt=SHOWN_TABLES[name])
