"""What a page shows of stored predictions: loaded once, and again as soon as predictions or labels are others."""

import pyarrow.parquet as pq
import pytest

from engine.core.datasets.dataset import open_dataset
from ui.analyze.overview import tables_of
from ui.analyze.stored import stored


def test_predictions_are_kept_until_labels_or_predictions_change(trained):
    first = stored("reader", open_dataset("digits"), "test")
    assert stored("reader", open_dataset("digits"), "test").frame is first.frame
    row = first.frame.iloc[0]
    open_dataset("digits").decide([row["id"]], [row["predicted"] + "0"], "typed")
    right = first.frame["correct"].sum() - row["correct"]
    second = stored("reader", open_dataset("digits"), "test")
    numbers = tables_of(second, second.state).numbers
    assert numbers["exact_match"] == pytest.approx(right / len(first.frame))
    path = trained / "models" / "reader" / "predictions" / "digits.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)
    with pytest.raises(ValueError, match=f"1 of {len(first.frame)} images"):
        stored("reader", open_dataset("digits"), "test")
