"""Solves equations that were read: arithmetic, linear in one or two unknowns, quadratic and a little beyond."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.classify.lines.grammar import Equation, Polynomial, parse

if TYPE_CHECKING:
    import sympy

MOST_UNKNOWNS = 2
IMAGINARY, SAME = 1e-9, 1e-6  # smaller parts and differences of roots are rounding errors
QUADRATIC = 2  # degree up to which formulas are short


class Solution(NamedTuple):
    """The answer in words, such as "8" or "x = -2 or x = 2", and the real solutions of an equation in one unknown."""

    text: str
    roots: tuple[float, ...] = ()


def solve(text: str) -> Solution:
    """Solves the equation in a text, or computes its value.

    Raises ValueError, with a sentence, if it is none, or too large. The limits of the grammar bound the time.
    """
    equation = parse(text)
    if equation.right is None:
        if equation.unknowns:
            raise ValueError(
                f"{', '.join(equation.unknowns)} is unknown, and there is no equation; add an equals sign."
            )
        return Solution(number(equation.left))
    if not equation.unknowns:
        holds = equation.left == equation.right
        return Solution("true" if holds else f"false: {number(equation.left)} is not {number(equation.right)}")
    if len(equation.unknowns) > MOST_UNKNOWNS:
        raise ValueError(f"equations have at most {MOST_UNKNOWNS} unknowns; got {', '.join(equation.unknowns)}.")
    return of_unknowns(equation)


def of_unknowns(equation: Equation) -> Solution:
    """Solves an equation for its unknowns: each solution of one, or the first in terms of the second."""
    import sympy  # takes half a second: loaded only when something is solved

    difference = expression(equation.left) - expression(equation.right or {})
    first = sympy.Symbol(equation.unknowns[0])
    degree = sympy.Poly(difference, first).degree() if difference.has(first) else 0
    if difference == 0:
        return Solution("true for all values")
    if degree > QUADRATIC and len(equation.unknowns) == 1:
        return by_approximation(sympy.Poly(difference, first), str(first))
    if degree > QUADRATIC:
        raise ValueError(f"equations in two unknowns can be solved up to the degree {QUADRATIC}; this has {degree}.")
    roots = sorted(sympy.solve(difference, first), key=sympy.default_sort_key)
    roots = [root for root in roots if root.free_symbols or root.is_real]
    real = tuple(float(root) for root in roots if not root.free_symbols)
    text = " or ".join(f"{first} = {root}" for root in roots).replace("**", "^")
    return Solution(text or "no real solution", real)


def by_approximation(polynomial: "sympy.Poly", unknown: str) -> Solution:
    """The real roots of a polynomial in one unknown: exact where they are fractions, else to six digits."""
    exact = polynomial.ground_roots()
    rest = [root for root in polynomial.nroots(n=15) if abs(complex(root).imag) < IMAGINARY]
    near = [float(root) for root in rest if all(abs(float(root) - float(known)) > SAME for known in exact)]
    texts = [f"{unknown} = {root}" for root in sorted(exact)] + [f"{unknown} ≈ {root:.6g}" for root in sorted(near)]
    roots = tuple(sorted([*map(float, exact), *near]))
    return Solution(" or ".join(texts) or "no real solution", roots)


def expression(polynomial: Polynomial) -> "sympy.Expr":
    """A polynomial for SymPy, term by term."""
    import sympy

    terms = [
        sympy.Rational(factor.numerator, factor.denominator)
        * sympy.Mul(*(sympy.Symbol(name) ** exponent for name, exponent in term))
        for term, factor in polynomial.items()
    ]
    return sympy.Add(*terms)


def sides(text: str, roots: Sequence[float]) -> tuple[np.ndarray, list[np.ndarray], list[tuple[float, float]], str]:
    """Both sides of an equation in one unknown for a chart: places, values of each side, points at the roots, name."""
    equation = parse(text)
    margin = max(2.0, max(roots) - min(roots), 0.5 * max(map(abs, roots)))
    x = np.linspace(min(roots) - margin, max(roots) + margin, 201)
    both = [value_at(side, x) for side in (equation.left, equation.right or {})]
    points = [(root, float(value_at(equation.left, np.array([root]))[0])) for root in roots]
    return x, both, points, equation.unknowns[0]


def value_at(polynomial: Polynomial, x: np.ndarray) -> np.ndarray:
    """The values of a polynomial in one unknown."""
    return np.asarray(
        sum(
            (float(factor) * x ** sum(power for _, power in term) for term, factor in polynomial.items()),
            np.zeros(len(x)),
        )
    )


def number(value: Polynomial) -> str:
    """The value of a polynomial without unknowns, as a whole number, fraction or short decimal."""
    factor = value.get((), 0)
    return str(factor)
