"""Models: the table of trained models, the card of each, and two of them side by side."""

import streamlit as st

from engine.core.models.card import cards, damaged
from ui import choices, frame
from ui.base_model import offer_base
from ui.models import card, compare, foreign, manage, table

frame.frame("Models")
trained, reasons = cards(), damaged()
with st.container(horizontal=True, vertical_alignment="center"):
    importing = foreign.wanted()
    offer_base()
if importing:
    foreign.show()
    st.stop()
if not trained:
    frame.empty("There is no trained model yet: train one first.", "Train", "Home")
    manage.list_damaged(reasons)
    st.stop()

table.table(trained)
manage.list_damaged(reasons)
with st.container(horizontal=True, vertical_alignment="bottom"):
    name = choices.choose_model(list(trained))
    other = compare.choose_other(trained, name)
    manage.manage(name)

if other:
    compare.show(name, other, trained)
else:
    card.show(name, trained[name])
