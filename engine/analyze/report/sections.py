"""What a report shows, as sections of sentences, numbers, charts, tables and images."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from engine.analyze import confusions, views
from engine.analyze.cautions import cautions
from engine.analyze.report import pictures
from engine.analyze.report.repeat import facts, repeat
from engine.analyze.report.spec import ReportSpec
from engine.analyze.samples import samples
from engine.analyze.tables import Tables
from engine.analyze.views import Request
from engine.core.charts import analysis, factors
from engine.core.metrics.alignment import aligned
from engine.core.models.card import read_card

MOST_IMAGES = 120
NOTHING: Mapping[str, Any] = MappingProxyType({})
CAUTIONS = {
    "final": "The model was trained on all parts of this dataset: these scores show how well it remembers.",
    "training part": "The model was trained on images of this part: these scores show how well it remembers.",
    "another split": "The dataset was split again after the training: the scores may look too good.",
    "other labels": "Labels were corrected after the training; these scores use the present ones.",
    "prepared": "The model sees preprocessed images; those below are the originals.",
}


class Section(NamedTuple):
    """A part of a report; everything in it is text, not markup.

    figures: numbers in words, by name. charts: by title. tables: by title.
    """

    title: str
    sentences: Sequence[str] = ()
    figures: Mapping[str, str] = NOTHING
    charts: Mapping[str, go.Figure] = NOTHING
    tables: Mapping[str, pd.DataFrame] = NOTHING
    images: Sequence[pictures.Thumbnail] = ()
    commands: Sequence[str] = ()


def all_sections(asked: Request, spec: ReportSpec) -> list[Section]:
    """The sections of a report, the first one with its title; what a view cannot show, it says in a sentence."""
    shown = [head(asked)]
    for view in spec.views or SECTIONS:
        try:
            shown.append(SECTIONS[view](asked, spec))
        except ValueError as reason:
            shown.append(Section(view.capitalize(), [str(reason)]))
    return [
        *shown,
        Section("Settings", tables={"": facts(asked)}),
        Section("To repeat it", commands=repeat(asked, spec)),
    ]


def head(asked: Request) -> Section:
    """The title, and what to keep in mind."""
    spec = asked.spec
    date = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    about = f"How the model {spec.model} reads the dataset {spec.dataset} ({spec.part} part), {date}."
    with suppress(ValueError):
        return Section(
            f"{spec.model} on {spec.dataset}",
            [about, *(CAUTIONS[caution] for caution in cautions(read_card(spec.model), asked.source, spec.part))],
        )
    return Section(f"{spec.model} on {spec.dataset}", [about])


def overview(asked: Request, spec: ReportSpec) -> Section:
    """Scores, and errors per symbol and position."""
    result = views.overview(asked)
    numbers, tables = result.numbers, result.tables
    figures = {
        "Exact match": share(numbers, "exact_match"),
        "Symbol accuracy": share(numbers, "symbol_accuracy"),
        "Character error rate": f"{numbers['cer']:.1%}",
        "Macro F1": f"{numbers['macro_f1']:.1%}",
        "Majority baseline": f"{numbers['baseline_exact_match']:.1%}",
        "Texts": f"{numbers['n']:,}",
        "Symbols": f"{numbers['symbols']:,}",
    }
    charts = {
        "Errors per symbol": analysis.symbol_errors(tables["by_symbol"]),
        "Errors per position": analysis.position_errors(tables["by_position"]),
    }
    named = {"by_symbol": "Symbols", "by_kind": "Kinds of texts", "by_text": "Texts", "by_pair": "Neighbouring symbols"}
    listed = {title: tables[name] for name, title in named.items() if len(tables[name])}
    return Section("Overview", result.sentences, figures, charts, listed)


def share(numbers: dict[str, Any], name: str) -> str:
    """A share with its interval in words."""
    return f"{numbers[name]:.1%} ({numbers[f'{name}_low']:.1%} to {numbers[f'{name}_high']:.1%})"


def confused(asked: Request, spec: ReportSpec) -> Section:
    """The matrix of all symbols, or of those with most mistakes, and the most frequent confusions."""
    pairs = aligned(asked.frame)
    matrix = confusions.matrix(pairs, limit=pictures.MOST_SYMBOLS, alike=True)
    table = confusions.confusions(pairs)
    return Section("Confusions", charts={"": analysis.confusion_matrix(matrix)}, tables={"Most frequent": table})


def sampled(asked: Request, spec: ReportSpec) -> Section:
    """Images that were read wrongly, the most confident first."""
    wrong = samples(asked.frame, "worst", MOST_IMAGES)
    if wrong.empty:
        return Section("Images read wrongly", ["None."])
    count = int((~asked.frame["correct"]).sum())
    if not spec.thumbnails:
        table = wrong[["id", "text", "predicted", "confidence"]]
        return Section("Images read wrongly", [f"{count:,} of {len(asked.frame):,}."], tables={"": table})
    images = pictures.thumbnails(asked.source, wrong)
    return Section("Images read wrongly", [f"{len(images):,} of {count:,}, the most confident first."], images=images)


def factored(asked: Request, spec: ReportSpec) -> Section:
    """The regression, or without chosen terms the accuracy of each group of each factor."""
    result = views.factored(asked)
    if "coefficients" not in result.tables:
        charts = {
            str(name): factors.accuracy(rows.rename(columns={"value": str(name)}), [str(name)])
            for name, rows in result.tables["accuracy"].groupby("factor", sort=False)
        }
        return Section("Factors", charts=dict(list(charts.items())[: pictures.MOST_CHARTS]))
    charts = {"Odds ratios": factors.odds(result.tables["coefficients"])} | curves(result)
    shown = {"Coefficients": "coefficients", "Average marginal effects": "effects", "Tests": "tests"}
    tables = {title: result.tables[name] for title, name in shown.items()}
    return Section("Factors", [*result.numbers["notes"], *result.sentences], charts=charts, tables=tables)


def curves(result: Tables) -> dict[str, go.Figure]:
    """The fitted curves of a regression by factor."""
    names = [name.removeprefix("curve_") for name in result.tables if name.startswith("curve_")]
    pairs = {name: (result.tables[f"curve_{name}"], result.tables[f"points_{name}"]) for name in names}
    return {name: factors.fitted(*pair, name) for name, pair in pairs.items()}


def grouped(asked: Request, spec: ReportSpec) -> Section:
    """Accuracy by the first column of groups."""
    result = views.grouped(asked._replace(spec=asked.spec.model_copy(update={"factors": ""})))
    table = result.tables["groups"]
    chart = factors.accuracy(table.head(pictures.MOST_GROUPS), ["group"])
    return Section(f"Groups by {result.numbers['column']}", result.sentences, {}, {"": chart}, {"": table})


def weak(asked: Request, spec: ReportSpec) -> Section:
    """Weak segments."""
    result = views.weak(asked)
    nothing = ["No segment is read worse than the rest, as far as this number of images can show."]
    columns = ["segment", "n", "accuracy", "rest", "difference", "low", "high", "holm"]
    tables = {"": result.tables["segments"][columns]} if result.sentences else {}
    return Section("Weak segments", result.sentences or nothing, tables=tables)


SECTIONS: dict[str, Callable[[Request, ReportSpec], Section]] = {
    "overview": overview,
    "confusions": confused,
    "samples": sampled,
    "factors": factored,
    "groups": grouped,
    "segments": weak,
}
