"""The count that proves that nothing was lost: images of each group in the source, and in the dataset."""

from collections import Counter
from typing import Any

from engine import dataset


def counted(found: Counter[str], name: str) -> list[dict[str, Any]]:
    """One record for each group of the source, sorted: group ("" for none), found and kept (images); [] without groups.

    found: images of each group in the source. name: the dataset that was made of them.
    """
    if set(found) <= {""}:
        return []
    kept = dataset.open(name).frame(["group"])["group"].fillna("").value_counts()
    return [{"group": group, "found": found[group], "kept": int(kept.get(group, 0))} for group in sorted(found)]
