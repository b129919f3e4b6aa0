"""Pages, and the functions that draw them, run without a browser."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.support.commands import PROJECT
from ui.url import ALLOWED

SECONDS = 60  # for one run of a page; Streamlit's own limit of 3 s is too short on a busy machine
CALL, RETURNED = "function under test", "returned by the function under test"
SCRIPT = f"from streamlit import session_state as state\nstate[{RETURNED!r}] = state[{CALL!r}]()\n"
OPENED = ("command_line", "job_log", "sample_values", "in_programs")  # shown only once a person has opened it
FOLDER = TemporaryDirectory(prefix="glyphlab-")


def open_page(title: str, **query: Any) -> AppTest:
    """Opens a page like `follow_link`, with leave to read what the link names on this machine."""
    lines = {line.strip() for value in query.values() for line in str(value).splitlines()}
    return follow_link(title, {ALLOWED: lines}, **query)


def follow_link(title: str, state: Mapping[str, Any] | None = None, **query: Any) -> AppTest:
    """Opens a page by its title with a query string, as a browser would. `state`: what the session holds before."""
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=SECONDS)
    for key, value in (state or {}).items():
        app.session_state[key] = value
    for key in OPENED:
        app.session_state[key] = True
    if title != "Home":
        app.switch_page(f"pages/{title.lower()}.py")
    return first_run(app, query)


def call_on_page(
    function: Callable[..., Any], *args: Any, query: Mapping[str, Any] | None = None, **named: Any
) -> AppTest:
    """Opens a page that only calls a function with these arguments; `returned` gives what came of its last run."""
    app = AppTest.from_file(script(), default_timeout=SECONDS)
    app.session_state[CALL] = partial(function, *args, **named)
    for key in OPENED:
        app.session_state[key] = True
    return first_run(app, query or {})


def returned(app: AppTest) -> Any:
    """What the function of `call_on_page` returned in the last run of its page."""
    return app.session_state[RETURNED]


@cache
def script() -> Path:
    """The page of `call_on_page`. It stands in for app.py beside the other pages, so that links to them work."""
    path = Path(FOLDER.name) / "app.py"
    path.write_text(SCRIPT, encoding="utf-8")
    (path.parent / "pages").symlink_to(PROJECT / "pages")
    return path


def first_run(app: AppTest, query: Mapping[str, Any]) -> AppTest:
    """Runs a page with a query string; fails where the page raises an exception."""
    app.query_params.update(query)
    app.run()
    assert not app.exception, app.exception[0].value
    assert "reload_page" not in [button.key for button in app.button], [error.value for error in app.error]
    return app


def query_keys(app: AppTest) -> list[str]:
    """The names that the widgets of a page have in its address."""
    return sorted({key for block in blocks(app._tree) if (key := getattr(block.proto, "query_param_key", ""))})


def blocks(block: Any) -> Iterator[Any]:
    """All elements of a page that are shown, however deep."""
    for child in block.children.values():
        if getattr(child, "proto", None) is not None:
            yield child
        if hasattr(child, "children"):
            yield from blocks(child)


def links(app: AppTest) -> list[tuple[str, str]]:
    """The links to other pages: where each leads to, and with which query string."""
    return [(link.proto.page, link.proto.query_string) for link in app.get("page_link")]


def next_step(app: AppTest) -> tuple[str, str]:
    """Where the link leads that looks like the filled button of a page, and with which query string."""
    (link,) = filled_links(app)
    return link.proto.page, link.proto.query_string


def filled(app: AppTest) -> list[str]:
    """The labels of the filled buttons of a page, and of the links that look like one."""
    buttons = [button.label for button in app.button if button.proto.type == "primary"]
    return buttons + [link.label for link in filled_links(app)]


def filled_links(app: AppTest) -> list[Any]:
    """The links of a page that look like filled buttons."""
    places = [block for block in blocks(app._tree) if "-primary_" in str(getattr(block.proto, "id", ""))]
    return [link for place in places for link in getattr(place, "children", {}).values()]


def captions(app: AppTest) -> list[str]:
    """What stands below each image."""
    return [image.proto.imgs[0].caption for image in app.get("image")]


def mark_rows(app: AppTest, key: str, rows: list[int]) -> AppTest:
    """Marks rows of the table with this key, as clicks do, and runs the page."""
    app.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    return app.run()
