"""Texts that are all different, and texts without repetition."""

import pytest

from engine.generate.sampling import draw
from engine.generate.spec import GenerateSpec
from engine.generate.texts import all_possible, by_number, shuffled


@pytest.mark.parametrize("repetition", [True, False])
def test_numbers_and_texts_belong_together_one_to_one(repetition):
    total = all_possible(4, (1, 3), repetition)
    texts = [by_number("abcd", (1, 3), repetition, number) for number in range(total)]
    assert len(set(texts)) == total == (84 if repetition else 40)
    assert repetition or all(len(set(text)) == len(text) for text in texts)


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_shuffling_is_a_permutation_that_depends_on_the_seed(size):
    orders = [[shuffled(number, size, seed) for number in range(size)] for seed in (1, 2)]
    assert sorted(orders[0]) == list(range(size))
    assert size < 7 or orders[0] != orders[1] != list(range(size))


def test_every_text_that_exists_is_drawn_once_where_all_are_to_be_different():
    spec = GenerateSpec(symbols="abc", length="1-3", unique=True, count=39)
    assert len({draw(spec, i)["text"] for i in range(39)}) == 39


def test_without_repetition_no_symbol_occurs_twice():
    texts = [draw(GenerateSpec(symbols="abcd", repetition=False), i)["text"] for i in range(50)]
    assert all(len(set(text)) == 4 for text in texts) and len(set(texts)) > 12


def test_symbols_wanted_more_often_are_and_the_others_stay_alike():
    spec = GenerateSpec(symbols="0123456789", emphasised="07", emphasis=6)
    texts = "".join(draw(spec, i)["text"] for i in range(2000))
    shares = {symbol: texts.count(symbol) / len(texts) for symbol in spec.symbols}
    for symbol, share in shares.items():
        assert share == pytest.approx((6 if symbol in "07" else 1) / 20, rel=0.15)
