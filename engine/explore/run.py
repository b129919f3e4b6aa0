"""Looking at a dataset: all tables of it, and one sentence on each that says what to look for."""

from typing import Any

import pandas as pd

from engine.core.datasets.dataset import open_dataset
from engine.explore import measures, sentences, tables
from engine.explore.spec import ExploreSpec
from engine.explore.tables import Overview

MOST_LABELS = 200  # bars and mean images that can be told apart
MOST_LISTED = 1000  # counts of one kind in the JSON result


def explore(spec: ExploreSpec) -> Overview:
    """All that can be seen of a dataset. Raises FileNotFoundError when there is none of that name."""
    source = open_dataset(spec.dataset)
    frame = source.frame().set_index("id", drop=False)
    used = frame.loc[source.part_ids("all")]
    texts = used["text"]
    labels = tables.by_label(texts, spec.few)
    keys = texts if len(labels) <= MOST_LABELS else texts.str.len()
    ids = measures.draw(keys, spec.sample, spec.seed, evenly=len(labels) <= MOST_LABELS)
    opened = measures.open_all(source, ids, measures.common_size(used))
    found = Overview(
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
        says={},
    )
    return found._replace(says=sentences.of(found, opened, spec))


def run(spec: ExploreSpec) -> dict[str, Any]:
    """The counts of a dataset and what they say, as plain values; lists are cut after MOST_LISTED."""
    found = explore(spec)
    return {
        "dataset": spec.dataset,
        "images": found.images,
        "left_out": found.left_out,
        "copies": found.copies,
        "labels": pairs(found.labels),
        "groups": pairs(found.groups),
        "lengths": pairs(found.lengths),
        "symbols": pairs(found.symbols),
        "sizes": found.sizes.head(MOST_LISTED).to_dict("records"),
        "columns": found.columns.to_dict("records"),
        "notes": list(found.says.values()),
    }


def pairs(table: pd.DataFrame) -> dict[str, int]:
    """The first two columns of a table, a value and its count."""
    some = table.head(MOST_LISTED)
    return {str(value): int(count) for value, count in zip(some.iloc[:, 0], some["count"], strict=True)}
