"""What cleaning found and what is left out, as tables for people."""

import pandas as pd

from engine.clean.spec import FINDINGS
from engine.core.datasets.dataset import Dataset


def counts(found: pd.DataFrame, out: pd.DataFrame) -> pd.DataFrame:
    """Images with each finding, and how many of them are left out: columns finding, images, left out, meaning.

    found: columns id, finding. out: column id, as `Dataset.quarantine` returns it.
    """
    once = found.drop_duplicates(["id", "finding"])
    images = once["finding"].value_counts(sort=False)
    absent = once.loc[once["id"].isin(out["id"]), "finding"].value_counts()
    table = pd.DataFrame({"images": images, "left out": absent.reindex(images.index, fill_value=0)})
    return table.rename_axis("finding").reset_index().assign(meaning=lambda counted: counted["finding"].map(FINDINGS))


def left_out(opened: Dataset) -> pd.DataFrame:
    """The rows that are out of use: columns id (rising), label, reason."""
    out = opened.quarantine()
    labels = opened.frame(["text"], out["id"].to_numpy("int64"))["text"].to_numpy()
    return out.assign(label=labels)[["id", "label", "reason"]]
