"""Looking at a dataset: all tables of it, and one sentence on each that says what to look for."""

from typing import Any, NamedTuple

import pandas as pd

from engine import dataset
from engine.look import pictures, sentences, tables
from engine.look.spec import LookSpec

MOST_LABELS = 200  # bars and mean images that can be told apart
MOST_LISTED = 1000  # counts of one kind in the JSON result


class Look(NamedTuple):
    """Every table of a dataset, see engine.look.tables and engine.look.pictures; `says`: a sentence for each."""

    images: int
    left_out: int
    copies: int
    labels: pd.DataFrame
    repeats: pd.DataFrame
    groups: pd.DataFrame
    sizes: pd.DataFrame
    lengths: pd.DataFrame
    symbols: pd.DataFrame
    positions: pd.DataFrame
    columns: pd.DataFrame
    means: pd.DataFrame
    brightness: pd.DataFrame
    says: dict[str, str]


def look(spec: LookSpec) -> Look:
    """All that can be seen of a dataset. Raises FileNotFoundError when there is none of that name."""
    source = dataset.open(spec.dataset)
    frame = source.frame().set_index("id", drop=False)
    used = frame.loc[source.part_ids("all")]
    texts = used["text"]
    labels = tables.by_label(texts, spec.few)
    keys = texts if len(labels) <= MOST_LABELS else texts.str.len()
    ids = pictures.draw(keys, spec.sample, spec.seed, evenly=len(labels) <= MOST_LABELS)
    opened = pictures.open_all(source, ids, pictures.common_size(used))
    found = Look(
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
        means=pictures.means(keys, opened),
        brightness=pictures.brightness(opened.rows),
        says={},
    )
    return found._replace(says=sentences.of(found, opened, spec))


def run(spec: LookSpec) -> dict[str, Any]:
    """The counts of a dataset and what they say, as plain values; lists are cut after MOST_LISTED."""
    found = look(spec)
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
