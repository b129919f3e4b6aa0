"""Numbers in boxes."""

from typing import Any

import streamlit as st

from engine.core.datasets.dataset import Dataset
from ui.text import plain


def share(label: str, scores: dict[str, Any], key: str, help: str = "") -> None:
    """A box with a share and its 95 % Wilson interval, or if the scores have none, the number of images."""
    if f"{key}_low" in scores:
        below = f"{scores[f'{key}_low']:.1%} to {scores[f'{key}_high']:.1%}"
        help = f"{help} Below: 95 % Wilson interval.".strip()
    else:
        below = f"{scores['n']:,.0f} images" if "n" in scores else "validation"
    figure(label, f"{scores[key]:.1%}", below, help)


def figure(label: str, value: str, below: str, help: str = "") -> None:
    """A box with a number and a word below it, so that all boxes in a row have the same height."""
    st.metric(label, value, below, delta_color="off", delta_arrow="off", border=True, help=help or None)


def facts(source: Dataset) -> None:
    """A dataset in a few figures."""
    info = source.info
    st.subheader(plain(source.name))
    with st.container(horizontal=True):
        st.metric("images", f"{info.count:,}", width="content")
        for part, count in ((source.split_report() or {}).get("counts") or {}).items():
            st.metric(part, f"{count:,}", width="content")
    st.write(
        f"{len(info.alphabet)} symbols; {between(info.lengths)} per text; images of {between(info.width)} × "
        f"{between(info.height)} px."
    )
    if info.on_the_fly:
        st.write("Images are drawn on the fly, and each epoch of training sees new ones.")
    st.text(info.alphabet)


def between(ends: tuple[int, int]) -> str:
    """A range in words: "4", "4 to 6"."""
    return f"{ends[0]}" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
