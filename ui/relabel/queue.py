"""The queue of suspicious labels: one large picture, what to compare it with, and one key for each decision."""

from typing import Any

import pandas as pd
import streamlit as st

from engine.core.charts.style import NO_SYMBOL
from engine.core.datasets import corrections
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.storage.folders import modified_at
from engine.imaging.decode import Unreadable, decode
from engine.imaging.encode import png
from engine.imaging.overlay import thumbnail
from engine.relabel.label_issues import FILE, suspects_of
from ui.frame import link
from ui.pictures import enlarged, tile
from ui.text import plain

LARGE, SMALL = 264, 84  # pixels on the page
ANY = "any label"
POOR = 0.5  # agreement with the labels below which a judge says little
PART_NOTES = {
    "train": "The model learned from this very image with this label, so its reading is less telling.",
    "validation": "The model was chosen by images like this one, which makes its reading a little less telling.",
    "unknown": "The dataset was split anew after the training: the model may have learned from this image.",
}


@st.fragment
def queue(name: str) -> None:
    """The suspects of a dataset one after the other; a decision draws only this part of the page again."""
    source = open_dataset(name)
    suspects = known(source)
    if suspects is None:
        st.info(f"Nobody has looked for label errors in {plain(name)} yet.", icon=":material/lightbulb:")
        return
    found, report = suspects
    about(report)
    found = chosen(name, found)
    decisions = corrections.standing(corrections.history(source.folder))
    out = pd.concat([decisions["id"], source.quarantine()["id"]])
    waiting = found[~found["id"].isin(out)]
    progress(found, waiting)
    if waiting.empty:
        done(name, found)
    else:
        later = st.session_state.setdefault(f"put off {name}", [])
        order = waiting.assign(late=[later.index(row) + 1 if row in later else 0 for row in waiting["id"]])
        show(source, order.sort_values("late", kind="stable").iloc[0])
    last_step(decisions)


def known(source: Dataset) -> tuple[pd.DataFrame, dict[str, Any]] | None:
    """The stored suspects, read once for each time they are written; not to be changed."""
    return read(source.name, modified_at(source.folder / FILE))


@st.cache_resource(max_entries=8, show_spinner=False)
def read(name: str, written: int) -> tuple[pd.DataFrame, dict[str, Any]] | None:
    """The suspects of a dataset."""
    return suspects_of(open_dataset(name))


def about(report: dict[str, Any]) -> None:
    """Who judged, how many labels, and how far that is to be trusted."""
    who = f"{report['judged']:,} of {report['images']:,} labels judged by the {plain(report['judge'])}"
    groups = ", each writer by what was learned from others" if report["by_group"] else ""
    st.caption(f"{who}{groups}; it agrees with {report['agreement']:.1%} of them.")
    if report["agreement"] < POOR:
        st.warning("A judge that agrees with so few labels says little about the others.")
    if report.get("model") and report["judged"] < report["images"]:
        link("Classify", "Let the model read the rest", model=report["model"], dataset=report["dataset"], part="all")


def chosen(name: str, found: pd.DataFrame) -> pd.DataFrame:
    """The suspects of the label that is looked at, all or the likely errors only."""
    counts = found["given"].value_counts()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.selectbox(
            "Labelled",
            [ANY, *counts.index],
            key=f"labelled_{name}",
            format_func=lambda each: each if each == ANY else f"{each} ({counts[each]})",
            width=200,
        )
        likely = st.toggle("Likely errors only", value=bool(found["likely"].any()), key=f"likely_{name}")
    found = found[found["likely"]] if likely else found
    return found if label == ANY else found[found["given"] == label]


def progress(found: pd.DataFrame, waiting: pd.DataFrame) -> None:
    """How many of the suspects are decided."""
    decided = len(found) - len(waiting)
    if len(found):
        st.progress(decided / len(found), text=f"{decided:,} of {len(found):,} decided")


def last_step(decisions: pd.DataFrame) -> None:
    """The newest decision, with a button that takes it back."""
    if decisions.empty:
        return
    row = decisions.iloc[-1]
    with st.container(horizontal=True, vertical_alignment="center"):
        undo = {"shortcut": "U", "on_click": take_back, "args": (int(row["id"]),)}
        st.button("Undo", key=f"undo_{len(decisions)}", icon=":material/undo:", **undo)
        st.caption(f"Last: image {row['id']}, {step(row)}.")


def step(row: pd.Series) -> str:
    """A decision in words, as Markdown."""
    if row["from"] == row["to"]:
        return f"kept as **{plain(row['to'])}**"
    return f"**{plain(row['from'])}** → **{plain(row['to'])}** ({row['why']})"


def take_back(row: int) -> None:
    """Undoes the newest decision on an image and shows it again."""
    name = st.session_state["dataset"]
    open_dataset(name).undo([row])
    st.session_state[f"put off {name}"] = [each for each in st.session_state.get(f"put off {name}", []) if each != row]


def done(name: str, found: pd.DataFrame) -> None:
    """What to do when nothing waits."""
    if found.empty:
        st.success("No label looks wrong here.")
    else:
        st.success("All of these are decided.")
    link("Split", "Next: split it", dataset=name)


def show(source: Dataset, row: pd.Series) -> None:
    """One suspect: its picture and the decision on the left, images to compare with on the right."""
    picture, comparison = st.columns([1, 1], gap="medium")
    with picture:
        large(source.pictures([row["id"]])[0], row)
        st.caption(f"Image {row['id']}")
        if row["part"] in PART_NOTES:
            st.caption(f":material/info: {PART_NOTES[row['part']]}")
        buttons(source.name, row)
    with comparison:
        alike(source, f"Labelled **{plain(row['suggestion'])}**, as is suggested", row["like_suggestion"])
        alike(source, f"Labelled **{plain(row['given'])}**, as this one is", row["like_given"])


def large(data: bytes, row: pd.Series) -> None:
    """The picture, and both labels with their probabilities."""
    pairs = (("Labelled", row["given"], row["score"]), ("suggested", row["suggestion"], row["confidence"]))
    words = [f"{what} **{plain(label or NO_SYMBOL)}** :gray[{share:.1%}]" for what, label, share in pairs]
    st.subheader(" · ".join(words), anchor=False)
    try:
        drawn = png(enlarged(thumbnail(decode(data), LARGE), LARGE))
    except Unreadable as reason:
        st.warning(plain(reason))
        return
    st.image(drawn, alt=f"image {row['id']}, labelled {row['given']}, suggested {row['suggestion']}")


def buttons(name: str, row: pd.Series) -> None:
    """Accept, keep, type or put off; one key each. Keys name the image, so a second click cannot decide on the next."""
    image, given, suggestion = int(row["id"]), row["given"], row["suggestion"]
    with st.container(horizontal=True):
        accept = {"type": "primary", "shortcut": "A", "on_click": decide, "args": (name, image, suggestion, "accepted")}
        keep = {"shortcut": "K", "on_click": decide, "args": (name, image, given, "kept")}
        st.button(f"Accept {plain(suggestion)}", key=f"accept_{image}", disabled=not suggestion, **accept)
        st.button(f"Keep {plain(given)}", key=f"keep_{image}", **keep)
        st.button("Later", key=f"later_{image}", shortcut="L", on_click=put_off, args=(name, image))
    with st.form(f"typing_{image}", clear_on_submit=True, border=False), st.container(horizontal=True):
        st.text_input("Another label", key=f"typed_{image}", label_visibility="collapsed", placeholder="another label")
        st.form_submit_button("Set", on_click=typed, args=(name, image))
    if refusal := st.session_state.pop("refusal", None):
        st.error(plain(refusal))


def decide(name: str, image: int, label: str, why: corrections.Why) -> None:
    """Writes a decision down."""
    open_dataset(name).decide([image], [label], why)


def typed(name: str, image: int) -> None:
    """Writes down the label that was typed; keeps the sentence when there is none."""
    try:
        decide(name, image, st.session_state[f"typed_{image}"], "typed")
    except ValueError as refusal:
        st.session_state["refusal"] = str(refusal)


def put_off(name: str, image: int) -> None:
    """Moves an image to the end of the queue."""
    later = [each for each in st.session_state.get(f"put off {name}", []) if each != image]
    st.session_state[f"put off {name}"] = [*later, image]


def alike(source: Dataset, title: str, ids: list[int]) -> None:
    """Trusted images to compare with, beside each other."""
    if not len(ids):
        return
    st.caption(title)
    with st.container(horizontal=True, gap="small"):
        for row in ids:
            st.image(small(source.name, source.stored.fingerprint, int(row)), width=SMALL, alt=f"image {row}")


@st.cache_data(max_entries=2000, show_spinner=False)
def small(name: str, stored: str, row: int) -> bytes:
    """A picture as a small PNG; `stored` tells one dataset of that name from another."""
    return tile(open_dataset(name).pictures([row])[0])
