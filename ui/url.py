"""The parameters in the address of a page, and the button that copies the address."""

from time import time_ns

import streamlit as st

from ui.text import plain

COPY = """{
    const label = document.querySelector('.st-key-copy_link button p'), text = label.textContent;
    const copied = () => { label.textContent = 'Link copied'; setTimeout(() => { label.textContent = text; }, 2000); };
    const show = () => window.prompt('Copy this link:', location.href);
    navigator.clipboard ? navigator.clipboard.writeText(location.href).then(copied, show) : show();
}"""


def asked(name: str) -> str | None:
    """The value of a parameter in the page's URL; None if it is missing."""
    return st.query_params.get(name)


def ask(name: str, value: str) -> None:
    """Sets a parameter in the page's URL, so that the link leads to what is shown."""
    st.query_params[name] = value


def copy_link() -> None:
    """A button that copies the page's address, which leads to the same view."""
    if st.button("Copy link to this view", key="copy_link", icon=":material/link:"):
        once = f"/* {time_ns()} */"  # the browser runs a script again only if its text has changed
        st.html(f"<script>{once}{COPY}</script>", unsafe_allow_javascript=True)


def asked_among(name: str, known: list[str], what: str) -> str | None:
    """The URL's value if it is known. None if it is missing, or unknown, with a sentence on the page."""
    value = asked(name)
    if value is None or value in known:
        return value
    names = ", ".join(known) or "none yet"
    st.warning(f"The {what} {plain(repr(value))} in the link does not exist. Available: {plain(names)}.")
    return None
