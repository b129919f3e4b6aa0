"""Reads the text in images: python reader.py IMAGE ... Needs ai-edge-litert, numpy and pillow, and nothing else."""

import json
import sys
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from PIL import Image, ImageOps

HERE = Path(__file__).resolve().parent
CARD = json.loads((HERE / "card.json").read_text("utf-8"))
NET = Interpreter(model_path=str(HERE / "model.tflite"), num_threads=1)
NET.allocate_tensors()


def edge(pixels):
    """The pixels of the border, (n,) or (n, 3)."""
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


def has_light_ink(grey):
    """Whether the border is mostly darker than the threshold of Otsu (1979) between ink and background."""
    low, high = int(grey.min()), int(grey.max())
    if high - low <= 8:  # one shade with its noise
        return low + high < 255
    counts = np.bincount(grey.ravel(), minlength=256) / grey.size
    share, mean = counts.cumsum(), (counts * np.arange(256)).cumsum()
    level = ((mean[-1] * share - mean) ** 2 / np.maximum(share * (1 - share), 1e-12)).argmax()
    return 2 * np.count_nonzero(edge(grey) > level) < edge(grey).size


def prepare(image):
    """The image as the net sees it, uint8 (1, height, width, channels): mode, dark ink, size."""
    wanted, image = CARD["preparation"], ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    image = image.convert("L" if wanted["mode"] == "grey" else "RGB")
    if wanted["polarity"] == "auto" and has_light_ink(np.asarray(image.convert("L"))):
        image = ImageOps.invert(image)
    full = inner = (wanted["width"], wanted["height"])
    if wanted["fit"] == "pad":
        scale = min(full[0] / image.width, full[1] / image.height)
        inner = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    border = edge(np.asarray(image))
    image = image.resize((min(image.width, inner[0]), min(image.height, inner[1])), Image.Resampling.BOX)
    image = image.resize(inner, Image.Resampling.BILINEAR)
    background = np.median(border, axis=0).astype(int).tolist()
    canvas = Image.new(image.mode, full, background if isinstance(background, int) else tuple(background))
    canvas.paste(image, ((full[0] - inner[0]) // 2, (full[1] - inner[1]) // 2))
    return np.asarray(canvas).reshape(1, full[1], full[0], -1)


def read(file):
    """The text in an image, its calibrated confidence (0..1), and whether it is accepted (None without a promise)."""
    NET.set_tensor(NET.get_input_details()[0]["index"], prepare(Image.open(file)))
    NET.invoke()
    outputs = (NET.get_tensor(output["index"])[0] for output in NET.get_output_details())
    probabilities = next(output for output in outputs if output.ndim == 2)
    tempered = np.maximum(probabilities, 1e-30) ** (1 / CARD["temperature"])
    tempered /= tempered.sum(axis=1, keepdims=True)
    symbols = [*CARD["alphabet"], ""]
    text = "".join(symbols[index] for index in probabilities.argmax(axis=1))
    confidence = float(tempered.max(axis=1).prod())
    return text, confidence, None if CARD["accept"] is None else confidence > CARD["accept"]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, *read(name), sep="\t")
