"""What breaks a model: its accuracy under 16 corruptions, side by side with another model's."""

import numpy as np
import streamlit as st

from engine.core.charts import robustness as charts
from engine.core.datasets.dataset import open_dataset
from engine.core.models.card import model_names
from engine.core.storage.folders import modified_at
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.encode import png
from engine.robustness.card import RobustnessCard, card_of, relative_error
from engine.robustness.corruptions import CORRUPTIONS, SEVERITIES, corrupted
from engine.robustness.spec import RobustnessSpec
from engine.robustness.stored import read_readings, stored_path
from ui.analyze.downloads import downloads
from ui.analyze.stored import Stored
from ui.choices import choose
from ui.figures import figure
from ui.jobs.starter import run_now
from ui.pictures import data_url
from ui.text import plain
from ui.url import asked_among

SAMPLE_WIDTH = 150  # pixels


def show(readings: Stored) -> None:
    """The view."""
    st.subheader("Robustness")
    card = stored_card(readings.model, readings.source.name)
    if card is None:
        st.info("The model has not read corrupted images of this dataset yet.")
        run_now("robustness", spec_of(readings), "Make the robustness card")
        return
    st.query_params.pop("job", None)  # it has ended and does not belong to the view
    other = choose_other(readings)
    numbers(card, other[1] if other else None)
    summary(card)
    chosen(readings, card, other)
    downloads(
        "robustness", lambda: {name: getattr(card, name) for name in ("curves", "summary", "positions", "symbols")}
    )
    with st.expander("Make it again"):
        run_now("robustness", spec_of(readings), "Read the corrupted images again")


def spec_of(readings: Stored) -> RobustnessSpec:
    """The job that makes the card of these predictions' model."""
    return RobustnessSpec(model=readings.model, dataset=readings.source.name, part=readings.part)


def stored_card(model: str, dataset: str) -> RobustnessCard | None:
    """The card of a model on a dataset; None, with a sentence if it cannot be used, if there is none."""
    path = stored_path(model, dataset)
    if not path.exists():
        return None
    try:
        return cached_card(model, dataset, f"{modified_at(path)} {open_dataset(dataset).state()}")
    except ValueError as unusable:
        st.warning(plain(unusable))
        return None


@st.cache_resource(max_entries=8, show_spinner="Counting what corruptions broke…")
def cached_card(model: str, dataset: str, state: str) -> RobustnessCard:
    """The card, once for each state of readings and dataset."""
    return card_of(read_readings(model, open_dataset(dataset)))


def choose_other(readings: Stored) -> tuple[str, RobustnessCard] | None:
    """Another model with a card on the same dataset, to compare with."""
    dataset = readings.source.name
    names = [name for name in model_names() if name != readings.model and stored_path(name, dataset).exists()]
    if not names:
        return None
    asked_among("beside", names, "model to compare with")
    name = st.selectbox(
        "Compare with", names, index=None, key="beside", bind="query-params", placeholder="Choose a model"
    )
    card = stored_card(name, dataset) if name else None
    return (name, card) if name and card else None


def numbers(card: RobustnessCard, other: RobustnessCard | None) -> None:
    """The headline figures."""
    clean = card.curves[card.curves["severity"] == 0].iloc[0]
    with st.container(horizontal=True):
        interval = f"{clean['low']:.1%} to {clean['high']:.1%}"
        figure("Clean", f"{clean['accuracy']:.1%}", interval, "Exact match on the images as they are.")
        about = "Share of texts read wrongly, averaged over all corruptions and severities."
        figure("Mean error under corruption", f"{card.summary['error'].mean():.1%}", f"{card.images:,} images", about)
        for change, share in zip(card.flips["change"], card.flips["share"], strict=True):
            about = "Share of texts that are read differently after a change that nobody sees, rightly or wrongly."
            figure(f"Changed by a {change}", f"{share:.1%}", "flip rate", about)
        if other:
            about = "Mean over the corruptions of this model's error divided by the other's; below 100 % is better."
            ratio = relative_error(card, other)
            shown = "unknown" if np.isnan(ratio) else f"{ratio:.0%}"
            figure("Mean corruption error", shown, "of the other model's", about)


def summary(card: RobustnessCard) -> None:
    """All corruptions in a table, the most harmful first."""
    lines = card.curves.groupby("corruption", sort=False)["accuracy"].agg(lambda values: (100 * values).tolist())
    table = card.summary.assign(curve=card.summary["corruption"].map(lines))
    table["half"] = [
        "never" if np.isnan(lost) else f"{lost:.3g} {unit}"
        for lost, unit in zip(table["lost"], table["unit"], strict=True)
    ]
    st.dataframe(
        table[["corruption", "curve", "error", "half", "follows"]],
        hide_index=True,
        height="content",
        alt="Error under each corruption",
        column_config={
            "corruption": "Corruption",
            "curve": st.column_config.LineChartColumn("Right, clean to strongest", y_min=0, y_max=100),
            "error": st.column_config.NumberColumn("Mean error", format="percent"),
            "half": "Half of the texts are lost at",
            "follows": st.column_config.CheckboxColumn(
                "Confidence falls too", help="Whether mean confidence falls whenever accuracy does."
            ),
        },
    )
    symbols = card.symbols["symbol"].tolist()
    if len(symbols) > 2:
        st.markdown(f"Most robust symbols: {plain(' '.join(symbols[:5]))}. Weakest: {plain(' '.join(symbols[-5:]))}.")


def chosen(readings: Stored, card: RobustnessCard, other: tuple[str, RobustnessCard] | None) -> None:
    """One corruption: its images, its curve, and the positions that it spares."""
    name = choose("Corruption", "corruption", list(CORRUPTIONS), card.summary["corruption"].iloc[0])
    samples(readings, name)
    models = {readings.model: card} | ({other[0]: other[1]} if other else {})
    tables = {model: of.curves[of.curves["corruption"] == name] for model, of in models.items()}
    left, right = st.columns([3, 2])
    with left:
        st.plotly_chart(charts.curves(tables), key="corruption_curve", alt=f"Accuracy under {name}")
    with right:
        of_positions = card.positions[card.positions["corruption"] == name]
        if of_positions["position"].max() > 1:
            st.plotly_chart(charts.positions(of_positions), key="corruption_positions", alt="Accuracy per position")


def samples(readings: Stored, name: str) -> None:
    """The first image that was read, clean and at each severity."""
    row = int(readings.frame["id"].iloc[0])
    try:
        image = decode(readings.source.image_files(np.array([row]))[0])
    except UnreadableError:
        return
    with st.container(horizontal=True, gap="small"):
        for severity in (0, *SEVERITIES):
            shown = f"severity {severity}" if severity else "clean"
            drawn = corrupted(image, name, severity, 1, row)
            st.image(data_url(png(drawn)), caption=shown, width=SAMPLE_WIDTH, alt=f"{name}, {shown}")
