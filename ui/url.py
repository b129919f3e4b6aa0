"""The parameters in the address of a page, what a link may do before a click, and the button that copies the link."""

import math
from collections.abc import Collection, Iterable
from pathlib import Path
from time import time_ns

import streamlit as st

from ui.text import plain

# What the session remembers: the page that is open, the values its link brought, those that may be read, and sentences
# for the next run.
PAGE, FROM_LINK, ALLOWED, NOTICES = (
    "open page",
    "values from the link",
    "values that may be read",
    "notices of the link",
)
LONGEST_SHOWN = 200  # characters of a value in a sentence
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


def arrive(page: str) -> None:
    """Notes what the link that opened a page says. Called by the frame, before any widget can change the address."""
    if st.session_state.get(PAGE) != page:
        values = [value for name in st.query_params for value in st.query_params.get_all(name)]
        st.session_state[PAGE] = page
        st.session_state[FROM_LINK] = {line.strip() for value in values for line in value.splitlines()}
    for notice in st.session_state.pop(NOTICES, []):
        st.warning(plain(notice), icon=":material/link_off:")


def may_read(paths: Iterable[str]) -> bool:
    """Whether files and folders on this machine may be read: not if only the link names them, until a click allows it.

    Otherwise anybody who gets a user to open a link could have any file read, and any folder searched.
    """
    from_link = st.session_state.get(FROM_LINK, set()) - st.session_state.get(ALLOWED, set())
    waiting = [path for path in dict.fromkeys(paths) if path in from_link]
    if waiting:  # one click for all that the page is about to read
        waiting += sorted(text for text in from_link if Path(text).is_absolute() and text not in waiting)
        st.info("This link names files or folders on this machine. They are not read yet.", icon=":material/link:")
        st.code("\n".join(path[:LONGEST_SHOWN] for path in waiting), language=None, wrap_lines=True)
        st.button("Read them", key="allow_reading", type="primary", on_click=allow, args=(waiting,))
    return not waiting


def allow(paths: Collection[str]) -> None:
    """Lets this session read what its link names."""
    st.session_state[ALLOWED] = st.session_state.get(ALLOWED, set()) | set(paths)


def drop_unusable_numbers(names: Iterable[str]) -> None:
    """Takes parameters out of the link that should be numbers and are infinite or none, with a sentence each.

    The page then runs again, because widgets take the address as it was when the run began.
    """
    dropped = [name for name in names if not all(map(is_finite, st.query_params.get_all(name)))]
    for name in dropped:
        notice = f"{name} in the link must be a number; got {st.query_params[name][:LONGEST_SHOWN]!r}. It is ignored."
        st.session_state.setdefault(NOTICES, []).append(notice)
        del st.query_params[name]
    if dropped:
        st.rerun()


def is_finite(text: str) -> bool:
    """Whether a text is a finite number, or empty."""
    try:
        return not text or math.isfinite(float(text))
    except ValueError:
        return False


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
    st.warning(
        f"The {what} {plain(repr(value[:LONGEST_SHOWN]))} in the link does not exist. Available: {plain(names)}."
    )
    return None
