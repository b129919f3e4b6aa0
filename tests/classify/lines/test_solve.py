"""Equations that were read: their answers, and sentences for what is none, is too large, or would be a program."""

import time

import numpy as np
import pytest

from engine.classify.lines.solve import sides, solve

ANSWERS = {
    "3+5=?": "8", "3+5": "8", "12/8": "3/2", "3.5*2": "7", "-3-4": "-7", "3×4=": "12", "8÷2": "4", "2·3=": "6",
    "2^3=8": "true", "1=2": "false: 1 is not 2", "x=x": "true for all values",
    "2x+3=7": "x = 2", "5=x": "x = 5", "2(x+1)=4": "x = 1", "3x5": "15",
    "7xa-5xb=10": "a = 5*b/7 + 10/7", "y-2z=0": "y = 2*z",
    "x^2-4=0": "x = -2 or x = 2", "x^2+1=0": "no real solution", "x(x-1)(x-2)=0": "x = 0 or x = 1 or x = 2",
    "x^3=2": "x ≈ 1.25992",
}  # fmt: skip
REFUSED = {
    "1/0": "divides by zero", "8/(2-2)=1": "divides by zero", "9^9": "whole number up to 6",
    "((((99^6)^6)^6)^6)^6": "become too large", "1234567890123": "at most 12 digits",
    "1" * 300: "at most 200 characters",
    "(" * 50 + "1": "parentheses can be inside", "((1": "is not closed", "1)": "is not expected here",
    "__import__('os')": "is not part of an equation", "os.system": "is not part of an equation",
    "a+b+c=1": "at most 2 unknowns", "x+1": "is unknown, and there is no equation", "1=2=3": "one equals sign",
    "": "got 'the end'", "=": "got 'the end'", "3+*4": "got '*'", "x^6*x^6=1": "at most the degree 8",
    "1/x=2": "only division by a number", "x^3+y=1": "up to the degree 2",
}  # fmt: skip


@pytest.mark.parametrize("text", ANSWERS)
def test_what_the_grammar_has_is_solved(text):
    assert solve(text).text == ANSWERS[text]


@pytest.mark.parametrize("text", REFUSED)
def test_everything_else_is_refused_with_a_sentence_at_once(text):
    solve("x=1")  # loads SymPy
    start = time.process_time()
    with pytest.raises(ValueError, match=r"\.$") as refusal:
        solve(text)
    assert REFUSED[text] in str(refusal.value) and time.process_time() - start < 1


def test_random_texts_of_its_signs_end_in_an_answer_or_a_sentence():
    rng = np.random.default_rng(1)
    for _ in range(300):
        text = "".join(rng.choice(list("0123xya+-*/^()=?."), rng.integers(1, 16)))
        try:
            assert solve(text).text
        except ValueError as reason:
            assert str(reason).endswith(".")


def test_both_sides_meet_at_the_roots():
    solution = solve("x^2=x+6")
    x, (left, right), points, unknown = sides("x^2=x+6", solution.roots)
    assert solution.roots == (-2.0, 3.0) and unknown == "x" and points == [(-2, 4), (3, 9)]
    crossings = x[:-1][np.diff(np.sign(left - right)) != 0]
    assert len(crossings) == 2 and np.abs(crossings - [-2, 3]).max() < 0.2
