"""Lines of symbols on the page: the boxes that were found, which can be merged, split and deleted, and the answer."""

import cv2
import numpy as np
import streamlit as st

from engine.classify.lines.cut import Glyph, cut
from engine.classify.lines.read import Symbol, confidence_of, divided, merged, read_glyphs, text_of
from engine.classify.lines.solve import Solution, sides, solve
from engine.core.charts.curves import crossing
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.encode import png
from engine.imaging.overlay import enlarged
from ui.classify.readings import ready
from ui.classify.sources import ImageFile
from ui.text import plain

ASPECT = 3.0  # width / height of a drawing of a line
SMALLEST = 160  # pixels in height to which small lines are enlarged
COLOURS = ((31, 111, 120), (200, 90, 20))  # of the boxes of symbols and superscripts


def lines(model: str, images: list[ImageFile]) -> None:
    """Each image as a line of symbols."""
    for number, image_file in enumerate(images):
        try:
            line(model, number, image_file)
        except (UnreadableError, ValueError) as reason:
            st.warning(f"**{plain(image_file.name)}**: {plain(reason)}")


def line(model: str, number: int, image_file: ImageFile) -> None:
    """One line: its boxes, what was read in them, ways to correct both, and the answer."""
    image = decode(image_file.data)
    key = f"glyphs {model} {hash(image_file.data)}"
    glyphs: list[Glyph] = st.session_state.setdefault(key, cut(image))
    predictor, lock = ready(model)
    with lock:
        symbols = read_glyphs(predictor, image, glyphs)
    st.image(png(with_boxes(image, glyphs)), caption=plain(image_file.name), alt="the line with a box for each symbol")
    if not symbols:
        st.info("Nothing on this image stands out from its background, so there is nothing to read.")
        return
    edit(key, number, symbols)
    st.caption(f"Confidence in the whole line: {confidence_of(symbols):.1%}")
    text = st.text_input("Text", text_of(symbols), key=f"line_text_{number}_{hash((key, tuple(glyphs)))}")
    answer(text, number)


def with_boxes(image: np.ndarray, glyphs: list[Glyph]) -> np.ndarray:
    """The image in colour with a numbered box for each symbol."""
    factor = max(1, -(-SMALLEST // image.shape[0]))
    large = enlarged(image, image.shape[0] * factor)
    canvas = cv2.cvtColor(large, cv2.COLOR_GRAY2RGB) if large.ndim == 2 else large.copy()
    scale = canvas.shape[0] / image.shape[0]
    for number, glyph in enumerate(glyphs, 1):
        colour = COLOURS[glyph.raised]
        left, top, right, bottom = (
            round(scale * end) for end in (glyph.box.x, glyph.box.y, glyph.box.right, glyph.box.bottom)
        )
        cv2.rectangle(canvas, (left - 2, top - 2), (right + 2, bottom + 2), colour, 2)
        cv2.putText(canvas, str(number), (left, max(12, top - 6)), cv2.FONT_HERSHEY_SIMPLEX, 0.45, colour, 1)
    return canvas


def edit(key: str, number: int, symbols: list[Symbol]) -> None:
    """Chooses symbols, and merges, splits or deletes them."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.pills(
            "Symbols",
            range(len(symbols)),
            selection_mode="multi",
            key=f"chosen_{number}_{hash((key, len(symbols)))}",
            format_func=lambda place: f"{place + 1} {plain(symbols[place].text)}",
        )
        glyphs = [symbol.glyph for symbol in symbols]
        for label, least, most, change in (
            ("Merge", 2, len(symbols), merged),
            ("Split", 1, 1, split),
            ("Delete", 1, len(symbols), without),
        ):
            off = not least <= len(chosen) <= most
            if st.button(label, key=f"{label.lower()}_{number}", disabled=off):
                st.session_state[key] = change(glyphs, chosen)
                st.rerun()
        if st.button("Reset", key=f"reset_{number}"):
            st.session_state.pop(key, None)
            st.rerun()


def split(glyphs: list[Glyph], places: list[int]) -> list[Glyph]:
    """The symbols, the first of these places cut in two."""
    return divided(glyphs, places[0])


def without(glyphs: list[Glyph], places: list[int]) -> list[Glyph]:
    """The symbols, those at these places left out."""
    return [glyph for place, glyph in enumerate(glyphs) if place not in places]


def answer(text: str, number: int) -> None:
    """The answer to an equation, or why there is none, and for one unknown where both sides meet."""
    try:
        solution = solve(text)
    except ValueError as reason:
        st.caption(f"No answer: {plain(reason)}")
        return
    st.metric("Answer", plain(solution.text), border=True, width="content")
    drawn(text, solution, number)


def drawn(text: str, solution: Solution, number: int) -> None:
    """Both sides of an equation in one unknown as curves that meet at its solutions."""
    if solution.roots:
        about = "Both sides of the equation, which meet at its solutions"
        chart = crossing(*sides(text, solution.roots))
        st.plotly_chart(chart, key=f"crossing_{number}", config={"displayModeBar": False}, alt=about)
