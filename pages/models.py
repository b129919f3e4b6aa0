"""Models: what has been trained, each model's card, two of them side by side."""

import streamlit as st

from engine.core.models.card import cards, damaged
from ui import choices, frame
from ui.models import card, compare, manage, table

frame.frame("Models")
found, reasons = cards(), damaged()
if not found:
    frame.empty("There is no trained model yet.", "Train", "Home")
    manage.list_damaged(reasons)
    st.stop()

table.table(found)
manage.list_damaged(reasons)
with st.container(horizontal=True, vertical_alignment="bottom"):
    name = choices.choose_model(list(found))
    other = compare.choose_other(found, name)
    manage.manage(name)

if other:
    compare.show(name, other, found)
else:
    card.show(name, found[name])
