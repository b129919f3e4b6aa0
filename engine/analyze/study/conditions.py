"""What a study found: accuracy under each condition, what is confused, and how it compares with the published one."""

import pandas as pd

from engine.analyze import confusions, scores, views
from engine.analyze.factors.accuracy import by_factors
from engine.analyze.study.spec import NONE, StudySpec
from engine.analyze.tables import Tables
from engine.analyze.views import Request
from engine.core.metrics.alignment import aligned

# Whole captchas read by the published study of this design, and its worst digit.
PUBLISHED = {"clean": 0.801, "gaussian_noise": 0.563, "salt_pepper_noise": 0.427}
WORST_PUBLISHED = "6"


def tables_of(spec: StudySpec, asked: Request) -> Tables:
    """The tables of a study: conditions, kinds, positions, symbols, confusions, and those of the regression.

    asked: predictions as from `with_conditions`.
    """
    frame = asked.frame
    pairs = aligned(frame)
    data = frame.assign(right=frame["correct"])
    by_condition = by_factors(data, ["condition"], "text").sort_values("accuracy", ascending=False)
    by_kind = by_factors(data, ["noise"], "text")
    symbols = scores.by_symbol(pairs)
    regression = regression_of(asked)
    tables = {
        "conditions": by_condition, "kinds": by_kind, "positions": scores.by_position(frame, pairs),
        "symbols": symbols, "confusions": confusions.confusions(pairs).head(20), "beside": beside(by_kind),
    }  # fmt: skip
    best, worst = by_condition.iloc[0], by_condition.iloc[-1]
    sentences = [
        f"Best: {in_words(best)}. Worst: {in_words(worst)}.",
        f"The symbol read worst is {symbols['symbol'].iloc[0]} ({symbols['accuracy'].iloc[0]:.1%}); in the published "
        f"study it is {WORST_PUBLISHED}.",
        *regression.sentences,
        *CAVEATS,
    ]
    numbers = {"n": len(frame), "exact_match": float(frame["correct"].mean()), "conditions": len(spec.conditions)}
    return Tables(numbers, tables | regression.tables, sentences)


def regression_of(asked: Request) -> Tables:
    """The tables of the regression; a sentence where nothing can be explained, such as a net that reads no text."""
    try:
        return views.factored(asked)
    except ValueError as reason:
        return Tables({}, {}, [str(reason)])


CAVEATS = (
    "The published study takes rows as independent; here errors are clustered by text, because a text is read under "
    "every condition.",
    "It regresses on columns that determine each other; here such columns are named and left out.",
    "Its folds share captchas; here all images of a text, and all images of a symbol, are in one part.",
)


def with_conditions(spec: StudySpec, frame: pd.DataFrame) -> pd.DataFrame:
    """The predictions with the condition of each, its kind of noise (clean without), and its mode."""
    conditions = {f"{spec.name} {condition.words}": condition for condition in spec.conditions}
    of_row = frame["source"].map(conditions)
    return frame.assign(
        condition=of_row.map(lambda condition: condition.words),
        noise=of_row.map(lambda condition: "clean" if condition.kind == NONE else condition.kind),
        mode=of_row.map(lambda condition: condition.mode),
    )


def beside(by_kind: pd.DataFrame) -> pd.DataFrame:
    """Our share of whole texts beside that of the published study: noise, ours, low, high, published."""
    table = by_kind[["noise", "accuracy", "low", "high"]].rename(columns={"accuracy": "ours"})
    return table.assign(published=table["noise"].map(PUBLISHED))


def in_words(row: pd.Series) -> str:
    """A condition with its accuracy."""
    return f"{row['condition']} with {row['accuracy']:.1%} ({row['low']:.1%} to {row['high']:.1%})"
