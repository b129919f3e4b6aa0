"""Datasets: the shelf of all datasets, the card of each with the tools for it, and the bin."""

import streamlit as st

from engine.core.datasets.dataset import damaged_datasets
from engine.core.models.card import cards
from engine.datasets import shelf
from ui import choices, frame
from ui.datasets import card, deleted, manage, table

frame.frame("Datasets")
known, reasons = shelf.entries(), damaged_datasets()
if not known:
    frame.empty("There is no dataset yet: import your own images, or generate some.", "Collect", "Generate", "Home")
    manage.list_damaged(reasons)
    deleted.bin_of_datasets()
    st.stop()

models = shelf.trained_models(cards())
table.table(known, models)
manage.list_damaged(reasons)
name = choices.choose_listed_dataset(list(known))
manage.manage_buttons(name)
card.show(known[name], models.get(name, []))
deleted.bin_of_datasets()
