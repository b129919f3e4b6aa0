"""The preview of a merge counts what the merge takes in."""

import pandas as pd

from engine.core.datasets.dataset import open_dataset
from engine.merge.preview import taken_in, together
from engine.merge.spec import MergeSpec


def test_the_preview_agrees_with_the_merge(do, tiny):
    do("generate", name="more", count=30, symbols="123", length=1, workers=1)
    open_dataset("more").write_quarantine(pd.DataFrame({"id": [0, 5], "reason": ["x", "y"]}))
    spec = MergeSpec(name="both", dataset=("more", tiny, "gone"))
    table = taken_in(spec)
    assert table[["dataset", "images"]].to_numpy().tolist() == [["more", 28], [tiny, 40]]
    job = do("merge", name="both", dataset=["more", tiny])
    assert job.result["taken"] == dict(zip(table["dataset"], table["images"], strict=True))
    assert together(table) == (open_dataset("both").info.count, open_dataset("both").info.alphabet)
    assert together(table[:0]) == (0, "")
