"""Which arrays and files belong together, by their names: x_train and y_train, imgs.npz and labels.npz, X and Y."""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import Literal

Role = Literal["images", "labels", ""]
IMAGES = {
    "images", "image", "imgs", "img", "pixels", "pixel", "pictures", "data", "features", "inputs", "input", "samples",
    "x", "xs",
}  # fmt: skip
LABELS = {
    "labels", "label", "lbls", "lbl", "targets", "target", "classes", "class", "texts", "text", "words", "solutions",
    "answers", "outputs", "output", "y", "ys",
}  # fmt: skip
# Words of names that say how a file is stored, not what it holds.
STORAGE = {"idx1", "idx3", "idx4", "ubyte", "csv", "npy", "npz", "mat", "gz", "arr", "array", "int", "float"}
PARTS = "train|test|valid|val|tr|te|trn|tst"
JOINED = re.compile(rf"^[xy](?=({PARTS})$)|^({PARTS})(?=[xy]$)")
ENDINGS = (".gz", ".npy", ".npz", ".mat", ".csv", ".txt", ".h5", ".hdf5")


def words_of(name: str) -> list[str]:
    """The words of a name, in lower case: "X_train" and "xTrain" are x and train, "Xtest" is x and test."""
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower())
    return [part for word in words for part in JOINED.sub(r"\g<0> ", word).split()]


def role_of(name: str) -> Role:
    """Whether the last word of a name that says so stands for images or labels; "" if none does."""
    for word in reversed(words_of(stem_of(name))):
        if word in LABELS:
            return "labels"
        if word in IMAGES:
            return "images"
    return ""


def common_words(name: str) -> tuple[str, ...]:
    """The words of a name that images and their labels share: x_train and y_train -> train."""
    words = words_of(stem_of(name))
    sizes = re.compile(r"\d+|\d+x\d+")
    return tuple(word for word in words if word not in IMAGES | LABELS | STORAGE and not sizes.fullmatch(word))


def stem_of(name: str) -> str:
    """The name of a file or array without folders and without the endings of tables."""
    stem = PurePosixPath(name).name
    while (suffix := PurePosixPath(stem).suffix.lower()) in ENDINGS:
        stem = stem[: -len(suffix)]
    return stem


def labels_beside(path: Path, files: Iterable[Path] | None = None) -> Path | None:
    """The file of labels for a file of images: with the same further words, and of the same kind if there are several.

    files: those to choose from; by default all in the folder of the images.
    """
    if role_of(path.name) == "labels":
        return None
    candidates = sorted(path.parent.iterdir()) if files is None else sorted(files)
    fitting = [
        other
        for other in candidates
        if other != path and other.suffix.lower() in ENDINGS and role_of(other.name) == "labels" and other.is_file()
        if common_words(other.name) == common_words(path.name)
    ]
    same = [other for other in fitting if other.suffix.lower() == path.suffix.lower()]
    return next(iter(same or fitting), None)


def shared_start(texts: Sequence[str]) -> str:
    """The longest beginning that all texts share."""
    columns = takewhile(lambda column: len(set(column)) == 1, zip(*texts, strict=False))
    return "".join(column[0] for column in columns)


def class_names(names: Sequence[str]) -> list[str]:
    """What tells names apart, without the words that all begin or end with: full_numpy_bitmap_cat -> cat."""
    stems = [stem_of(name) for name in names]
    start = re.sub(r"[^\W_]+$", "", shared_start(stems))
    end = re.sub(r"^[^\W_]+", "", shared_start([stem[::-1] for stem in stems])[::-1])
    return [stem[len(start) : len(stem) - len(end)] for stem in stems]
