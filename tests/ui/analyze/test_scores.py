"""The report of a page: made once, and again as soon as predictions or labels are others."""

import pyarrow.parquet as pq
import pytest

from engine.core.datasets.dataset import open_dataset
from ui.analyze.scores import report


def test_a_report_is_kept_until_labels_or_predictions_change(trained):
    first = report("reader", open_dataset("digits"), "test")
    assert report("reader", open_dataset("digits"), "test") is first
    row = first.predictions.iloc[0]
    open_dataset("digits").decide([row["id"]], [row["predicted"] + "0"], "typed")
    right = first.predictions["correct"].sum() - row["correct"]
    second = report("reader", open_dataset("digits"), "test")
    assert second.summary["exact_match"] == pytest.approx(right / len(first.predictions))
    path = trained / "models" / "reader" / "predictions" / "digits.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)
    with pytest.raises(ValueError, match=f"1 of {len(first.predictions)} images"):
        report("reader", open_dataset("digits"), "test")
