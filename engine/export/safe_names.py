"""File and folder names from labels, valid on every system, with substitutes for labels that cannot be names."""

from collections.abc import Collection, Iterable

from engine.core.storage.paths import is_device

FORBIDDEN = set('/\\:*?"<>|')
LONGEST = 100


def is_safe(text: str) -> bool:
    """Whether a text can be a file name without its extension on every system."""
    return (
        1 <= len(text) <= LONGEST
        and text.isprintable()
        and not set(text) & FORBIDDEN
        and not text.startswith((".", "-", "~"))
        and text == text.strip(" .")
        and not is_device(text)
    )


def are_safe(texts: Collection[str]) -> bool:
    """Whether all texts can be names in one folder, even on systems that ignore case."""
    return len({text.casefold() for text in texts}) == len(texts) and all(map(is_safe, texts))


def class_folders(classes: Iterable[str]) -> dict[str, str]:
    """The folder of each class: the class itself if all can be names in one folder, otherwise such as "a_U+0061"."""
    classes = list(classes)
    if are_safe(classes):
        return {text: text for text in classes}
    return {text: (f"{text}_" if is_safe(text) else "") + "_".join(f"U+{ord(c):04X}" for c in text) for text in classes}
