"""The trained models on one shelf: the table of all, those that are damaged, and renaming and deleting."""

import pandas as pd
import streamlit as st

from engine import jobs, model, storage
from engine.model import Card
from ui.frame import plain


def cards() -> dict[str, Card]:
    """The cards of all models that are whole."""
    found = {}
    for name in model.names():
        try:
            found[name] = model.card(name)
        except ValueError:
            continue  # `damaged` lists it with the reason
    return found


def damaged() -> dict[str, str]:
    """What is wrong with the folders that are no whole model, by name."""
    reasons = {}
    for name in storage.folders(storage.models_folder()):
        try:
            model.card(name)
        except FileNotFoundError:
            reasons[name] = f"the folder {name!r} holds no card.json, so it is no model; train it again, or delete it."
        except ValueError as reason:
            reasons[name] = str(reason)
    return reasons


def table(found: dict[str, Card]) -> None:
    """All models in a table; a click on a row chooses that model."""
    rows = [row(name, card) for name, card in found.items()]
    columns = ("name", "recipe", "dataset", "exact", "interval", "symbol", "parameters", "cpu", "created")
    percent = {"format": "percent", "min_value": 0, "max_value": 1}
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        hide_index=True,
        on_select=lambda: take_row(list(found)),
        selection_mode="single-row",
        key="shelf",
        column_config={
            "name": "Name",
            "recipe": "Recipe",
            "dataset": "Trained on",
            "exact": st.column_config.ProgressColumn("Exact match", **percent, help="On the validation part."),
            "interval": st.column_config.TextColumn("95 % interval"),
            "symbol": st.column_config.NumberColumn("Symbols", format="percent"),
            "parameters": st.column_config.NumberColumn("Parameters", format="localized"),
            "cpu": st.column_config.NumberColumn("CPU s", format="%.0f"),
            "created": st.column_config.DatetimeColumn("Created", format="YYYY-MM-DD HH:mm"),
        },
        alt="The trained models",
    )


def row(name: str, card: Card) -> tuple:
    """One model as a row of the table."""
    exact, symbols = card.scores.get("exact_match"), card.scores.get("symbol_accuracy")
    created = pd.Timestamp(card.created)
    return (name, card.recipe, card.dataset, exact, interval(card), symbols, card.parameters, card.cpu_seconds, created)


def interval(card: Card) -> str:
    """The 95 % interval of a model's exact match in words; "" where the card has none, and why for a final model."""
    if card.final:
        return "final: no score"
    ends = [card.scores.get(f"exact_match_{end}") for end in ("low", "high")]
    return "" if None in ends else f"{ends[0]:.1%} to {ends[1]:.1%}"


def take_row(names: list[str]) -> None:
    """Makes the clicked row the chosen model."""
    rows = st.session_state["shelf"].selection.rows
    if rows:
        st.session_state["model"] = names[rows[0]]


def list_damaged(reasons: dict[str, str]) -> None:
    """The damaged folders, each with what is wrong and a way to delete it."""
    for name, reason in reasons.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(plain(reason), width="stretch")
            if st.button("Delete", key=f"delete_damaged_{name}"):
                confirm(name)


def manage(name: str) -> None:
    """Rename and delete."""
    with st.container(horizontal=True):
        with st.popover("Rename", icon=":material/edit:"):
            st.text_input("New name", value=name, key=f"name_for_{name}", max_chars=storage.LONGEST_NAME)
            st.button("Rename it", key="rename", type="primary", on_click=rename, args=(name,))
        if st.button("Delete", key="delete", icon=":material/delete:"):
            confirm(name)
    if st.session_state.get("refusal"):
        st.error(plain(st.session_state.pop("refusal")))


def rename(name: str) -> None:
    """Gives a model the name that was typed, and goes on showing it; keeps the sentence when it may not."""
    new = st.session_state[f"name_for_{name}"].strip()
    try:
        model.rename(name, new)
    except (ValueError, FileExistsError, FileNotFoundError) as refusal:
        st.session_state["refusal"] = str(refusal)
    else:
        st.session_state["model"] = new


@st.dialog("Delete this model?")
def confirm(name: str) -> None:
    """Names what will be lost, and deletes it if that is wanted."""
    st.markdown(f"**{plain(name)}** and all that lies in its folder will be lost for good:")
    list_files(name)
    st.caption("Datasets stay. Stored readings (predictions) can only be made again with the model.")
    for each in users(name):
        st.warning(f"The job {plain(each.title)} is using it just now.")
    with st.container(horizontal=True):
        if st.button("Delete it", type="primary", key="really_delete", on_click=delete, args=(name,)):
            st.rerun()
        if st.button("Keep it", key="keep"):
            st.rerun()


def delete(name: str) -> None:
    """Deletes a model's folder, whole or damaged, and goes on with another model."""
    storage.delete(storage.models_folder() / name)
    left = list(cards())
    if left and st.session_state.get("model") == name:
        st.session_state["model"] = left[0]


def users(name: str) -> list[jobs.View]:
    """The jobs that wait or run and need the model."""
    return [each for each in jobs.views() if each.active and name in map(str, each.spec.values())]


def list_files(name: str) -> None:
    """The files of a model's folder with their sizes."""
    folder = storage.models_folder() / name
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    rows = [(path.relative_to(folder).as_posix(), path.stat().st_size) for path in found]
    st.dataframe(
        pd.DataFrame(rows, columns=["file", "size"]),
        hide_index=True,
        height="content",
        column_config={"file": "File", "size": st.column_config.NumberColumn("Size", format="bytes")},
    )
