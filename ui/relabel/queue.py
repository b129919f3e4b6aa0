"""The queue of suspicious labels: one large image, images to compare with, and one key for each decision."""

from typing import Any

import pandas as pd
import streamlit as st

from engine.core.charts.style import NO_SYMBOL
from engine.core.datasets import corrections
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.encode import png
from engine.imaging.overlay import enlarged, thumbnail
from engine.relabel.label_issues import changed_at, read_label_issues
from engine.relabel.queue import in_order, undecided
from ui.pages import emphasis, link, next_step
from ui.pictures import tile
from ui.text import plain

LARGE, SMALL = 264, 84  # pixels on the page
ANY = "any label"
POOR = 0.5  # agreement with the labels below which suggestions are unreliable
PART_NOTES = {
    "train": "The model was trained on this image with this label, so what it reads is weaker evidence.",
    "validation": "The model was selected on the validation part, so what it reads here is slightly weaker evidence.",
    "unknown": "The dataset was split again after the training: the model may have been trained on this image.",
}


@st.fragment
def queue(name: str) -> None:
    """The label issues of a dataset, one by one. A decision draws only this part of the page again."""
    source = open_dataset(name)
    stored = stored_issues(source)
    if stored is None:
        st.info(f"Label errors have not been searched for in {plain(name)} yet.", icon=":material/lightbulb:")
        return
    issues, report = stored
    about(report)
    issues = chosen(name, issues)
    decisions = corrections.standing(corrections.history(source.folder))
    waiting = undecided(source, issues)
    progress(issues, waiting)
    if waiting.empty:
        done(name, issues)
    else:
        later = st.session_state.setdefault(f"put off {name}", [])
        show(source, in_order(waiting, later).iloc[0])
    last_step(decisions)


def stored_issues(source: Dataset) -> tuple[pd.DataFrame, dict[str, Any]] | None:
    """The stored label issues with their report, not to be changed; None if there are none."""
    return cached_issues(source.name, changed_at(source))


@st.cache_resource(max_entries=8, show_spinner=False)
def cached_issues(name: str, written: int) -> tuple[pd.DataFrame, dict[str, Any]] | None:
    """The label issues of a dataset, read once each time they are written."""
    return read_label_issues(open_dataset(name))


def about(report: dict[str, Any]) -> None:
    """What the labels were compared with, how many of them, and how reliable that is."""
    judge = f"{report['judged']:,} of {report['images']:,} labels compared with the {plain(report['judge'])}"
    groups = ", trained on other writers for each writer" if report["by_group"] else ""
    st.caption(f"{judge}{groups}. It agrees with {report['agreement']:.1%} of them.")
    if report["agreement"] < POOR:
        st.warning("It agrees with so few labels that its suggestions are unreliable.")
    if report.get("model") and report["judged"] < report["images"]:
        link("Classify", "Read the remaining images", model=report["model"], dataset=report["dataset"], part="all")


def chosen(name: str, issues: pd.DataFrame) -> pd.DataFrame:
    """The issues with the chosen label, all or the likely errors only."""
    counts = issues["given"].value_counts()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.selectbox(
            "Labelled",
            [ANY, *counts.index],
            key=f"labelled_{name}",
            format_func=lambda text: text if text == ANY else f"{text} ({counts[text]})",
            width=200,
        )
        likely = st.toggle("Likely errors only", value=bool(issues["likely"].any()), key=f"likely_{name}")
    issues = issues[issues["likely"]] if likely else issues
    return issues if label == ANY else issues[issues["given"] == label]


def progress(issues: pd.DataFrame, waiting: pd.DataFrame) -> None:
    """How many of the issues are decided."""
    decided = len(issues) - len(waiting)
    if len(issues):
        st.progress(decided / len(issues), text=f"{decided:,} of {len(issues):,} decided")


def last_step(decisions: pd.DataFrame) -> None:
    """The newest decision, with a button that undoes it."""
    if decisions.empty:
        return
    row = decisions.iloc[-1]
    with st.container(horizontal=True, vertical_alignment="center"):
        key, image = f"undo_{len(decisions)}", int(row["id"])
        st.button("Undo", key=key, icon=":material/undo:", shortcut="U", on_click=take_back, args=(image,))
        st.caption(f"Last decision: image {row['id']}, {step(row)}.")


def step(row: pd.Series) -> str:
    """A decision in words, as Markdown."""
    if row["from"] == row["to"]:
        return f"kept as **{plain(row['to'])}**"
    return f"**{plain(row['from'])}** → **{plain(row['to'])}** ({row['why']})"


def take_back(row: int) -> None:
    """Undoes the newest decision on an image and shows the image again."""
    name = st.session_state["dataset"]
    open_dataset(name).undo([row])
    later = st.session_state.get(f"put off {name}", [])
    st.session_state[f"put off {name}"] = [image for image in later if image != row]


def done(name: str, issues: pd.DataFrame) -> None:
    """What comes next when all issues are decided."""
    if issues.empty:
        st.success("No label looks wrong here.")
    else:
        st.success("All of these labels are decided.")
    next_step("Split", "Next: split it", dataset=name)


def show(source: Dataset, row: pd.Series) -> None:
    """One issue: its image and the decision on the left, images to compare with on the right."""
    suspect, comparison = st.columns([1, 1], gap="medium")
    with suspect:
        large(source.image_files([row["id"]])[0], row)
        st.caption(f"Image {row['id']}")
        if row["part"] in PART_NOTES:
            st.caption(f":material/info: {PART_NOTES[row['part']]}")
        buttons(source.name, row)
    with comparison:
        alike(source, f"Labelled **{plain(row['suggestion'])}**, as suggested", row["like_suggestion"])
        alike(source, f"Labelled **{plain(row['given'])}**, like this image", row["like_given"])


def large(data: bytes, row: pd.Series) -> None:
    """The image, and both labels with their probabilities."""
    pairs = (("Labelled", row["given"], row["score"]), ("suggested", row["suggestion"], row["confidence"]))
    words = [f"{what} **{plain(label or NO_SYMBOL)}** :gray[{share:.1%}]" for what, label, share in pairs]
    st.subheader(" · ".join(words), anchor=False)
    try:
        drawn = png(enlarged(thumbnail(decode(data), LARGE), LARGE))
    except UnreadableError as reason:
        st.warning(plain(reason))
        return
    st.image(drawn, alt=f"image {row['id']}, labelled {row['given']}, suggested {row['suggestion']}")


def buttons(name: str, row: pd.Series) -> None:
    """Accept, keep, type or put off. Widget keys name the image, so that a double click does not decide on the next."""
    image, given, suggestion = int(row["id"]), row["given"], row["suggestion"]
    with st.container(horizontal=True):
        st.button(
            f"Accept {plain(suggestion)}", key=f"accept_{image}", type=emphasis("accept"), shortcut="A",
            disabled=not suggestion, on_click=decide, args=(name, image, suggestion, "accepted"),
        )  # fmt: skip
        st.button(
            f"Keep {plain(given)}", key=f"keep_{image}", shortcut="K", on_click=decide,
            args=(name, image, given, "kept"),
        )  # fmt: skip
        st.button("Later", key=f"later_{image}", shortcut="L", on_click=put_off, args=(name, image))
    with st.form(f"typing_{image}", clear_on_submit=True, border=False), st.container(horizontal=True):
        st.text_input("Another label", key=f"typed_{image}", label_visibility="collapsed", placeholder="another label")
        st.form_submit_button("Set", on_click=typed, args=(name, image))
    if refusal := st.session_state.pop("refusal", None):
        st.error(plain(refusal))


def decide(name: str, image: int, label: str, why: corrections.Why) -> None:
    """Stores a decision."""
    open_dataset(name).decide([image], [label], why)


def typed(name: str, image: int) -> None:
    """Stores the typed label. If it cannot be a label, the next run says why."""
    try:
        decide(name, image, st.session_state[f"typed_{image}"], "typed")
    except ValueError as refusal:
        st.session_state["refusal"] = str(refusal)


def put_off(name: str, image: int) -> None:
    """Moves an image to the end of the queue."""
    later = [row for row in st.session_state.get(f"put off {name}", []) if row != image]
    st.session_state[f"put off {name}"] = [*later, image]


def alike(source: Dataset, title: str, ids: list[int]) -> None:
    """Images with a trusted label to compare with, side by side."""
    if not len(ids):
        return
    st.caption(title)
    with st.container(horizontal=True, gap="small"):
        for row in ids:
            st.image(small(source.name, source.stored.fingerprint, int(row)), width=SMALL, alt=f"image {row}")


@st.cache_data(max_entries=2000, show_spinner=False)
def small(name: str, stored: str, row: int) -> bytes:
    """An image as a small PNG. `stored` tells apart datasets that had the same name."""
    return tile(open_dataset(name).image_files([row])[0])
