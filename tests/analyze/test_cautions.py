"""Every way in which a score can flatter is noticed, and nothing is said where none does."""

import pytest

from engine.analyze.cautions import cautions
from engine.core.datasets.dataset import open_dataset
from engine.imaging.preprocess import Preparation
from tests.support.models import card_of

INK = Preparation(mode="grey", width=80, height=30, threshold="otsu")


@pytest.mark.parametrize(
    ("changes", "part", "expected"),
    [
        ({}, "test", []),
        ({}, "train", ["training part"]),
        ({}, "all", ["training part"]),
        ({"final": True}, "test", ["final"]),
        ({"split_fingerprint": "another"}, "test", ["another split"]),
        ({"split_fingerprint": "another"}, "train", ["training part"]),
        ({"preparation": INK}, "test", ["prepared"]),
        ({"dataset_fingerprint": "another", "final": True}, "all", []),
        ({"dataset_fingerprint": "another", "preparation": INK}, "all", ["prepared"]),
    ],
)
def test_what_flatters_is_said(do, tiny, changes, part, expected):
    do("split", dataset=tiny)
    source = open_dataset(tiny)
    assert cautions(card_of(source, **changes), source, part) == expected


def test_labels_corrected_since_are_said(do, tiny):
    do("split", dataset=tiny)
    source = open_dataset(tiny)
    card = card_of(source)
    source.decide([0], ["0101"], "typed")
    assert cautions(card, source, "test") == ["other labels"]
    assert cautions(card, source, "train") == ["other labels", "training part"]
