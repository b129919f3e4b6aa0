"""Explores a dataset: counts its rows, then measures some images, with a sentence on each table."""

from typing import Any

import pandas as pd

from engine.core.datasets.dataset import Dataset, open_dataset
from engine.explore import measures, sentences, tables
from engine.explore.measures import Measures, Telling
from engine.explore.spec import ExploreSpec
from engine.explore.tables import Overview

MOST_LABELS = 200  # bars and mean images that remain distinguishable
MOST_LISTED = 1000  # rows of a table in the JSON result


def explore(spec: ExploreSpec) -> Overview:
    """Counts all rows of a dataset in use, and opens no image. Raises FileNotFoundError if there is no such dataset."""
    source = open_dataset(spec.dataset)
    frame = source.frame().set_index("id", drop=False)
    used = frame.loc[source.part_ids("all")]
    texts = used["text"]
    labels = tables.by_label(texts, spec.few)
    overview = Overview(
        images=len(used),
        left_out=len(frame) - len(used),
        copies=tables.copies(used["picture"]),
        labels=labels,
        repeats=tables.repeats(labels),
        groups=tables.by_group(used["group"]),
        sizes=tables.sizes(used),
        lengths=tables.lengths(texts),
        symbols=tables.by_symbol(texts, spec.few),
        positions=tables.positions(texts),
        columns=tables.columns(used),
        notes={},
    )
    return overview._replace(notes=sentences.on_counts_of(overview, spec.few))


def measure(spec: ExploreSpec, tell: Telling) -> Measures:
    """Opens a sample of a dataset's images, evenly by label or length, unless that was done before."""
    source = open_dataset(spec.dataset)
    texts = texts_in_use(source)
    few_labels = texts.nunique() <= MOST_LABELS
    return measures.measure(source, texts if few_labels else texts.str.len(), few_labels, spec, tell)


def texts_in_use(source: Dataset) -> pd.Series:
    """The labels by id, without those of excluded images."""
    return source.frame(["text"])["text"].loc[source.part_ids("all")]


def run(spec: ExploreSpec) -> dict[str, Any]:
    """Returns the counts and notes of a dataset as plain values, at most MOST_LISTED of each table."""
    overview = explore(spec)
    notes = overview.notes | sentences.on_measures(measure(spec, lambda done, total: None))
    return {
        "dataset": spec.dataset,
        "images": overview.images,
        "left_out": overview.left_out,
        "copies": overview.copies,
        "labels": pairs(overview.labels),
        "groups": pairs(overview.groups),
        "lengths": pairs(overview.lengths),
        "symbols": pairs(overview.symbols),
        "sizes": overview.sizes.head(MOST_LISTED).to_dict("records"),
        "columns": overview.columns.to_dict("records"),
        "notes": list(notes.values()),
    }


def pairs(table: pd.DataFrame) -> dict[str, int]:
    """The first column of a table with the counts."""
    rows = table.head(MOST_LISTED)
    return {str(value): int(count) for value, count in zip(rows.iloc[:, 0], rows["count"], strict=True)}
