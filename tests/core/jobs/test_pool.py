"""Work gives the same results, in order, whoever does it."""

import os

import pytest

from engine.core.jobs import pool


def square_and_process(number):
    return number * number, os.getpid()


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_items(workers):
    results = list(pool.run(square_and_process, range(20), workers))
    assert [value for value, _ in results] == [number * number for number in range(20)]
    assert (os.getpid() in {process for _, process in results}) == (workers == 1)


def reciprocal(number):
    return 1 / number


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_the_work_reaches_the_caller(workers):
    with pytest.raises(ZeroDivisionError):
        list(pool.run(reciprocal, [2, 1, 0, 1], workers))
