"""The steps that prepare a dataset's pictures: stored beside them, in words, and with the size that suits."""

import numpy as np

from engine.core.datasets.dataset import Dataset
from engine.core.storage.files import read_json, write_json
from engine.imaging.decode import Unreadable, decode
from engine.imaging.preprocess import LARGEST_SIDE, Preparation, Steps, worked
from engine.spec import read

TALLEST, WIDEST = 96, 320  # pixels; larger pictures are scaled down to these, since text stays legible in them
LOOKED_AT = 40  # cropped pictures from which the middle size is taken
FILE = "prepare.json"
POLARITIES = {
    "keep": "",
    "auto": "dark ink on light paper",
    "light": "light ink on dark paper",
    "invert": "light and dark exchanged",
}
MORPHOLOGIES = {"open": "ink opened", "close": "ink closed", "dilate": "ink dilated", "erode": "ink eroded"}


def steps_of(source: Dataset) -> Steps:
    """The steps stored with a dataset, or none where nobody chose any; ValueError when the file is damaged."""
    path = source.folder / FILE
    if not path.exists():
        return Steps()
    try:
        return read(Steps, read_json(path))
    except ValueError as reason:
        raise ValueError(f"{FILE} of the dataset {source.name!r} is damaged; prepare it again. ({reason})") from None


def store(source: Dataset, steps: Steps) -> None:
    """Stores the steps; the pictures stay as they are."""
    write_json(source.folder / FILE, steps.model_dump(mode="json"))


def preparation_for(source: Dataset, steps: Steps, mode: str = "auto") -> Preparation:
    """The steps with a size, and with `mode` "grey" or "colour" in place of their own.

    A width or height of 0 follows the dataset's own size, or the middle one where sizes differ, scaled down to what a
    net can take; where the steps crop, it is the middle of what they leave.
    """
    width, height = steps.width, steps.height
    if not (width and height):
        wide, high = middle_size(source, steps)
        scale = width / wide or height / high or min(1.0, TALLEST / high, WIDEST / wide)
        width, height = width or whole_side(wide * scale, steps), height or whole_side(high * scale, steps)
    found = {"width": width, "height": height} | ({} if mode == "auto" else {"mode": mode})
    return Preparation(**steps.model_dump() | found)


def whole_side(length: float, steps: Steps) -> int:
    """A width or height in whole pixels that leaves room for the ink."""
    least = 2 * steps.margin + 1 if steps.crop else 1
    return min(max(least, round(length)), LARGEST_SIDE)


def middle_size(source: Dataset, steps: Steps) -> tuple[float, float]:
    """The median width and height of the pictures, or of what is left of some of them where the steps crop."""
    sizes = cropped_sizes(source, steps) if steps.crop else np.empty((0, 2))
    if not len(sizes):
        sizes = source.frame(["width", "height"]).to_numpy()
    width, height = np.median(sizes, axis=0)
    return float(width), float(height)


def cropped_sizes(source: Dataset, steps: Steps) -> np.ndarray:
    """Width and height with margins, (n, 2), of up to LOOKED_AT pictures spread over the dataset."""
    ids = source.part_ids("all")
    found = []
    for data in source.pictures(ids[:: max(1, -(-len(ids) // LOOKED_AT))]):
        try:
            height, width = worked(decode(data), steps)[0].shape[:2]
        except Unreadable:
            continue  # training names it
        found.append((width + 2 * steps.margin, height + 2 * steps.margin))
    return np.array(found).reshape(-1, 2)


def words(steps: Steps) -> str:
    """The steps as a person says them, in their order."""
    return ", ".join(in_words(steps).values())


def in_words(steps: Steps) -> dict[str, str]:
    """What each step does, in a few words, by what it changes; steps that do nothing are left out."""
    size = " x ".join(str(side) if side else "auto" for side in (steps.width, steps.height))
    said = {
        "colours": "shades of grey" if steps.mode == "grey" else "colours",
        "blur": f"{steps.blur} blur ({steps.blur_size} px)" if steps.blur != "none" else "",
        "ink": POLARITIES[steps.polarity],
        "threshold": {"none": "", "otsu": "otsu threshold", "fixed": f"threshold {steps.level}"}[steps.threshold],
        "strokes": f"{MORPHOLOGIES[steps.morphology]} ({steps.morphology_size} px)"
        if steps.morphology != "none"
        else "",
        "crop": f"cropped (margin {steps.margin} px)" if steps.crop else "",
        "size": f"{size} px" if steps.width or steps.height else "the dataset's own size",
        "other sizes": "aspect kept" if steps.fit == "pad" else "stretched",
    }
    return {name: each for name, each in said.items() if each}
