"""A canvas to draw a text on with mouse, pen or finger."""

import base64
import binascii

import numpy as np
import streamlit as st

from engine.imaging.decode import UnreadableError, decode

WIDEST, HIGHEST = 640, 320  # pixels
MOST_BYTES = 2_000_000  # of a drawing
PREFIX = "data:image/png;base64,"
HTML = """<div class="board"><canvas role="img" tabindex="0"
aria-label="Canvas: draw the text with the mouse or a finger"></canvas>
<button type="button">Clear</button></div>"""
CSS = """canvas {touch-action: none; background: white; border: 1px solid var(--st-border-color); border-radius: 8px;
max-width: 100%; cursor: crosshair; display: block}
button {margin-top: 8px; padding: 4px 12px; border-radius: 8px; border: 1px solid var(--st-border-color);
background: transparent; color: var(--st-text-color); font: inherit; cursor: pointer}"""
JS = """export default function (component) {
  const { parentElement, setStateValue, data } = component;
  const canvas = parentElement.querySelector('canvas'), pen = canvas.getContext('2d');
  if (canvas.width !== data.width || canvas.height !== data.height || !canvas.dataset.prepared) {
    canvas.width = data.width; canvas.height = data.height; canvas.dataset.prepared = 'yes';
    pen.fillStyle = 'white'; pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  pen.lineCap = pen.lineJoin = 'round'; pen.lineWidth = data.pen; pen.strokeStyle = 'black';
  const place = (event) => [event.offsetX * canvas.width / canvas.clientWidth,
                            event.offsetY * canvas.height / canvas.clientHeight];
  const send = () => {
    const png = canvas.toDataURL('image/png');
    if (png.length < data.most) setStateValue('png', png);
  };
  let drawing = false;
  canvas.onpointerdown = (event) => {
    drawing = true; canvas.setPointerCapture(event.pointerId);
    pen.beginPath(); pen.moveTo(...place(event)); pen.lineTo(...place(event)); pen.stroke();
  };
  canvas.onpointermove = (event) => { if (drawing) { pen.lineTo(...place(event)); pen.stroke(); } };
  canvas.onpointerup = canvas.onpointercancel = () => { if (drawing) { drawing = false; send(); } };
  parentElement.querySelector('button').onclick = () => {
    pen.fillRect(0, 0, canvas.width, canvas.height); setStateValue('png', '');
  };
}"""
board = st.components.v2.component("glyphlab_canvas", html=HTML, css=CSS, js=JS)


def drawing(aspect: float) -> bytes | None:
    """Shows the canvas, with this ratio of width to height; returns the drawing as a PNG, None while it is blank."""
    width = min(WIDEST, round(HIGHEST * aspect))
    height = max(40, min(HIGHEST, round(width / aspect)))
    pen = st.slider("Pen width", 2, 40, max(4, height // 16), key="pen", width=240)
    shape = {"width": width, "height": height, "pen": pen, "most": MOST_BYTES}
    state = board(key="drawing", data=shape, default={"png": ""}, on_png_change=lambda: None)
    return png_of(state.png)


def png_of(address: object) -> bytes | None:
    """The PNG in the data URL that the browser sent; None if it is no PNG, too large, or nothing is drawn on it."""
    if not isinstance(address, str) or not address.startswith(PREFIX) or len(address) > MOST_BYTES:
        return None
    try:
        data = base64.b64decode(address.removeprefix(PREFIX), validate=True)
        return data if np.ptp(decode(data)) else None
    except (binascii.Error, UnreadableError):
        return None
