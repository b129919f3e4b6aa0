"""The parameters of cleaning."""

from pydantic import field_validator

from engine.spec import Spec, knob

FINDINGS = {
    "unreadable": "The picture cannot be decoded.",
    "blank": "The picture shows next to nothing.",
    "duplicate": "An earlier row has the same picture and label.",
    "conflict": "Another row has the same picture and another label.",
    "near": "An earlier row has nearly the same picture.",
    "size": "The picture is of a size far from the others.",
    "length": "The label is much shorter or longer than the others.",
    "rare": "The label holds a symbol that hardly occurs.",
}


class CleanSpec(Spec):
    """What to look for in a dataset, and which findings to leave out of splits, training and reading."""

    dataset: str = knob(..., "The dataset to clean; its images stay, what is left out can come back.")
    leave_out: tuple[str, ...] = knob(
        ("unreadable", "blank", "duplicate"), f"Findings to leave out: {', '.join(FINDINGS)}; none leaves nothing out."
    )
    bring_back: tuple[str, ...] = knob((), "The number (id) of an image that is to stay whatever is found.")
    forget: bool = knob(False, "Whether what was decided by hand, on the page, is forgotten; otherwise it stays.")
    blank: int = knob(8, "A picture is blank if its lightest and darkest value differ by no more.", low=0, high=255)
    near: int = knob(2, "Bits of 64 by which nearly equal pictures may differ; 0 takes equal ones.", low=0, high=7)
    rare: int = knob(2, "A symbol is rare if it is seen fewer times.", low=0, high=1000)
    size: float = knob(3, "A size is odd if it is so many times smaller or larger than the middle.", low=1, high=100)

    @field_validator("leave_out")
    @classmethod
    def known(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """The findings, each once; "none" is no finding."""
        foreign = [each for each in kinds if each not in FINDINGS and each != "none"]
        if foreign:
            raise ValueError(f"must be among {', '.join(FINDINGS)} or none")
        return tuple(dict.fromkeys(each for each in kinds if each != "none"))

    @field_validator("bring_back")
    @classmethod
    def numbers(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Ids are whole numbers."""
        if not all(each.isdigit() for each in ids):
            raise ValueError("must be numbers, as the column id shows them")
        return ids
