"""What becomes of corrections: a dataset, a training that continues with them, and what that changed."""

import streamlit as st

from engine.classify.spec import ClassifySpec
from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import control
from engine.core.models.card import Card, cards, read_card
from engine.core.models.comparison import compare, unread
from engine.correct.decisions import agreed, standing
from engine.correct.spec import CorrectSpec
from engine.merge.spec import MergeSpec
from engine.spec import read
from engine.train.spec import TrainSpec
from ui.figures import share
from ui.jobs.starter import read_now, starter
from ui.pages import link
from ui.text import plain


def learning(model: str) -> None:
    """How many corrections there are, and the ways to use them."""
    try:
        rows, disputed = agreed(standing(model))
    except (ValueError, FileNotFoundError) as damage:
        st.warning(plain(damage))
        return
    changed = int((rows["text"] != rows["predicted"]).sum())
    with st.container(horizontal=True):
        st.metric("images decided", f"{len(rows):,}", width="content")
        st.metric("of them corrected", f"{changed:,}", width="content")
        st.metric("disputed", f"{disputed:,}", width="content", help="People typed different texts; left out.")
    if rows.empty:
        st.caption("Decide on some images first; then the model can learn from them.")
        return
    with_dataset(model)
    continue_button(model)
    before_and_after(model)


def with_dataset(model: str) -> None:
    """A dataset of the corrections alone."""
    name = st.text_input("Dataset name", f"{model}-corrections", key="corrections_name")
    try:
        spec = read(CorrectSpec, {"model": model, "export": name})
    except ValueError as mistake:
        st.error(plain(mistake))
        return
    starter("correct", spec, "Make a dataset of them", disabled=name in dataset_names())


def continue_button(model: str) -> None:
    """A button that makes the dataset, adds it to what the model learned from, and continues the training."""
    card = read_card(model)
    if card.dataset not in dataset_names() or open_dataset(card.dataset).split_report() is None:
        st.caption(f"The dataset {plain(card.dataset)} that this model learned from is gone or not split.")
        return
    if st.button("Continue training with them", key="continue_training", icon=":material/school:"):
        try:
            started = control.chain(steps(model, card))
        except (ValueError, FileExistsError, FileNotFoundError) as refusal:
            st.error(plain(refusal))
            return
        link("Train", "Watch the training", job=started[-1])


def steps(model: str, card: Card) -> list[tuple[str, CorrectSpec | MergeSpec | TrainSpec]]:
    """The jobs of a continued training: corrections as a dataset, merged with the old one, and trained on."""
    number = 1 + sum(f"{model}-corrected-{n}" in {*dataset_names(), *cards()} for n in range(1, 1000))
    name, merged = f"{model}-corrections-{number}", f"{model}-corrected-{number}"
    return [
        ("correct", CorrectSpec(model=model, export=name)),
        ("merge", MergeSpec(name=merged, dataset=(card.dataset, name))),
        ("train", TrainSpec(dataset=merged, name=merged, recipe=card.recipe, continue_from=model)),
    ]


def before_and_after(model: str) -> None:
    """For the newest model that continued this one: both on the same test part, with a paired test."""
    later = {name: card for name, card in cards().items() if card.spec.get("continue_from") == model}
    if not later:
        return
    name, card = max(later.items(), key=lambda item: item[1].created)
    st.subheader("Before and after", anchor=False)
    if card.dataset not in dataset_names():
        st.caption(f"The dataset {plain(card.dataset)} is gone.")
        return
    source = open_dataset(card.dataset)
    for reader in (model, name):
        if unread(reader, source, "test"):
            read_now(ClassifySpec(model=reader, dataset=card.dataset), f"Read the test part with {plain(reader)}")
            return
    result = compare(model, name, source, "test")
    with st.container(horizontal=True):
        for label, scores in zip((model, name), result.shares, strict=True):
            share(plain(label), scores, "exact_match")
    st.write(
        f"On the same {result.n:,} test texts, {result.other_only:,} are read only after and {result.only:,} only "
        f"before. Chance alone explains such a difference with a probability of {result.chance:.2g} (McNemar)."
    )
