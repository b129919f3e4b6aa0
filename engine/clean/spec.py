"""The parameters of cleaning."""

from pydantic import field_validator

from engine.spec import Spec, knob

FINDINGS = {
    "unreadable": "The image cannot be decoded.",
    "blank": "The image shows next to nothing.",
    "duplicate": "An earlier row has the same image and label.",
    "conflict": "Another row has the same image and another label.",
    "near": "An earlier row has nearly the same image.",
    "size": "The image is of a size far from the others.",
    "length": "The label is much shorter or longer than the others.",
    "rare": "The label holds a symbol that hardly occurs.",
}


class CleanSpec(Spec):
    """What to look for in a dataset, and which findings to exclude from splits, training and evaluation."""

    dataset: str = knob(..., "The dataset to clean. Excluded images can be brought back.", names="dataset")
    leave_out: tuple[str, ...] = knob(
        ("unreadable", "blank", "duplicate"),
        f"Findings to exclude: {', '.join(FINDINGS)}, or none.",
        label="Exclude",
    )
    bring_back: tuple[str, ...] = knob(
        (), "The number (id) of an image to keep in use, whatever else is found.", label="Images to keep (ids)"
    )
    forget: bool = knob(
        False, "Drop what was decided by hand on the page; otherwise it is kept.", label="Discard earlier decisions"
    )
    blank: int = knob(
        8,
        "An image counts as blank if its lightest and darkest pixel differ by no more than this.",
        low=0,
        high=255,
        unit="grey levels",
        label="Blank: largest contrast",
    )
    near: int = knob(
        2,
        "How different two images may be and still count as near-duplicates (0: identical).",
        low=0,
        high=7,
        unit="bits of 64",
        label="Near-duplicates: largest difference",
    )
    rare: int = knob(
        2,
        "A symbol is rare if it occurs less often than this.",
        low=0,
        high=1000,
        unit="times",
        label="Rare symbols: fewer than",
    )
    size: float = knob(
        3,
        "An image has an odd size if it is this many times smaller or larger than the median.",
        low=1,
        high=100,
        unit="times the median",
        label="Odd size: beyond",
    )

    @field_validator("leave_out")
    @classmethod
    def known(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """The findings, each once, without "none"."""
        foreign = [finding for finding in kinds if finding not in FINDINGS and finding != "none"]
        if foreign:
            raise ValueError(f"must be among {', '.join(FINDINGS)} or none")
        return tuple(dict.fromkeys(finding for finding in kinds if finding != "none"))

    @field_validator("bring_back")
    @classmethod
    def numbers(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Ids are whole numbers."""
        if not all(number.isdigit() for number in ids):
            raise ValueError("must be numbers, as the column id shows them")
        return ids
