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


@pytest.mark.parametrize(("asked", "expected"), [(1, 1), (2, 2), (9, 3), (0, 1)])
def test_no_more_processes_start_than_have_something_to_do(asked, expected):
    assert pool.useful(asked, [range(1000), range(1000), range(50)], fewest=1100) == expected


def test_without_a_number_there_is_a_process_for_each_core_where_that_pays():
    assert pool.useful(0, [range(1000)] * 500, fewest=1000) == min(pool.cores(), 500)
    assert pool.useful(0, [], fewest=1000) == 1
