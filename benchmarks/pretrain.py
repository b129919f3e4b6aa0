"""The pre-trained start, made again: a slotnet that learns to read from generated images alone.

Run: .venv/bin/python -m benchmarks.pretrain --fonts FOLDER --out FOLDER [--minutes M] [--seed S]
Draws in styles as various as the generator allows (fonts, sizes, places, spacings, both polarities, grey and colour,
gradients, outlines, overlaps, lines, noise, warps; texts of 1 to 8 printable ASCII and mathematical symbols) and trains
on them for M CPU-minutes (default 30). Fonts of the family DejaVu Serif are left out, for tests on fonts never seen.
Prints one line a CPU-minute on stderr; writes the model's folder glyphlab-base (Keras and LiteRT, the latter with
weights in 16 bits, and a card); ends with one JSON line: exact match, symbol accuracy and loss on 1,000 images of
styles drawn apart, images drawn and seen, and CPU-seconds.
"""

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.core.datasets.labels import Codec
from engine.core.metrics.intervals import wilson
from engine.core.models.card import Card
from engine.generate.painting import images
from engine.generate.spec import GenerateSpec
from engine.imaging.preprocess import Preparation, prepare
from engine.imaging.render import fonts
from engine.train.data.augment import augment
from engine.train.spec import TrainSpec

DIGITS, LOWER, UPPER = "0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ASCII = "".join(map(chr, range(33, 127)))
MATH = "×÷±√π∞≤≥≠"
ALPHABETS = [(DIGITS, 2), (DIGITS + LOWER, 2), (DIGITS + UPPER, 3), (DIGITS + LOWER + UPPER, 3), (ASCII + MATH, 2)]
SLOTS, HEIGHT, WIDTH = 8, 48, 192
HELD_OUT = "dejavuserif"
DRAWN, POOL, USES = 200, 16_000, 3  # images of a style, images kept in memory, and how often each is learned from
BATCH, RATE, WARM_UP, COOLING = 32, 4e-3, 400, 0.3  # images, highest rate, steps, share of the minutes
JUDGED, REPORT = 1000, 60  # images, CPU-seconds
HALF_PRECISION = 0.05  # of a probability; weights in 16 bits change it by about 0.005
INVERTED = 0.2  # share of images
CHANGES = TrainSpec(dataset="d", name="m", shift=0.1, scale=0.15, rotation=4, contrast=0.4, noise=0.06)


class Images(NamedTuple):
    """Prepared images uint8 (n, h, w, 1) and class numbers (n, SLOTS)."""

    images: np.ndarray
    classes: np.ndarray


def style(rng: np.random.Generator, paths: list[str]) -> dict[str, Any]:
    """Settings of the generator, as various as it can draw."""
    chances = np.array([weight for _, weight in ALPHABETS], float)
    symbols = ALPHABETS[rng.choice(len(ALPHABETS), p=chances / chances.sum())][0]
    chosen = [paths[index] for index in rng.integers(0, len(paths), int(rng.integers(1, 4)))]
    lacking = "".join(fonts.missing(path, symbols) for path in chosen)
    shortest = int(rng.choice([1, 2, 3, 4, 4, 5, 6]))
    longest = int(rng.integers(shortest, min(SLOTS, shortest + 3) + 1))
    height = int(rng.integers(32, 81))
    size = max(14, int(height * rng.uniform(0.45, 0.85)))
    sizes = f"{max(12, int(size * rng.uniform(0.75, 1)))}-{size}"
    tracking = int(rng.integers(0, size)) if rng.random() < 0.2 else 0
    width = int((longest + rng.uniform(0, 2)) * (0.62 * size + tracking) + rng.uniform(4, 30))
    return {
        "symbols": "".join(symbol for symbol in symbols if symbol not in lacking),
        "fonts": chosen, "font_for": str(rng.choice(["symbol", "text"])), "font_size": sizes,
        "length": f"{shortest}-{longest}", "width": max(width, 8 * longest, 24), "height": height, "tracking": tracking,
        "align": str(rng.choice(["left", "centre"])), "smooth": bool(rng.random() < 0.6), "fill": "solid",
        **inks(rng), **shape(rng), **strokes(rng), "seed": int(rng.integers(2**31)), "count": DRAWN,
    }  # fmt: skip


def inks(rng: np.random.Generator) -> dict[str, Any]:
    """Colours of text and background."""
    own = {"ink_for": str(rng.choice(["text", "symbol"])), "minimum_contrast": 40}
    kinds: list[dict[str, Any]] = [
        {"ink": "0-150", "paper": "200-255"},
        {"ink": "0-60", "paper": "230-255", "mode": "grey"},
        {"ink": "0-180", "paper": "225-255", "stroke_ink": "stroke"},
        {"ink": "170-255", "paper": "0-90"},
        {"ink": "0-255", "paper": "60-230", "paper_kind": "gradient", "minimum_contrast": 25},
        {"ink": "0-110", "paper": "100-240", "paper_kind": "gradient", "stroke_ink": "stroke"},
        {"ink": "0-120", "paper": "170-255", "paper_kind": "texture"},
    ]
    return own | kinds[rng.choice(len(kinds), p=[0.24, 0.15, 0.15, 0.08, 0.14, 0.12, 0.12])]


def shape(rng: np.random.Generator) -> dict[str, Any]:
    """How symbols are turned, warped and set beside each other."""
    strong = rng.random()
    values: dict[str, Any] = {
        "rotation": round(float(rng.choice([0, 5, 15, 30])) * strong, 1), "shear": round(0.3 * strong, 2),
        "warp_x": f"0-{0.3 * strong:.2f}", "warp_y": f"0-{0.25 * strong:.2f}",
        "baseline_jitter": round(float(rng.choice([0, 0.05, 0.15])), 2),
        "spacing": round(float(rng.choice([0, 0.3, 0.5])), 2),
        "overlap": round(float(rng.choice([0, 0.15, 0.3, 0.4])), 2),
    }  # fmt: skip
    if rng.random() < 0.15:
        values["outline"] = "1-2"
    if rng.random() < 0.2:
        values["waves"] = "0-2.5"
    return values


def strokes(rng: np.random.Generator) -> dict[str, Any]:
    """What makes images harder to read."""
    values: dict[str, Any] = {"dots": 0, "curves": 0}
    if rng.random() < 0.35:
        values |= {"dots": f"0-{int(rng.integers(5, 80))}", "dot_width": f"1-{int(rng.integers(1, 4))}"}
    if rng.random() < 0.4:
        values |= {"curves": f"0-{int(rng.integers(1, 4))}", "curve_width": f"1-{int(rng.integers(1, 4))}"}
    if rng.random() < 0.35:
        values |= {"lines": f"0-{int(rng.integers(1, 6))}", "line_width": f"1-{int(rng.integers(1, 4))}"}
    if rng.random() < 0.25:
        values |= {"gaussian_noise": "0-0.1", "salt_pepper_noise": "0-0.04", "jpeg_loss": "0-60", "blur": "0-0.8"}
    return values


def draw(rng: np.random.Generator, paths: list[str], codec: Codec, count: int = DRAWN) -> Images:
    """Images of one style as the net sees them; uneven backgrounds are removed, as in every training."""
    while True:
        settings = style(rng, paths)
        uneven = settings.get("paper_kind", "plain") == "gradient" or rng.random() < 0.1
        seen = Preparation(width=WIDTH, height=HEIGHT, background="remove" if uneven else "keep")
        try:
            samples = list(images(GenerateSpec(**settings), range(count)))
        except ValueError:
            continue  # too little contrast in every try, or a text that does not fit
        pixels = np.stack([prepare(sample.image, seen) for sample in samples])
        inverted = rng.random(count) < INVERTED
        pixels[inverted] = 255 - pixels[inverted]
        return Images(pixels, codec.encode(sample.columns["text"] for sample in samples))


class Pool:
    """The images drawn last, of many styles, from which batches are taken at random."""

    def __init__(self, rng: np.random.Generator, paths: list[str], codec: Codec) -> None:
        self.rng, self.paths, self.codec = rng, paths, codec
        self.kept: list[Images] = [draw(rng, paths, codec) for _ in range(10)]
        self.drawn, self.seen = 10 * DRAWN, 0

    def batch(self) -> Images:
        """BATCH images, changed a little, of which USES of their drawing are learned from."""
        if self.seen >= USES * self.drawn:
            self.kept = [*self.kept, draw(self.rng, self.paths, self.codec)][-POOL // DRAWN :]
            self.drawn += DRAWN
        styles, rows = self.rng.integers(0, len(self.kept), BATCH), self.rng.integers(0, DRAWN, BATCH)
        pixels = np.stack([self.kept[s].images[row] for s, row in zip(styles, rows, strict=True)])
        classes = np.stack([self.kept[s].classes[row] for s, row in zip(styles, rows, strict=True)])
        self.seen += BATCH
        return Images(augment(pixels, np.arange(BATCH), self.seen // BATCH, CHANGES), classes)


def font_files(folder: Path) -> list[str]:
    """The fonts below a folder and the one of the captcha package, without those left out and those lacking letters."""
    files = [*sorted(folder.rglob("*.ttf")), *sorted(folder.rglob("*.otf"))]
    usable = [fonts.packaged()] * 6
    for path in map(str, files):
        name = Path(path).stem.lower()
        if HELD_OUT not in name and not fonts.missing(path, DIGITS + LOWER + UPPER):
            usable.append(path)
    return usable


def rate(step: int, progress: float) -> float:
    """The learning rate: rises, stays, and falls in the last COOLING of the minutes; progress 0..1."""
    if step < WARM_UP:
        return RATE * (step + 1) / WARM_UP
    return RATE * min(1.0, max(0.01, (1 - progress) / COOLING))


def main() -> None:
    """Trains, writes and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fonts", type=Path, required=True, help="folder of fonts that may be drawn with")
    parser.add_argument("--out", type=Path, required=True, help="folder for the weights")
    parser.add_argument("--minutes", type=float, default=30.0, help="CPU-minutes (default 30)")
    parser.add_argument("--seed", type=int, default=1, help="of all that is random (default 1)")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    print(json.dumps(pretrained(given)))


def pretrained(given: argparse.Namespace) -> dict[str, Any]:
    """Trains a net and writes its weights; its figures."""
    from engine.nets.backend import keras
    from engine.nets.slotnet import slotnet

    keras.utils.set_random_seed(given.seed)
    paths = font_files(given.fonts)
    codec = Codec("".join(sorted(ASCII + MATH)), SLOTS, blank=True)
    apart = [draw(np.random.default_rng([given.seed, 1, i]), paths, codec, 20) for i in range(JUDGED // 20)]
    judged = Images(np.concatenate([part.images for part in apart]), np.concatenate([part.classes for part in apart]))
    pool = Pool(np.random.default_rng(given.seed), paths, codec)
    net = slotnet((HEIGHT, WIDTH, 1), SLOTS, codec.classes)
    net.compile(
        keras.optimizers.AdamW(RATE, weight_decay=1e-4), keras.losses.CategoricalCrossentropy(label_smoothing=0.05)
    )
    one_hot, start, step, told = np.eye(codec.classes, dtype=np.float32), time.process_time(), 0, 0.0
    while (spent := time.process_time() - start) < 60 * given.minutes:
        batch = pool.batch()
        net.optimizer.learning_rate = rate(step, spent / (60 * given.minutes))
        net.train_on_batch(batch.images, one_hot[batch.classes])
        step += 1
        if spent - told >= REPORT:
            told = spent
            print(f"{spent:.0f} CPU-s, {pool.seen:,} images, {scores(net, judged)}", file=sys.stderr, flush=True)
            net.save_weights(given.out / "net.weights.h5")
    seen = {"drawn": pool.drawn, "seen": pool.seen, "cpu_seconds": round(spent)}
    figures = {**scores(net, judged), **seen, "seed": given.seed, "fonts": names_of(paths)}
    pack(net, figures, judged.images[:64], given.out / "glyphlab-base")
    return figures


def names_of(paths: list[str]) -> list[str]:
    """The names of font files, each once."""
    return sorted({Path(path).stem for path in paths})


def pack(net: Any, figures: dict[str, Any], compared: np.ndarray, folder: Path) -> None:
    """Writes the model's folder, like that of a training."""
    from engine.nets.convert import as_float16
    from engine.nets.slot_attention import prediction_model
    from engine.train.export import LIBRARIES, compare

    folder.mkdir(parents=True)
    net.save(folder / "model.keras")
    exported = as_float16(prediction_model(net))
    (folder / "model.tflite").write_bytes(exported)
    outputs, parity = compare(exported, prediction_model(net), compared, HALF_PRECISION)
    (folder / "history.csv").write_text(f"epoch,loss\n1,{figures['loss']}\n")
    ends = wilson(round(figures["exact_match"] * JUDGED), JUDGED)
    card = Card(
        recipe="slotnet", alphabet="".join(sorted(ASCII + MATH)), slots=SLOTS, blank=True,
        preparation=Preparation(width=WIDTH, height=HEIGHT), outputs=outputs,
        spec={"command": "python -m benchmarks.pretrain", **figures}, dataset="generated images",
        dataset_fingerprint="", split_fingerprint="",
        scores={"n": JUDGED, "exact_match": figures["exact_match"], "exact_match_low": float(ends.low),
                "exact_match_high": float(ends.high), "symbol_accuracy": figures["symbols"], "loss": figures["loss"]},
        parameters=net.count_params(), epochs=1, cpu_seconds=figures["cpu_seconds"], parity=parity,
        versions={name: version(name) for name in LIBRARIES}, created=datetime.now(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip
    (folder / "card.json").write_text(json.dumps(card.model_dump(mode="json"), indent=1, ensure_ascii=False))


def scores(net: Any, judged: Images) -> dict[str, float]:
    """Exact match, symbol accuracy without blanks, and loss on images of styles drawn apart."""
    probabilities = net.predict(judged.images, batch_size=250, verbose=0)
    read = probabilities.argmax(-1)
    symbols = judged.classes != net.output_shape[-1] - 1
    right = read == judged.classes
    chosen = np.take_along_axis(probabilities, judged.classes[..., None], axis=-1)
    figures = right.all(axis=1).mean(), right[symbols].mean(), -np.log(np.maximum(chosen, 1e-7)).mean()
    return {
        name: round(float(value), 4) for name, value in zip(("exact_match", "symbols", "loss"), figures, strict=True)
    }


if __name__ == "__main__":
    main()
