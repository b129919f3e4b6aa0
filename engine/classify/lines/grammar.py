"""The grammar of equations that were read: numbers, unknowns, + - * / ^ = and parentheses. Nothing else is parsed.

Text that was read is never given to a general parser: whoever draws an image would choose what is run.
"""

import re
from fractions import Fraction
from typing import NamedTuple

LONGEST = 200  # characters of an equation
DIGITS = 12  # of a number
DEEPEST = 20  # parentheses in parentheses
BITS = 300  # of a number on the way
POWER = 6  # largest exponent
DEGREE = 8  # of an unknown, after all powers and products
TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<unknown>[A-Za-z])|(?P<sign>[-+*/^()=?]))")
SAME = str.maketrans({"×": "*", "·": "*", "÷": "/", ":": "/", "−": "-", "–": "-"})
TIMES = re.compile(r"(?<=[\d)])x(?=[\dA-Za-z(])")

Polynomial = dict[tuple[tuple[str, int], ...], Fraction]  # coefficient of each product of powers of unknowns


class Equation(NamedTuple):
    """Both sides of an equation as polynomials; right is None for a term whose value is asked for."""

    left: Polynomial
    right: Polynomial | None
    unknowns: tuple[str, ...]


def parse(text: str) -> Equation:
    """The equation in a text, such as 7xa-5xb=10, x^2-4=0, or 3+5=?.

    x is a times sign where every x is between a number and something else, as in 7xa. Raises ValueError, with a
    sentence, for what the grammar does not have, or exceeds its limits.
    """
    tokens = tokens_of(text)
    sides = split(tokens, "=")
    if len(sides) > 2:
        raise ValueError("an equation has one equals sign; this one has more.")
    left = Parser(sides[0]).whole()
    asked = len(sides) == 1 or sides[1] in ([], ["?"])
    right = None if asked else Parser(sides[1]).whole()
    unknowns = sorted({name for side in (left, right or {}) for term in side for name, _ in term})
    return Equation(left, right, tuple(unknowns))


def tokens_of(text: str) -> list[str]:
    """Numbers, unknowns and signs. Raises ValueError for anything else."""
    if len(text) > LONGEST:
        raise ValueError(f"an equation has at most {LONGEST} characters; this one has {len(text):,}.")
    plain = text.translate(SAME)
    if len(TIMES.findall(plain)) == plain.count("x"):
        plain = plain.replace("x", "*")
    tokens, place = [], 0
    while place < len(plain.rstrip()):
        match = TOKEN.match(plain, place)
        if not match:
            raise ValueError(f"{plain[place:].strip()[:1]!r} is not part of an equation; correct it, or leave it out.")
        if len(match["number"] or "") > DIGITS:
            raise ValueError(f"a number has at most {DIGITS} digits; this one has {len(match['number'])}.")
        tokens.append(match[match.lastgroup or 0])
        place = match.end()
    return tokens


def split(tokens: list[str], sign: str) -> list[list[str]]:
    """The tokens between signs."""
    sides: list[list[str]] = [[]]
    for token in tokens:
        if token == sign:
            sides.append([])
        else:
            sides[-1].append(token)
    return sides


class Parser:
    """Reads one side of an equation: sums of products of powers."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.place, self.depth = tokens, 0, 0

    def whole(self) -> Polynomial:
        """The side as a polynomial. Raises ValueError if it does not end where it should."""
        value = self.sum()
        if self.place < len(self.tokens):
            raise ValueError(f"{self.tokens[self.place]!r} is not expected here; correct the text.")
        return value

    def next(self) -> str:
        """The token that comes next, "" at the end."""
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        """Returns the next token and steps over it."""
        self.place += 1
        return self.tokens[self.place - 1]

    def sum(self) -> Polynomial:
        """Products, added and subtracted."""
        value = negative(self.product()) if self.next() == "-" and self.take() else self.product()
        while self.next() in ("+", "-"):
            sign, term = self.take(), self.product()
            value = added(value, negative(term) if sign == "-" else term)
        return value

    def product(self) -> Polynomial:
        """Powers, multiplied and divided; what stands side by side is multiplied."""
        value = self.power()
        while (sign := self.next()) and (sign in "*/(" or sign[0].isalnum()):
            if sign in "*/":
                self.take()
            factor = self.power()
            value = divided(value, factor) if sign == "/" else multiplied(value, factor)
        return value

    def power(self) -> Polynomial:
        """An atom, to a whole power if there is one."""
        base = self.atom()
        if self.next() != "^":
            return base
        self.take()
        exponent = self.take() if self.next() else ""
        if not exponent.isdigit() or int(exponent) > POWER:
            raise ValueError(f"an exponent is a whole number up to {POWER}; got {exponent or 'nothing'}.")
        value: Polynomial = {(): Fraction(1)}
        for _ in range(int(exponent)):
            value = multiplied(value, base)
        return value

    def atom(self) -> Polynomial:
        """A number, an unknown, or something in parentheses."""
        token = self.take() if self.next() else ""
        if token == "(":
            self.depth += 1
            if self.depth > DEEPEST:
                raise ValueError(f"at most {DEEPEST} parentheses can be inside each other.")
            value = self.sum()
            if self.next() != ")" or not self.take():
                raise ValueError("a parenthesis is not closed; correct the text.")
            self.depth -= 1
            return value
        if token[:1].isdigit():
            return constant(Fraction(token))
        if token.isalpha():
            return {((token, 1),): Fraction(1)}
        raise ValueError(f"a number or an unknown is expected; got {token or 'the end'!r}. Correct the text.")


def constant(value: Fraction) -> Polynomial:
    """A number as a polynomial; zero has no term."""
    return {(): value} if value else {}


def added(first: Polynomial, second: Polynomial) -> Polynomial:
    """The sum of two polynomials."""
    total = dict(first)
    for term, factor in second.items():
        total[term] = total.get(term, Fraction(0)) + factor
    return {term: factor for term, factor in total.items() if factor}


def negative(value: Polynomial) -> Polynomial:
    """The polynomial with the other sign."""
    return {term: -factor for term, factor in value.items()}


def multiplied(first: Polynomial, second: Polynomial) -> Polynomial:
    """The product of two polynomials. Raises ValueError if its degree is too high."""
    total: Polynomial = {}
    for term, factor in first.items():
        for other, times in second.items():
            powers = dict(term)
            for name, exponent in other:
                powers[name] = powers.get(name, 0) + exponent
            if sum(powers.values()) > DEGREE:
                raise ValueError(f"products of unknowns have at most the degree {DEGREE}; simplify the equation.")
            key = tuple(sorted(powers.items()))
            total[key] = bounded(total.get(key, Fraction(0)) + factor * times)
    return {term: factor for term, factor in total.items() if factor}


def bounded(value: Fraction) -> Fraction:
    """The number itself. Raises ValueError if it has too many digits to be computed with quickly."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > BITS:
        raise ValueError("the numbers of this equation become too large; simplify it.")
    return value


def divided(value: Polynomial, by: Polynomial) -> Polynomial:
    """A polynomial divided by a number. Raises ValueError for zero, or a divisor with unknowns."""
    if not by:
        raise ValueError("the equation divides by zero.")
    if set(by) != {()}:
        raise ValueError("only division by a number can be solved here; multiply the equation out.")
    return {term: bounded(factor / by[()]) for term, factor in value.items()}
