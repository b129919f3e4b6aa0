"""The same seed gives the same pixels for ever: one hash for each preset and five ids, and for every corruption.

When one of these changes on purpose, raise `engine.core.datasets.on_demand.VERSION`: datasets drawn on the fly then
refuse to mix old images with new ones. `.venv/bin/python -m tests.core.synthesis.test_golden` prints the new table.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable

import numpy as np

from engine.compose.run import first
from engine.compose.spec import ComposeSpec
from engine.core.datasets import shard
from engine.core.datasets.on_demand import VERSION
from engine.core.datasets.write import finish_dataset, publish_dataset
from engine.core.storage.paths import workspace
from engine.generate.sampling import draw
from engine.generate.spec import GenerateSpec
from engine.imaging import corrupt
from engine.imaging.encode import png
from engine.imaging.render import background
from engine.imaging.render.render import render
from engine.spec import Range, Span, Spec, knob, knobs, with_preset
from engine.train.data.augment import augment
from engine.train.spec import TrainSpec

IDS = (0, 1, 2, 3, 1000)
GENERATE = list(GenerateSpec.presets)
COLOURS = ((200, 30, 30), (20, 40, 250))
GOLDEN = {
    "generate captcha-0.7": "a3b8050d791a5895",
    "generate captcha-0.3": "dac1f3568c7fce21",
    "generate plain": "9b27d95fccb340ab",
    "generate hard": "c31b4d06528be395",
    "generate one-glyph": "a461e5f6a16a38e0",
    "generate trinity": "a5519875db22f9e9",
    "compose mnist-captcha": "6ad6b48cb4e44bf0",
    "compose tidy": "510b4e4b3312b350",
    "compose noisy": "a15d55591869d717",
    "compose hard": "29f4f878256f9237",
    "corruption gaussian": "2069915b14267383",
    "corruption speckle": "79b67e621000d30a",
    "corruption salt and pepper": "1cde64fa88374273",
    "corruption blurred": "1b876e16c5e04a8b",
    "corruption jpeg": "a9580c66e399ee73",
    "corruption waved": "b9ddc0188817fdf1",
    "corruption gradient": "d22e7f1a707f746c",
    "corruption texture": "f5a084dac0435b95",
    "augmentation": "7ef536db0f3e49fd",
}


def digest(images: Iterable[np.ndarray]) -> str:
    """A short hash of pixels and shapes."""
    sha256 = hashlib.sha256()
    for image in images:
        sha256.update(repr(image.shape).encode() + np.ascontiguousarray(image).tobytes())
    return sha256.hexdigest()[:16]


def generated(name: str, spec: type[GenerateSpec] = GenerateSpec) -> list[np.ndarray]:
    """Five images of a preset of generate."""
    settings = spec(**with_preset(spec, name, {"seed": 7}))
    return [render(draw(settings, i)) for i in IDS]


def composed(name: str, spec: type[ComposeSpec] = ComposeSpec) -> list[np.ndarray]:
    """Five images of a preset of compose, composed from the dataset "glyphs"."""
    settings = spec(**with_preset(spec, name, {"seed": 7, "dataset": "glyphs", "minimum_contrast": 0}))
    return [sample.image for sample in first(settings, 5)]


def store_glyphs() -> None:
    """A dataset of single symbols of simple shapes in the workspace."""
    rows = []
    for i in range(12):
        image = np.zeros((28, 28), np.uint8)
        image[6 + i % 5 : 20, 8 : 16 + i % 4] = 120 + 10 * i
        rows.append({"image": png(image), "path": f"{i}.png", "text": "abc"[i % 3], "width": 28, "height": 28})
    shard.write(workspace() / "build", 0, rows)
    finish_dataset(workspace() / "build", "class", "test", {})
    publish_dataset(workspace() / "build", "glyphs")


def ramp() -> np.ndarray:
    """A grey image that has every lightness and sharp edges: uint8 (40, 90)."""
    image = np.tile(np.linspace(0, 255, 90).astype(np.uint8), (40, 1))
    image[10:30:4, 20:70] = 255 - image[10:30:4, 20:70]
    return image


def random() -> np.random.Generator:
    """The same random numbers for each corruption."""
    return np.random.default_rng(7)


CORRUPTIONS = {
    "gaussian": lambda: corrupt.gaussian(ramp(), 0.1, random(), each_channel=False),
    "speckle": lambda: corrupt.speckle(ramp(), 0.2, random(), each_channel=False),
    "salt and pepper": lambda: corrupt.salt_and_pepper(ramp(), 0.2, random(), each_channel=False),
    "blurred": lambda: corrupt.blurred(ramp(), 1.3),
    "jpeg": lambda: corrupt.jpeg(ramp(), 60),
    "waved": lambda: corrupt.waved(ramp(), 3.0, 25.0, random()),
    "gradient": lambda: background.gradient((40, 90), COLOURS, random()),
    "texture": lambda: background.texture((40, 90), COLOURS, random()),
}


def changed() -> list[np.ndarray]:
    """Training images under every change that training knows, at once."""
    everything = {"noise": 0.1, "contrast": 0.2, "blur": 0.03, "erase": 0.2, "rotation": 9, "shear": 0.2, "scale": 0.1}
    spec = TrainSpec(dataset="d", name="m", seed=7, shift=0.1, flips="both", quarter_turns=True, **everything)
    return [augment(np.stack([ramp()] * 5)[..., None], np.array(IDS), 3, spec)]


def table() -> dict[str, str]:
    """Every hash of this version; needs the dataset "glyphs"."""
    return {
        **{f"generate {name}": digest(generated(name)) for name in GENERATE},
        **{f"compose {name}": digest(composed(name)) for name in ComposeSpec.presets},
        **{f"corruption {name}": digest([make()]) for name, make in CORRUPTIONS.items()},
        "augmentation": digest(changed()),
    }


def test_the_same_seed_gives_the_pixels_that_it_always_gave(home):
    store_glyphs()
    assert VERSION == 2 and table() == GOLDEN


class Neutral(Spec):
    """A range that changes nothing; a Spec that inherits from this declares it before all of its own knobs."""

    neutral: Range = knob(Span(0, 0), "Nothing.", low=0, high=1, group="Noise")


class MoreGenerate(GenerateSpec, Neutral):
    """Generate as a later version might have it."""


class MoreCompose(ComposeSpec, Neutral):
    """Compose as a later version might have it."""


def test_a_knob_more_leaves_all_images_as_they_were(home):
    assert next(knobs(MoreGenerate)).name == next(knobs(MoreCompose)).name == "neutral"
    for name in GENERATE:
        assert digest(generated(name, MoreGenerate)) == digest(generated(name)), name
    store_glyphs()
    for name in ComposeSpec.presets:
        assert digest(composed(name, MoreCompose)) == digest(composed(name)), name


def show() -> None:
    """Prints the table of this version."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["GLYPHLAB_HOME"] = home
        store_glyphs()
        print("".join(f'    "{name}": "{digest}",\n' for name, digest in table().items()))


if __name__ == "__main__":
    show()
