"""Previews a merge: the datasets, and their images and symbols together."""

import pandas as pd

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.merge.spec import MergeSpec


def taken_in(spec: MergeSpec) -> pd.DataFrame:
    """The existing datasets of a spec: columns dataset, images (without excluded ones), kind, symbols."""
    datasets = [open_dataset(name) for name in spec.dataset if name in dataset_names()]
    rows = [(data.name, len(data.part_ids("all")), data.info.kind, data.info.alphabet) for data in datasets]
    return pd.DataFrame(rows, columns=["dataset", "images", "kind", "symbols"])


def together(table: pd.DataFrame) -> tuple[int, str]:
    """The number of images and the distinct symbols of these datasets together."""
    return int(table["images"].sum()), "".join(sorted(set("".join(table["symbols"]))))
