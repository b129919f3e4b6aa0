"""File and folder names from labels, on every system: which labels can be names, and what stands in for others."""

from collections.abc import Collection, Iterable

FORBIDDEN = set('/\\:*?"<>|')
LONGEST = 100
# Names that Windows keeps for devices, with any ending.
DEVICES = {"con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in range(10))}


def is_safe(text: str) -> bool:
    """Whether a text can be a file's name before its ending on every system."""
    return (
        1 <= len(text) <= LONGEST
        and text.isprintable()
        and not set(text) & FORBIDDEN
        and not text.startswith((".", "-", "~"))
        and text == text.strip(" .")
        and text.split(".")[0].casefold() not in DEVICES
    )


def are_safe(texts: Collection[str]) -> bool:
    """Whether all texts can be names side by side, also where upper and lower case are the same."""
    return len({text.casefold() for text in texts}) == len(texts) and all(map(is_safe, texts))


def class_folders(classes: Iterable[str]) -> dict[str, str]:
    """The folder of each class: the class itself where all can be names side by side, otherwise such as "a_U+0061"."""
    classes = list(classes)
    if are_safe(classes):
        return {each: each for each in classes}
    return {each: (f"{each}_" if is_safe(each) else "") + "_".join(f"U+{ord(c):04X}" for c in each) for each in classes}
