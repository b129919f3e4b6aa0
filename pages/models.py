"""Models: what has been trained, each model's card, two of them side by side."""

import streamlit as st

from ui import card, choices, compare, frame, shelf

frame.frame("Models")
found, reasons = shelf.cards(), shelf.damaged()
if not found:
    frame.empty("There is no trained model yet.", "Train", "Home")
    shelf.list_damaged(reasons)
    st.stop()

shelf.table(found)
shelf.list_damaged(reasons)
with st.container(horizontal=True, vertical_alignment="bottom"):
    name = choices.choose_model(list(found))
    other = compare.choose_other(found, name)
    shelf.manage(name)

if other:
    compare.show(name, other, found)
else:
    card.show(name, found[name])
