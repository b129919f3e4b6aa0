"""A label issue waits until it is decided on or its image left out; what was put off comes last."""

import pandas as pd

from engine.core.datasets.dataset import open_dataset
from engine.relabel.queue import in_order, undecided


def test_what_is_decided_or_left_out_no_longer_waits(tiny):
    source = open_dataset(tiny)
    found = pd.DataFrame({"id": [9, 4, 7, 2], "score": [0.1, 0.2, 0.3, 0.4]})
    source.decide([4], [source.originals([4])[4]], "kept")
    source.decide([2], ["0110"], "typed")
    source.write_quarantine(pd.DataFrame({"id": [7], "reason": ["x"]}))
    assert undecided(source, found)["id"].tolist() == [9]
    source.undo([4, 2])
    assert undecided(source, found)["id"].tolist() == [9, 4, 2]


def test_what_was_put_off_comes_last_the_latest_at_the_end():
    waiting = pd.DataFrame({"id": [9, 4, 7, 2]})
    assert in_order(waiting, [])["id"].tolist() == [9, 4, 7, 2]
    assert in_order(waiting, [4, 9, 100])["id"].tolist() == [7, 2, 4, 9]
