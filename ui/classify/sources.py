"""Reading uploaded pictures in the page itself: models kept ready, one sentence for each file that is no picture."""

import threading
from collections.abc import Iterable
from typing import NamedTuple

import streamlit as st

from engine.classify.prediction import Answer, read_picture
from engine.core.models.card import model_folder
from engine.core.models.predictor import Reader
from engine.core.storage.folders import modified_at
from engine.imaging.decode import Unreadable

SOURCES = ("Files", "Clipboard", "Camera")
PASTED = "pasted"
MOST_MEGABYTES = 100


class Picture(NamedTuple):
    """A file as it came in."""

    name: str
    data: bytes


class Read(NamedTuple):
    """A picture and what was read in it; where it is unreadable, no answer but a problem in one sentence."""

    picture: Picture
    answer: Answer | None
    problem: str


class Ready(NamedTuple):
    """A reader, and the lock that keeps two visitors from using it at once."""

    reader: Reader
    lock: threading.Lock


def ready(name: str) -> Ready:
    """The model, loaded; ValueError, with a sentence, when its folder is damaged."""
    return loaded(name, *version(name))


def version(name: str) -> tuple[str, int]:
    """Where the model lies and since when: changes when it is replaced."""
    path = model_folder(name) / "model.tflite"
    return str(path), modified_at(path)


@st.cache_resource(max_entries=4, show_spinner=False)
def loaded(name: str, path: str, changed: int) -> Ready:
    """Loads a model once for all visitors; path and time of change are there to be part of the cache's key."""
    return Ready(Reader(name), threading.Lock())


def read_all(name: str, pictures: Iterable[Picture]) -> list[Read]:
    """Reads pictures with a model, in their order. ValueError, with a sentence, when the model is damaged."""
    ready(name)
    return [read(name, picture) for picture in pictures]


def read(name: str, picture: Picture) -> Read:
    """Reads one picture; a file that is none gets a problem instead of an answer."""
    try:
        return Read(picture, answer(name, *version(name), picture.data), "")
    except Unreadable as reason:
        return Read(picture, None, str(reason))


@st.cache_resource(max_entries=500, show_spinner=False)
def answer(name: str, path: str, changed: int, data: bytes) -> Answer:
    """Reads a picture file, once for all runs of the page. Raises Unreadable."""
    reader, lock = ready(name)
    with lock:
        return read_picture(reader, data)


def pictures_in(source: str) -> list[Picture]:
    """Lets pictures come in from one of SOURCES."""
    if source == "Clipboard":
        with st.container():  # outside of any, the input would stick to the bottom of the page
            st.chat_input(
                "Click here, press Ctrl+V (⌘V on a Mac) to paste one or many pictures, then Enter",
                accept_file="multiple",
                key="clipboard",
                on_submit=take_paste,
            )
        return st.session_state.get(PASTED, [])
    if source == "Camera":
        shot = st.camera_input("Hold the text in front of the camera", key="camera")
        return [Picture("camera.jpg", shot.getvalue())] if shot else []
    files = st.file_uploader(
        "Drop one or many pictures here", accept_multiple_files=True, key="files", max_upload_size=MOST_MEGABYTES
    )
    return [Picture(file.name, file.getvalue()) for file in files]


def take_paste() -> None:
    """Keeps pasted pictures: the input forgets them in the next run of the page."""
    files = st.session_state["clipboard"].files
    st.session_state[PASTED] = [Picture(file.name, file.getvalue()) for file in files]
