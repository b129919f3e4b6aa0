"""The order in which doubted labels are decided on."""

from collections.abc import Sequence

import pandas as pd

from engine.core.datasets import corrections
from engine.core.datasets.dataset import Dataset


def undecided(source: Dataset, found: pd.DataFrame) -> pd.DataFrame:
    """Those of some label issues (column id) that were not decided on and whose images are in use."""
    decided = corrections.standing(corrections.history(source.folder))["id"]
    return found[~found["id"].isin([*decided, *source.quarantine()["id"]])]


def in_order(waiting: pd.DataFrame, put_off: Sequence[int]) -> pd.DataFrame:
    """Label issues in the order to decide on them: as they are, but those put off last, the latest at the end."""
    places = {image: place for place, image in enumerate(put_off, 1)}
    return waiting.sort_values("id", key=lambda ids: ids.map(places).fillna(0), kind="stable")
