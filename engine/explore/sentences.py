"""Writes one sentence on each table: what it shows if that is clear, otherwise what to look for."""

import pandas as pd

from engine.explore.measures import Measures
from engine.explore.tables import Overview

MOST_NAMED = 8  # values named in a sentence
UNEVEN = 2  # ratio of counts that is worth mentioning
MIXED = 0.05  # share of dark, or of light, images that is worth mentioning


def on_measures(measures: Measures) -> dict[str, str]:
    """A sentence on the mean images, and one on brightness, by their names."""
    return {"means": on_means(measures), "brightness": on_brightness(measures)}


def on_counts_of(overview: Overview, few: int) -> dict[str, str]:
    """A sentence on each table of an overview, by its name."""
    return {
        "labels": on_labels(overview, few),
        "groups": on_groups(overview.groups, overview.images),
        "sizes": on_sizes(overview.sizes),
        "lengths": on_lengths(overview.lengths),
        "symbols": on_counts(overview.symbols, "symbol", "occurrences", few),
        "positions": on_positions(overview.positions),
        "columns": on_columns(overview.columns),
        "copies": on_copies(overview.copies),
    }


def on_labels(overview: Overview, few: int) -> str:
    """Whether labels of one symbol are balanced, or how often texts repeat."""
    if overview.lengths["length"].max() == 1:
        return on_counts(overview.labels, "label", "images", few)
    most = overview.labels.iloc[0]
    if most["count"] == 1:
        return f"Each of {len(overview.labels):,} texts occurs once."
    return (
        f"{len(overview.labels):,} distinct texts in {overview.images:,} images. The commonest, "
        f"{shown(most['label'])}, is in {most['count']:,}. A model may memorise texts that repeat often."
    )


def on_counts(table: pd.DataFrame, what: str, unit: str, few: int) -> str:
    """Whether labels or symbols are rare, uneven or balanced."""
    most, least = table.iloc[0], table.iloc[-1]
    rare = table[table["rare"]]
    if len(rare) == len(table):
        return f"All {len(table):,} {what}s have fewer than {few} {unit}."
    if len(rare):
        first = named(rare.iloc[::-1], what)
        verb = "has" if len(rare) == 1 else "have"
        return (
            f"{len(rare):,} of {len(table):,} {what}s {verb} fewer than {few} {unit}, too few to learn from: {first}."
        )
    if most["count"] >= UNEVEN * least["count"]:
        times = f"{most['count'] / least['count']:.1f} times as many {unit} as {shown(least[what])}"
        return f"{shown(most[what])} has {times}: a model may guess it too often."
    if most["count"] == least["count"]:
        return f"All {len(table):,} {what}s have {most['count']:,} {unit}: balanced."
    return f"All {len(table):,} {what}s have {least['count']:,} to {most['count']:,} {unit}: nearly balanced."


def named(table: pd.DataFrame, what: str) -> str:
    """The first values of a table with their counts, such as "'q' (3), 'x' (5) and 4 more"."""
    first = ", ".join(f"{shown(row[what])} ({row['count']:,})" for _, row in table.head(MOST_NAMED).iterrows())
    return first + (f", and {len(table) - MOST_NAMED:,} more" if len(table) > MOST_NAMED else "")


def between(values: pd.Series) -> str:
    """The smallest and largest value, such as "3 to 1,200", or the only one."""
    low, high = values.min(), values.max()
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def shown(value: object) -> str:
    """Quotes a label for a sentence."""
    text = str(value)
    return repr(text if len(text) <= 40 else text[:37] + "...")


def on_groups(table: pd.DataFrame, images: int) -> str:
    """Whether one group has most of the images, or some images have no group."""
    if table.empty:
        return "No image has a group (writer, signer, source), so a split cannot keep groups apart."
    without = images - int(table["count"].sum())
    largest = table.iloc[0]
    if len(table) == 1:
        note = f"All belong to one group, {shown(largest['group'])}"
    elif largest["count"] > images / 2:
        note = (
            f"{shown(largest['group'])} has {largest['count'] / images:.0%} of the images: if split by group, one part "
            "is at least that large"
        )
    else:
        note = f"{len(table):,} groups of {table['count'].min():,} to {largest['count']:,} images"
    return note + (f"; {without:,} without a group." if without else ".")


def on_sizes(table: pd.DataFrame) -> str:
    """The size of all images, or the range of sizes."""
    if len(table) == 1:
        return f"All images are {table['width'][0]} × {table['height'][0]} pixels."
    ends = [between(table[side]) for side in ("width", "height")]
    return (
        f"Images are {ends[0]} pixels wide and {ends[1]} high. Training scales them to one size, so look for outliers."
    )


def on_lengths(table: pd.DataFrame) -> str:
    """The length of all texts, or the range of lengths and the rarest."""
    if len(table) == 1:
        length = table["length"][0]
        return f"Every text has {length} symbol{'s' if length > 1 else ''}."
    rarest = table.iloc[int(table["count"].argmin())]
    lengths = between(table["length"])
    return f"Texts have {lengths} symbols; the rarest length is {rarest['length']}, with {rarest['count']:,} texts."


def on_positions(table: pd.DataFrame) -> str:
    """Whether some symbols never occur at some positions."""
    never = table[table["count"] == 0]
    if never.empty:
        return "Every symbol occurs at every position. Look for positions where one symbol dominates."
    example = never.iloc[0]
    return (
        f"{len(never):,} of {len(table):,} pairs of symbol and position never occur, such as "
        f"{shown(example['symbol'])} at position {example['position']}, so a model cannot learn them there."
    )


def on_means(measures: Measures) -> str:
    """What was averaged, and how to interpret it."""
    if measures.means.empty:
        return f"None of {measures.unreadable:,} images can be decoded."
    unreadable = f"; {measures.unreadable:,} more cannot be decoded" if measures.unreadable else ""
    return (
        f"Means of {measures.opened:,} random images, {between(measures.means['images'])} for each image "
        f"below{unreadable}. A sharp mean shows that symbols are always in the same place. A mean unlike its label "
        "suggests wrong labels."
    )


def on_brightness(measures: Measures) -> str:
    """Whether dark and light images are mixed."""
    if MIXED < measures.dark < 1 - MIXED:
        return (
            f"{measures.dark:.0%} of the images are dark and the others light: ink and background may be swapped in "
            "some."
        )
    return (
        "One peak is usual. A second one suggests another source, light or background; a contrast near 0, blank images."
    )


def on_columns(table: pd.DataFrame) -> str:
    """Which columns have missing values, or a single value."""
    incomplete = table[(table["missing"] > 0) & (table["different"] > 0)]
    if len(incomplete):
        names = ", ".join(
            f"{shown(row['column'])} ({row['missing']:,})" for _, row in incomplete.head(MOST_NAMED).iterrows()
        )
        return f"Values are missing in {names}."
    single = table.loc[table["different"] == 1, "column"]
    if len(single):
        return (
            f"All rows have the same value of {', '.join(map(shown, single.head(MOST_NAMED)))}, so it explains nothing."
        )
    return "No value is missing."


def on_copies(count: int) -> str:
    """How many images are exact copies."""
    if count:
        copies = "1 image is an exact copy of an earlier one" if count == 1 else f"{count:,} images are exact copies"
        return f"{copies}. Clean lists them, so that you can exclude them."
    return "No image is an exact copy of another."
