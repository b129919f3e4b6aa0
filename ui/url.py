"""What stands in the address of a page."""

import streamlit as st

from ui.text import plain


def asked(name: str) -> str | None:
    """The value of a parameter in the page's URL; None when it is not there."""
    return st.query_params.get(name)


def ask(name: str, value: str) -> None:
    """Sets a parameter in the page's URL, so that the link leads to what is shown."""
    st.query_params[name] = value


def asked_among(name: str, known: list[str], what: str) -> str | None:
    """The URL's value if it is among the known ones; otherwise a sentence on the page, and None."""
    value = asked(name)
    if value is None or value in known:
        return value
    there = ", ".join(known) or "none yet"
    st.warning(f"The link names the {what} {plain(repr(value))}, which does not exist. There are: {plain(there)}.")
    return None
