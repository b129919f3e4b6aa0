"""The views of an analysis: each computes its own tables from stored predictions, and no other view's."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from engine.analyze import comparison, confusions, groups, predictions, query, scores
from engine.analyze.factors import readings
from engine.analyze.factors.tables import factor_tables
from engine.analyze.samples import HOW, samples
from engine.analyze.segments import segments
from engine.analyze.spec import AnalyzeSpec
from engine.analyze.tables import Tables
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.metrics.alignment import aligned

MOST_ROWS = 30


class Request(NamedTuple):
    """Predictions to be analysed, those of another model (None without one), their dataset, and what was asked for."""

    frame: pd.DataFrame
    other: pd.DataFrame | None
    source: Dataset
    spec: AnalyzeSpec


def request(spec: AnalyzeSpec) -> Request:
    """Loads what a view needs. Raises ValueError or FileNotFoundError with a sentence if it is not there."""
    lists = spec.view == "factors" and readings.PER_SYMBOL in spec.factors
    frame = query.select(predictions.load(spec.model, spec.dataset, spec.part, lists), spec.query)
    if frame.empty:
        raise ValueError(f"no prediction meets {spec.query!r}; change the conditions.")
    other = predictions.load(spec.other, spec.dataset, spec.part) if spec.other else None
    return Request(frame, other, open_dataset(spec.dataset), spec)


def overview(asked: Request) -> Tables:
    """Scores, accuracy of symbols, positions, parts and kinds of texts, and the comparison with another model."""
    frame, spec = asked.frame, asked.spec
    pairs = aligned(frame)
    ways = predictions.ways(spec.model, asked.source, pairs[pairs["true"] != ""])
    symbols = scores.by_symbol(pairs, None if ways is None else ways.share)
    numbers = scores.summary(frame, pairs) | scores.macro(symbols)
    if ways is not None:
        numbers["top3_symbol_accuracy"] = float(((ways.rank > 0) & (ways.rank <= 3)).mean())
    tables = {
        "confusions": confusions.confusions(pairs).head(10)[["true", "read", "count"]],
        "by_symbol": symbols,
        "by_position": scores.by_position(frame, pairs),
        "by_kind": scores.by_kind(frame),
        "by_text": ends_of(scores.by_text(frame)),
        "by_pair": ends_of(scores.by_pair(pairs)),
    }
    if spec.part == "all" and asked.source.split_report() is not None:
        tables["by_part"] = scores.by_part(frame, asked.source.split())
    result = compared(asked)
    if result is None:
        return Tables(numbers, tables, [])
    columns = ["id", "text", "predicted", "other"]
    tables |= {"only": result.only[columns].head(MOST_ROWS), "other_only": result.other_only[columns].head(MOST_ROWS)}
    return Tables(numbers | {"comparison": result.result._asdict()}, tables, [result.sentence])


def compared(asked: Request) -> comparison.Comparison | None:
    """The comparison with the other model; None without one."""
    if asked.other is None:
        return None
    return comparison.compare({asked.spec.model: asked.frame, asked.spec.other: asked.other})


def ends_of(table: pd.DataFrame) -> pd.DataFrame:
    """The first and last rows of a ranking."""
    most = scores.MOST_RANKED
    return table if len(table) <= 2 * most else pd.concat([table.head(most), table.tail(most)], ignore_index=True)


def confused(asked: Request) -> Tables:
    """The ranked confusions and the matrix, in groups of look-alikes; with another model, what changes."""
    pairs = aligned(asked.frame)
    tables = {"confusions": confusions.confusions(pairs), "matrix": confusions.matrix(pairs, alike=True)}
    if asked.other is not None:
        tables["changes"] = confusions.difference(pairs, aligned(asked.other))
    return Tables({"symbols": len(pairs)}, tables, [])


def sampled(asked: Request) -> Tables:
    """The worst, best, most uncertain and random predictions."""
    columns = ["id", "text", "predicted", "confidence", "correct"]
    return Tables({"n": len(asked.frame)}, {how: samples(asked.frame, how, MOST_ROWS)[columns] for how in HOW}, [])


def factored(asked: Request) -> Tables:
    """Accuracy against factors, and the regression on them."""
    return factor_tables(asked.frame, asked.source, asked.spec.factors, asked.spec.cluster)


def grouped(asked: Request) -> Tables:
    """Accuracy by a column of groups. Raises ValueError if there is none."""
    columns = groups.group_columns(asked.frame)
    if not columns:
        raise ValueError("there are no groups here: no column of texts, such as group or font, repeats its values.")
    column = asked.spec.factors or columns[0]
    result = groups.by_group(asked.frame, column, asked.source)
    return Tables({"column": column, "columns": columns}, {"groups": result.table}, result.sentences)


def weak(asked: Request) -> Tables:
    """Weak segments."""
    rows = readings.texts(asked.frame, asked.source)
    table = segments(rows.data, rows.varying)
    sentences = [
        f"{row['segment']}: {row['accuracy']:.1%} against {row['rest']:.1%} ({100 * row['low']:+.2g} to "
        f"{100 * row['high']:+.2g} points, {row['n']:,} texts)."
        for row in table.to_dict("records")
    ]
    return Tables({"found": len(table)}, {"segments": table}, sentences)


VIEWS: dict[str, Callable[[Request], Tables]] = {
    "overview": overview,
    "confusions": confused,
    "samples": sampled,
    "factors": factored,
    "groups": grouped,
    "segments": weak,
}
