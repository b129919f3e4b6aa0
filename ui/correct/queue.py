"""The queue of texts to correct: one large image, what was read in it, and one key for each decision."""

from pathlib import Path
from uuid import uuid4

import numpy as np
import pandas as pd
import streamlit as st

from engine.classify.outcome import image_files, lines_of
from engine.core.charts.style import NO_SYMBOL
from engine.core.jobs import record
from engine.core.storage.folders import modified_at
from engine.correct.decisions import Decision, Why, decide, image_key, standing, undo
from engine.correct.queue import in_order, most_doubtful
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.encode import png
from engine.imaging.overlay import enlarged, thumbnail
from ui.text import plain

LONGEST = 200  # images of a queue
LARGE = 264  # pixels on the page
WHO = "who corrects"  # in the session; people do not undo each other's decisions


def queue(model: str, job_id: str) -> None:
    """The texts of a job, one by one."""
    job = record.view(job_id)
    try:
        rows = queued(job_id, modified_at(Path(table_of(job))))
        decisions = standing(model)
    except (ValueError, FileNotFoundError) as damage:
        st.warning(plain(damage))
        return
    decided = {decision.image for decision in decisions if decision.who == person()}
    waiting = [row for row in rows if row[0] not in decided]
    if rows:
        st.progress(1 - len(waiting) / len(rows), text=f"{len(rows) - len(waiting):,} of {len(rows):,} decided")
    if waiting:
        show(model, *waiting[0])
    else:
        st.success("All of these texts are decided." if rows else "There is nothing to correct in this job.")
    last_step(model, decisions)


def person() -> str:
    """The name of this session among those who correct."""
    return st.session_state.setdefault(WHO, uuid4().hex[:12])


def table_of(job: record.View) -> str:
    """The path of the CSV with all that a job read."""
    return job.result.get("table") or str(Path(job.result["output"]).with_suffix(".csv"))


@st.cache_resource(max_entries=4, show_spinner="Looking for the most useful images")
def queued(job_id: str, written: int) -> list[tuple[str, pd.Series, bytes]]:
    """The queue of a job: for each image its key, its line, and its file; found once for all visitors."""
    job = record.view(job_id)
    lines = lines_of(job.spec, table_of(job)).dropna(subset=["confidence"]).reset_index(drop=True)
    doubt = doubt_of(lines)
    nearest = lines.iloc[most_doubtful(doubt, LONGEST)]
    images = image_files(job.spec, nearest)
    files = dict(zip(nearest.index, images, strict=True))
    chosen = in_order(doubt, images, LONGEST)
    return [(image_key(data), lines.iloc[row], data) for row in chosen if (data := files[row])]


def doubt_of(lines: pd.DataFrame) -> np.ndarray:
    """How likely a text is wrong: those that differ from their label come first, then the most unsure."""
    doubt = 1 - lines["confidence"].to_numpy(float)
    return doubt + (lines["label"] != lines["prediction"]).to_numpy(float) if "label" in lines else doubt


def show(model: str, key: str, line: pd.Series, data: bytes) -> None:
    """One image with what was read in it, and the decision."""
    text = plain(line["prediction"]) or NO_SYMBOL
    st.subheader(f"{text} :gray[{line['confidence']:.1%}]", anchor=False)
    try:
        st.image(png(enlarged(thumbnail(decode(data), LARGE), LARGE)), alt=f"image {line['file']}, read as {text}")
    except UnreadableError as reason:
        st.warning(plain(reason))
    st.caption(plain(line["file"]) + (f" · labelled **{plain(line['label'])}**" if "label" in line else ""))
    about = (model, key, line, data)
    with st.container(horizontal=True):
        st.button(
            f"Accept {text}", key=f"accept_{key}", type="primary", shortcut="A", on_click=accept, args=about,
            disabled=not line["prediction"],
        )  # fmt: skip
        st.button("Skip", key=f"skip_{key}", shortcut="S", on_click=store, args=(*about, "", "skipped"))
    with st.form(f"typing_{key}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Right text", line.get("label", line["prediction"]), key=f"typed_{key}")
        st.form_submit_button("Set", on_click=typed, args=about)
    if refusal := st.session_state.pop("refusal", None):
        st.error(plain(refusal))


def accept(model: str, key: str, line: pd.Series, data: bytes) -> None:
    """What was read is right."""
    store(model, key, line, data, line["prediction"], "accepted")


def typed(model: str, key: str, line: pd.Series, data: bytes) -> None:
    """Another text is right."""
    text = st.session_state[f"typed_{key}"]
    store(model, key, line, data, text, "accepted" if text == line["prediction"] else "typed")


def store(model: str, key: str, line: pd.Series, data: bytes, text: str, why: Why) -> None:
    """Stores a decision. If it cannot be stored, the next run says why."""
    decision = Decision(
        image=key, file=line["file"], predicted=line["prediction"], text=text, confidence=float(line["confidence"]),
        why=why, who=person(),
    )  # fmt: skip
    try:
        decide(model, decision, data)
    except (ValueError, FileNotFoundError) as refusal:
        st.session_state["refusal"] = str(refusal)


def last_step(model: str, decisions: list[Decision]) -> None:
    """The last decision of this person, with a button that takes it back."""
    own = [decision for decision in decisions if decision.who == person()]
    if not own:
        return
    last = own[-1]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Undo", key=f"undo_{len(own)}_{last.image}", icon=":material/undo:", shortcut="U", on_click=take_back,
                  args=(model, person()))  # fmt: skip
        words = "skipped" if last.why == "skipped" else f"**{plain(last.predicted)}** → **{plain(last.text)}**"
        st.caption(f"Last decision: {words}")


def take_back(model: str, who: str) -> None:
    """Takes back the last decision of a person, whose image is then shown again."""
    undo(model, who)
