"""The images that come to the page: dropped, pasted, photographed or drawn."""

from typing import NamedTuple

import streamlit as st

from ui.classify.canvas import drawing

SOURCES = ("Files", "Folder upload", "Clipboard", "Camera", "Draw")
PASTED = "pasted"
MOST_MEGABYTES = 100


class ImageFile(NamedTuple):
    """An uploaded, pasted, photographed or drawn image file."""

    name: str
    data: bytes


def images_from(source: str, aspect: float) -> list[ImageFile]:
    """The input for one of SOURCES; returns the images that came in. aspect: width / height of a drawing."""
    if source == "Clipboard":
        return pasted()
    if source == "Camera":
        photo = st.camera_input("Hold the text in front of the camera", key="camera")
        return [ImageFile("camera.jpg", photo.getvalue())] if photo else []
    if source == "Draw":
        drawn = drawing(aspect)
        return [ImageFile("drawing.png", drawn)] if drawn else []
    return dropped(source == "Folder upload")


def dropped(folder: bool) -> list[ImageFile]:
    """The files that are dropped or chosen, or those of a folder."""
    files = st.file_uploader(
        "Folder with images to read" if folder else "Images to read",
        accept_multiple_files="directory" if folder else True,
        key="folder_files" if folder else "files",
        max_upload_size=MOST_MEGABYTES,
    )
    return [ImageFile(file.name, file.getvalue()) for file in files or []]


def pasted() -> list[ImageFile]:
    """The images of the clipboard, once they are pasted."""
    with st.container():  # outside of any, the input would stick to the bottom of the page
        st.chat_input(
            "Click here, paste images with Ctrl+V (⌘V on a Mac), then press Enter",
            accept_file="multiple",
            key="clipboard",
            on_submit=take_paste,
        )
    return st.session_state.get(PASTED, [])


def take_paste() -> None:
    """Keeps pasted images, because the input loses them in the next run of the page."""
    files = st.session_state["clipboard"].files
    st.session_state[PASTED] = [ImageFile(file.name, file.getvalue()) for file in files]
