"""Findings are counted by image, and what is left out is listed with its label."""

import pandas as pd

from engine.clean.spec import FINDINGS
from engine.clean.tables import counts, left_out
from engine.core.datasets.dataset import open_dataset


def test_an_image_counts_once_for_each_finding():
    found = pd.DataFrame({"id": [1, 4, 4, 4, 7], "finding": ["blank", "near", "near", "rare", "rare"]})
    out = pd.DataFrame({"id": [4, 9], "reason": ["near", "by hand"]})
    assert counts(found, out).to_numpy().tolist() == [
        ["blank", 1, 0, FINDINGS["blank"]],
        ["near", 1, 1, FINDINGS["near"]],
        ["rare", 2, 1, FINDINGS["rare"]],
    ]


def test_what_is_left_out_is_listed_with_the_label_in_force(tiny):
    source = open_dataset(tiny)
    assert left_out(source).empty
    source.write_quarantine(pd.DataFrame({"id": [7, 2], "reason": ["b", "a"]}))
    source.decide([7], ["0101"], "typed")
    before = source.frame(["text"])["text"][2]
    assert left_out(source).to_numpy().tolist() == [[2, before, "a"], [7, "0101", "b"]]
