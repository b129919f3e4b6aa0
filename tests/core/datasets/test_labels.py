"""Texts become class numbers and come back unchanged."""

import numpy as np
import pytest

from engine.core.datasets.labels import Codec, codec_of


@pytest.mark.parametrize("texts", [["0123", "9876"], ["7", "42", "001"], ["a/b", "NA?", "x\ny"], ["é", "手", "😀"]])
def test_any_texts_survive_the_round_trip(texts):
    codec = codec_of(texts)
    classes = codec.encode(texts)
    assert classes.shape == (len(texts), codec.slots) and classes.max() < codec.classes
    assert codec.decode(classes) == texts


def test_a_blank_class_exists_only_where_lengths_differ():
    assert codec_of(["12", "34"]) == Codec("1234", 2, blank=False)
    assert codec_of(["12", "3"]) == Codec("123", 2, blank=True)
    assert np.array_equal(codec_of(["12", "3"]).encode(["3"]), [[2, 3]])


@pytest.mark.parametrize(
    ("text", "reason"),
    [("1x", "'1x' has 'x'"), ("123", "at most 2 symbols; '123' has 3")],
)
def test_a_text_that_does_not_fit_is_named(text, reason):
    with pytest.raises(ValueError, match=reason):
        Codec("123", 2, blank=True).encode([text])


def test_an_empty_label_is_refused():
    with pytest.raises(ValueError, match="at least one symbol"):
        codec_of(["12", ""])
