"""What a split holds is counted by hand: images, symbols and groups, without what was left out."""

import numpy as np
import pandas as pd

from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from engine.split.counts import image_counts, symbol_counts


def test_images_and_symbols_of_each_part_are_counted(home):
    images = list(np.random.default_rng(1).integers(0, 256, (6, 8, 8), np.uint8))
    from_arrays("few", images, ["aab", "b", "c", "ac", "b", "bb"], ["ann", "bob", None, "ann", "bob", "eve"])
    source = open_dataset("few")
    source.write_split(pd.Series(["train", "train", "test", "train", "test", "train"]), {})
    source.write_quarantine(pd.DataFrame({"id": [5], "reason": ["blank"]}))
    assert image_counts(source).to_dict("list") == {"part": ["train", "validation", "test"], "count": [3, 0, 2]}
    assert symbol_counts(source).pivot(index="symbol", columns="part", values="count").to_dict("index") == {
        "a": {"train": 3, "validation": 0, "test": 0},
        "b": {"train": 2, "validation": 0, "test": 1},
        "c": {"train": 1, "validation": 0, "test": 1},
    }
    assert source.groups() == ["ann", "bob", "eve"]
