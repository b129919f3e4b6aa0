"""Reading uploaded images right on the page, with models kept in memory."""

import threading
from collections.abc import Iterable
from typing import NamedTuple

import streamlit as st

from engine.classify.prediction import Answer, read_image
from engine.core.models.card import net_state
from engine.core.models.decoding.constraint import ANY, Constraint, Possible
from engine.core.models.predictor import Predictor, possible_for
from engine.imaging.decode import UnreadableError

SOURCES = ("Files", "Clipboard", "Camera")
PASTED = "pasted"
MOST_MEGABYTES = 100


class ImageFile(NamedTuple):
    """An uploaded, pasted or photographed image file."""

    name: str
    data: bytes


class Read(NamedTuple):
    """An image and what was read in it. An unreadable file has a problem, in one sentence, and no answer."""

    image_file: ImageFile
    answer: Answer | None
    problem: str


class Ready(NamedTuple):
    """A loaded model, and the lock that keeps two visitors from using it at once."""

    predictor: Predictor
    lock: threading.Lock


def ready(name: str) -> Ready:
    """The loaded model. Raises ValueError if its folder is damaged."""
    return loaded(name, net_state(name))


@st.cache_resource(max_entries=4, show_spinner=False)
def loaded(name: str, state: str) -> Ready:
    """Loads a model once for all visitors, and again whenever its net is replaced."""
    return Ready(Predictor(name), threading.Lock())


def read_all(name: str, images: Iterable[ImageFile], constraint: Constraint = ANY) -> list[Read]:
    """Reads images with a model, in their order.

    Raises ValueError if the model is damaged, or can read no text that the constraint allows.
    """
    possible(name, net_state(name), constraint)
    return [read(name, image, constraint) for image in images]


def read(name: str, image_file: ImageFile, constraint: Constraint) -> Read:
    """Reads one image. A file that is not an image yields a problem."""
    try:
        return Read(image_file, answer(name, net_state(name), image_file.data, constraint), "")
    except UnreadableError as reason:
        return Read(image_file, None, str(reason))


@st.cache_resource(max_entries=500, show_spinner=False)
def answer(name: str, state: str, data: bytes, constraint: Constraint) -> Answer:
    """Reads an image file, once for all runs of the page. Raises UnreadableError."""
    predictor, lock = ready(name)
    allowed = possible(name, state, constraint)
    with lock:
        return read_image(predictor, data, allowed)


@st.cache_resource(max_entries=16, show_spinner=False)
def possible(name: str, state: str, constraint: Constraint) -> Possible | None:
    """The texts that a model may read, found once for all visitors. Raises ValueError if there is none."""
    return possible_for(ready(name).predictor.card, constraint)


def images_from(source: str) -> list[ImageFile]:
    """The input for one of SOURCES; returns the images that came in."""
    if source == "Clipboard":
        with st.container():  # outside of any, the input would stick to the bottom of the page
            st.chat_input(
                "Click here, paste images with Ctrl+V (⌘V on a Mac), then press Enter",
                accept_file="multiple",
                key="clipboard",
                on_submit=take_paste,
            )
        return st.session_state.get(PASTED, [])
    if source == "Camera":
        photo = st.camera_input("Hold the text in front of the camera", key="camera")
        return [ImageFile("camera.jpg", photo.getvalue())] if photo else []
    files = st.file_uploader("Images to read", accept_multiple_files=True, key="files", max_upload_size=MOST_MEGABYTES)
    return [ImageFile(file.name, file.getvalue()) for file in files]


def take_paste() -> None:
    """Keeps pasted images, because the input loses them in the next run of the page."""
    files = st.session_state["clipboard"].files
    st.session_state[PASTED] = [ImageFile(file.name, file.getvalue()) for file in files]
