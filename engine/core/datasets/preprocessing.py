"""The preprocessing of a dataset: stored beside its images, described in words, and completed with a suitable size."""

import numpy as np

from engine.core.datasets.dataset import Dataset
from engine.core.datasets.input_size import scale_for
from engine.core.datasets.spread import spread_images
from engine.core.datasets.suggestion import suggested
from engine.core.storage.files import read_json, write_json
from engine.imaging.preprocess import LARGEST_SIDE, Preparation, Preprocessing, preprocessed
from engine.spec import read

MOST_CROPPED = 40  # images whose median size after cropping is taken
FILE = "prepare.json"
POLARITIES = {
    "keep": "",
    "auto": "dark ink on a light background",
    "light": "light ink on a dark background",
    "invert": "inverted",
}
MORPHOLOGIES = {"open": "ink opened", "close": "ink closed", "dilate": "ink dilated", "erode": "ink eroded"}


def preprocessing_of(source: Dataset) -> Preprocessing:
    """Returns the preprocessing stored with a dataset or, without one, what suits its images.

    Raises ValueError if the file is damaged.
    """
    if not is_stored(source):
        return suggested(source).preprocessing
    try:
        return read(Preprocessing, read_json(source.folder / FILE))
    except ValueError as reason:
        raise ValueError(f"{FILE} of the dataset {source.name!r} is damaged; prepare it again. ({reason})") from None


def is_stored(source: Dataset) -> bool:
    """Whether preprocessing was chosen for a dataset; otherwise it is found from the images."""
    return (source.folder / FILE).exists()


def store(source: Dataset, preprocessing: Preprocessing) -> None:
    """Stores the preprocessing beside the dataset. Its images are not changed."""
    write_json(source.folder / FILE, preprocessing.model_dump(mode="json"))


def forget(source: Dataset) -> None:
    """Removes the stored preprocessing, so that it is found from the images again."""
    (source.folder / FILE).unlink(missing_ok=True)


def preparation_for(source: Dataset, preprocessing: Preprocessing, mode: str = "auto") -> Preparation:
    """Completes preprocessing with a size. The mode "grey" or "colour" replaces its own, "auto" keeps it.

    A width or height of 0 follows the median size of the images, after cropping if they are cropped, scaled down as in
    `input_size`.
    """
    width, height = preprocessing.width, preprocessing.height
    if not (width and height):
        median_width, median_height = median_size(source, preprocessing)
        scale = width / median_width or height / median_height or scale_for(source, median_width, median_height)
        width = width or whole_side(median_width * scale, preprocessing)
        height = height or whole_side(median_height * scale, preprocessing)
    chosen = {"width": width, "height": height} | ({} if mode == "auto" else {"mode": mode})
    return Preparation(**preprocessing.model_dump() | chosen)


def whole_side(length: float, preprocessing: Preprocessing) -> int:
    """Rounds a width or height to whole pixels that leave room for ink between the margins."""
    minimum = 2 * preprocessing.margin + 1 if preprocessing.crop else 1
    return min(max(minimum, round(length)), LARGEST_SIDE)


def median_size(source: Dataset, preprocessing: Preprocessing) -> tuple[float, float]:
    """The median width and height of the images in pixels, or of a sample of them after cropping."""
    sizes = cropped_sizes(source, preprocessing) if preprocessing.crop else np.empty((0, 2))
    if not len(sizes):
        sizes = source.frame(["width", "height"]).to_numpy()
    width, height = np.median(sizes, axis=0)
    return float(width), float(height)


def cropped_sizes(source: Dataset, preprocessing: Preprocessing) -> np.ndarray:
    """Cropped width and height with margins, (n, 2), of up to MOST_CROPPED images spread over the dataset."""
    sizes = []
    for _, image in spread_images(source, source.part_ids("all"), MOST_CROPPED):
        height, width = preprocessed(image, preprocessing)[0].shape[:2]
        sizes.append((width + 2 * preprocessing.margin, height + 2 * preprocessing.margin))
    return np.array(sizes).reshape(-1, 2)


def words(preprocessing: Preprocessing) -> str:
    """Describes preprocessing in words, in the order of its operations."""
    return ", ".join(in_words(preprocessing).values())


def in_words(preprocessing: Preprocessing) -> dict[str, str]:
    """Describes each operation in a few words, by what it changes. Operations that do nothing are omitted."""
    size = " x ".join(str(side) if side else "auto" for side in (preprocessing.width, preprocessing.height))
    level, strokes = preprocessing.level, MORPHOLOGIES.get(preprocessing.morphology, "")
    descriptions = {
        "background": "uneven background removed" if preprocessing.background == "remove" else "",
        "colours": "greyscale" if preprocessing.mode == "grey" else "colour",
        "blur": f"{preprocessing.blur} blur ({preprocessing.blur_size} px)" if preprocessing.blur != "none" else "",
        "ink": POLARITIES[preprocessing.polarity],
        "threshold": {"none": "", "otsu": "Otsu threshold", "fixed": f"threshold {level}"}[preprocessing.threshold],
        "strokes": f"{strokes} ({preprocessing.morphology_size} px)" if strokes else "",
        "crop": f"cropped (margin {preprocessing.margin} px)" if preprocessing.crop else "",
        "size": f"{size} px" if preprocessing.width or preprocessing.height else "the dataset's own size",
        "other sizes": "aspect kept" if preprocessing.fit == "pad" else "stretched",
    }
    return {name: description for name, description in descriptions.items() if description}
