"""Weak segments, found without being asked: a tree on one half of the readings, tested on the other half."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from engine.analyze.factors.terms import is_numeric
from engine.core.metrics.intervals import wilson
from engine.core.metrics.paired import holm

DEPTH, FEWEST, MOST_LEVELS = 3, 25, 30
WEAKER = 0.01  # of accuracy, on the half in which a segment is found
SURE = 0.05
STREAM = 17  # of random numbers, so that data drawn with the same seed are not split along themselves
SHOWN = 5  # images of each


class Rule(NamedTuple):
    """A condition on a column of the tree: factor, level ("" for numbers), threshold, and on which side."""

    factor: str
    level: str
    threshold: float
    above: bool


def segments(data: pd.DataFrame, names: list[str], seed: int = 0) -> pd.DataFrame:
    """Segments that are read worse than the rest, the surest first.

    data: readings with right, text, id and factors `names`. Columns: segment (words), query, n, accuracy, rest,
    difference, low, high (of the difference), p, holm, ids (some that were read wrongly). All figures are of the half
    that the tree has not seen. Only those that hold after correction are listed.
    """
    from sklearn.tree import DecisionTreeClassifier  # half a second to load, which no other view needs

    columns = features(data, names)
    first = in_first_half(data["text"], seed)
    if columns.empty or min(first.sum(), (~first).sum()) < 2 * FEWEST or data["right"].nunique() < 2:
        return pd.DataFrame(columns=COLUMNS)
    leaf = max(FEWEST, int(first.sum()) // 200)
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=leaf, random_state=seed)
    tree.fit(columns[first], data["right"][first])
    rows = [
        tested(data[~first], columns[~first], rules)
        for rules in weak_nodes(tree, columns.columns.tolist(), float(data["right"][first].mean()))
    ]
    table = pd.DataFrame([row for row in rows if row], columns=[name for name in COLUMNS if name != "holm"])
    table.insert(COLUMNS.index("holm"), "holm", holm(table["p"].to_numpy(float)))
    return table[table["holm"] < SURE].sort_values(["holm", "difference"], ignore_index=True)


COLUMNS = ["segment", "query", "n", "accuracy", "rest", "difference", "low", "high", "p", "holm", "ids"]


def features(data: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The columns of the tree, named (factor, level): numbers as they are, and an indicator of each level of others."""
    columns: dict[tuple[str, str], np.ndarray] = {}
    for name in names:
        values = data[name]
        if is_numeric(values):
            columns[name, ""] = values.fillna(values.median()).to_numpy(float)
        elif values.nunique() <= MOST_LEVELS:
            columns |= {(name, str(level)): (values == level).to_numpy(float) for level in values.dropna().unique()}
    table = pd.DataFrame(columns, index=data.index)
    return table.loc[:, table.nunique() > 1] if len(table.columns) else table


def in_first_half(texts: pd.Series, seed: int) -> pd.Series:
    """Half of the texts at random, with all readings of each."""
    code, unique = pd.factorize(texts)
    if len(unique) < 4 * FEWEST:  # single symbols, say
        code = np.arange(len(texts))
    chosen = np.random.default_rng([seed, STREAM]).random(code.max() + 1) < 0.5
    return pd.Series(chosen[code], index=texts.index)


def weak_nodes(tree: Any, names: list[Any], mean: float) -> Iterator[list[Rule]]:
    """The rules of all nodes below the root that are read worse than the mean, and than the node above."""
    nodes = tree.tree_
    of_right = list(tree.classes_).index(True)

    def walk(node: int, rules: list[Rule], above_it: float) -> Iterator[list[Rule]]:
        share = float(nodes.value[node][0][of_right] / nodes.value[node][0].sum())
        if rules and share < min(mean, above_it) - WEAKER:
            yield rules
        if nodes.children_left[node] >= 0:
            factor, level = names[nodes.feature[node]]
            for child, above in ((nodes.children_left[node], False), (nodes.children_right[node], True)):
                yield from walk(child, [*rules, Rule(factor, level, float(nodes.threshold[node]), above)], share)

    yield from walk(0, [], 1.0)


def tested(data: pd.DataFrame, columns: pd.DataFrame, rules: list[Rule]) -> tuple | None:
    """A segment on the other half: words, query, figures (Fisher's test, Newcombe's interval), and wrong readings."""
    from scipy import stats  # slow to load, as with scikit-learn

    inside = np.ones(len(data), bool)
    for rule in rules:
        inside &= (columns[rule.factor, rule.level] > rule.threshold).to_numpy() == rule.above
    right = data["right"].to_numpy(bool)
    n, rest = int(inside.sum()), int((~inside).sum())
    if n < FEWEST or not rest:
        return None
    hits, others = int(right[inside].sum()), int(right[~inside].sum())
    p = float(stats.fisher_exact([[hits, n - hits], [others, rest - others]]).pvalue)
    low, high = newcombe(hits, n, others, rest)
    ids = data["id"].to_numpy()[inside & ~right][:SHOWN].tolist()
    kept = simplest(rules, data)
    words, query = " and ".join(map(in_words, kept)), " ".join(map(as_query, kept))
    return words, query, n, hits / n, others / rest, hits / n - others / rest, low, high, p, ids


def newcombe(right: int, n: int, other: int, rest: int) -> tuple[float, float]:
    """95 % interval of the difference of two shares, from their Wilson intervals (Newcombe 1998, method 10)."""
    (low, high), (other_low, other_high) = wilson(right, n), wilson(other, rest)
    share, other_share = right / n, other / rest
    below = np.hypot(share - low, other_high - other_share)
    above = np.hypot(high - share, other_share - other_low)
    return float(share - other_share - below), float(share - other_share + above)


def simplest(rules: list[Rule], data: pd.DataFrame) -> list[Rule]:
    """The rules without those that a narrower one of the same factor implies, thresholds rounded between values."""
    narrow: dict[tuple[str, str, bool], Rule] = {}
    for rule in rules:
        before = narrow.get((rule.factor, rule.level, rule.above))
        pick = max if rule.above else min
        limit = pick(rule.threshold, before.threshold) if before else rule.threshold
        narrow[rule.factor, rule.level, rule.above] = rule._replace(threshold=limit)
    return [rounded(rule, data) for rule in narrow.values()]


def rounded(rule: Rule, data: pd.DataFrame) -> Rule:
    """The rule with the shortest threshold that separates the same values."""
    if rule.level:
        return rule
    values = data[rule.factor].dropna().to_numpy(float)
    if (values % 1 == 0).all():
        return rule._replace(threshold=float(np.floor(rule.threshold)))
    for digits in range(1, 7):
        short = float(f"{rule.threshold:.{digits}g}")
        if np.array_equal(values > short, values > rule.threshold):
            return rule._replace(threshold=short)
    return rule


def in_words(rule: Rule) -> str:
    """A rule in words."""
    if rule.level:
        return f"{rule.factor} {'is' if rule.above else 'is not'} {rule.level}"
    return f"{rule.factor} {'above' if rule.above else 'at most'} {rule.threshold:g}"


def as_query(rule: Rule) -> str:
    """A rule as a condition of `engine.analyze.query`."""
    if rule.level:
        level = f'"{rule.level}"' if " " in rule.level else rule.level
        level = {"True": "yes", "False": "no"}.get(level, level)
        return f"{rule.factor}{'=' if rule.above else '!='}{level}"
    return f"{rule.factor}{'>' if rule.above else '<='}{rule.threshold:g}"
