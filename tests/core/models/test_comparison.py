"""Two models are compared on the same images only, and a difference is weighed by the images that one alone reads."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from engine.classify.table import as_table, labelled, store
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.labels import Codec
from engine.core.models.comparison import compare, scored_on_same_images, unread
from engine.core.models.predictions import predictions_path
from engine.core.models.predictor import Prediction
from tests.support.models import card_of, store_model


@pytest.fixture
def both(tiny):
    """Models "a" and "b" on 40 images: a errs on the first 4, b on the first 2 and on the last 10."""
    source = open_dataset(tiny)
    texts = source.frame(["text"])["text"].to_list()
    for name, wrong in (("a", {0, 1, 2, 3}), ("b", {0, 1, *range(30, 40)})):
        store_model(name, card_of(source))
        read = ["" if row in wrong else text for row, text in enumerate(texts)]
        prediction = Prediction(read, np.ones(40, np.float32), np.ones((40, 2, 2), np.float32), None)
        table = as_table(np.arange(40), prediction, Codec("01", 2, False))
        made = {b"dataset_fingerprint": source.info.fingerprint.encode()}
        store(labelled(table, texts), predictions_path(name, tiny), made)
    return source


def test_the_same_images_are_counted_and_weighed(both):
    compared = compare("a", "b", both, "all")
    assert (compared.n, compared.right, compared.other_right, compared.only, compared.other_only) == (40, 36, 28, 10, 2)
    assert compared.chance == pytest.approx(2 * sum((1, 12, 66)) / 2**12)  # two tails of a binomial of 12 coins
    assert [share["exact_match"] for share in compared.shares] == [0.9, 0.7]


def test_images_that_one_has_not_read_are_said_and_not_left_out(both):
    path = predictions_path("b", both.name)
    pq.write_table(pq.read_table(path).slice(3), path)
    assert (unread("a", both, "all"), unread("b", both, "all")) == (0, 3)
    with pytest.raises(ValueError, match="both models must have predictions for the all part"):
        compare("a", "b", both, "all")


def test_scores_compare_on_one_split_of_the_same_images_only(both):
    card = card_of(both)
    assert scored_on_same_images(card, card_of(both, epochs=9))
    for other in ({"split_fingerprint": "x"}, {"dataset_fingerprint": "x"}, {"final": True}):
        assert not scored_on_same_images(card, card_of(both, **other))
