"""Explores a dataset: makes all its tables, with one sentence on each that points out what matters."""

from typing import Any

import pandas as pd

from engine.core.datasets.dataset import open_dataset
from engine.explore import measures, sentences, tables
from engine.explore.spec import ExploreSpec
from engine.explore.tables import Overview

MOST_LABELS = 200  # bars and mean images that remain distinguishable
MOST_LISTED = 1000  # rows of a table in the JSON result


def explore(spec: ExploreSpec) -> Overview:
    """Makes all tables of a dataset. Raises FileNotFoundError if there is no such dataset."""
    source = open_dataset(spec.dataset)
    frame = source.frame().set_index("id", drop=False)
    used = frame.loc[source.part_ids("all")]
    texts = used["text"]
    labels = tables.by_label(texts, spec.few)
    keys = texts if len(labels) <= MOST_LABELS else texts.str.len()
    ids = measures.draw_sample(keys, spec.sample, spec.seed, evenly=len(labels) <= MOST_LABELS)
    opened = measures.open_images(source, ids, measures.common_size(used))
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
        means=measures.means(keys, opened),
        brightness=measures.brightness(opened.rows),
        notes={},
    )
    return overview._replace(notes=sentences.on_all(overview, opened, spec))


def run(spec: ExploreSpec) -> dict[str, Any]:
    """Returns the counts and notes of a dataset as plain values, at most MOST_LISTED of each table."""
    overview = explore(spec)
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
        "notes": list(overview.notes.values()),
    }


def pairs(table: pd.DataFrame) -> dict[str, int]:
    """The first column of a table with the counts."""
    rows = table.head(MOST_LISTED)
    return {str(value): int(count) for value, count in zip(rows.iloc[:, 0], rows["count"], strict=True)}
