"""One sentence for each table: what it shows where that is plain, otherwise what to look for."""

import pandas as pd

from engine.explore.measures import Opened
from engine.explore.spec import ExploreSpec
from engine.explore.tables import Overview

NAMED = 8  # values a sentence names
UNEVEN = 2  # times as many images from which a difference is worth a word
DARK, SOME = 128, 0.05


def of(found: Overview, opened: Opened, spec: ExploreSpec) -> dict[str, str]:
    """A sentence for each table of a look, by its name."""
    return {
        "labels": on_labels(found, spec.few),
        "groups": on_groups(found.groups, found.images),
        "sizes": on_sizes(found.sizes),
        "lengths": on_lengths(found.lengths),
        "symbols": on_counts(found.symbols, "symbol", "occurrences", spec.few),
        "positions": on_positions(found.positions),
        "means": on_means(found.means, opened),
        "brightness": on_brightness(opened.rows),
        "columns": on_columns(found.columns),
        "copies": on_copies(found.copies),
    }


def on_labels(found: Overview, few: int) -> str:
    """Whether labels of one symbol are balanced, or how often texts repeat."""
    if found.lengths["length"].max() == 1:
        return on_counts(found.labels, "label", "images", few)
    most = found.labels.iloc[0]
    if most["count"] == 1:
        return f"Each of {len(found.labels):,} texts occurs once."
    return (
        f"{len(found.labels):,} different texts on {found.images:,} images; the commonest, {shown(most['label'])}, "
        f"stands on {most['count']:,}. Texts that repeat often may be learned by heart."
    )


def on_counts(table: pd.DataFrame, what: str, unit: str, few: int) -> str:
    """Whether labels or symbols are rare, uneven or balanced."""
    most, least = table.iloc[0], table.iloc[-1]
    rare = table[table["rare"]]
    if len(rare) == len(table):
        return f"Every one of {len(table):,} {what}s has fewer than {few} {unit}."
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
    first = ", ".join(f"{shown(row[what])} ({row['count']:,})" for _, row in table.head(NAMED).iterrows())
    return first + (f" and {len(table) - NAMED:,} more" if len(table) > NAMED else "")


def between(values: pd.Series) -> str:
    """Smallest and largest value, such as "3 to 1,200", or the one there is."""
    low, high = values.min(), values.max()
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def shown(value: object) -> str:
    """A label in a sentence."""
    text = str(value)
    return repr(text if len(text) <= 40 else text[:37] + "...")


def on_groups(table: pd.DataFrame, images: int) -> str:
    """Whether one group holds most images, or some images have none."""
    if table.empty:
        return "No image has a group (writer, signer, source), so a split cannot keep groups apart."
    without = images - int(table["count"].sum())
    largest = table.iloc[0]
    if len(table) == 1:
        said = f"All belong to one group, {shown(largest['group'])}"
    elif largest["count"] > images / 2:
        said = (
            f"{shown(largest['group'])} holds {largest['count'] / images:.0%} of the images: split by group, one part "
            "is at least that large"
        )
    else:
        said = f"{len(table):,} groups of {table['count'].min():,} to {largest['count']:,} images"
    return said + (f"; {without:,} without a group." if without else ".")


def on_sizes(table: pd.DataFrame) -> str:
    """One size, or how far sizes lie apart."""
    if len(table) == 1:
        return f"All images are {table['width'][0]} × {table['height'][0]} pixels."
    ends = [between(table[side]) for side in ("width", "height")]
    return (
        f"Images are {ends[0]} pixels wide and {ends[1]} high; training brings them to one size, so look for some far "
        "from the others."
    )


def on_lengths(table: pd.DataFrame) -> str:
    """One length, or lengths that hardly occur."""
    if len(table) == 1:
        one = table["length"][0]
        return f"Every text has {one} symbol{'s' if one > 1 else ''}."
    rarest = table.iloc[int(table["count"].argmin())]
    return f"Texts have {between(table['length'])} symbols; fewest have {rarest['length']}: {rarest['count']:,} texts."


def on_positions(table: pd.DataFrame) -> str:
    """Which pairs of symbol and position never occur."""
    never = table[table["count"] == 0]
    if never.empty:
        return "Every symbol occurs at every position; look for columns with one strong colour."
    one = never.iloc[0]
    return (
        f"{len(never):,} of {len(table):,} pairs of symbol and position never occur, such as {shown(one['symbol'])} at "
        f"position {one['position']}: there a model learns nothing about them."
    )


def on_means(table: pd.DataFrame, opened: Opened) -> str:
    """What was averaged, and how to read it."""
    if table.empty:
        return f"None of {opened.unreadable:,} images can be decoded."
    unread = f"; {opened.unreadable:,} more cannot be decoded" if opened.unreadable else ""
    return (
        f"From {len(opened.rows):,} images drawn at random, {between(table['images'])} for each picture below{unread}. "
        "A mean that is sharp shows images alike in place; one unlike its label hints at wrong labels."
    )


def on_brightness(rows: pd.DataFrame) -> str:
    """Whether dark and light pictures are mixed."""
    dark = float((rows["brightness"] < DARK).mean()) if len(rows) else 0.0
    if SOME < dark < 1 - SOME:
        return f"{dark:.0%} of the images are dark and the others light: ink and paper may be swapped in some."
    return "One hump is usual; a second one means another source, light or paper, a contrast near 0 an empty image."


def on_columns(table: pd.DataFrame) -> str:
    """Columns with missing values, or with one value only."""
    some = table[(table["missing"] > 0) & (table["different"] > 0)]
    if len(some):
        which = ", ".join(f"{shown(row['column'])} ({row['missing']:,})" for _, row in some.head(NAMED).iterrows())
        return f"Values are missing in {which}."
    single = table.loc[table["different"] == 1, "column"]
    if len(single):
        return (
            f"The same value stands in every row of {', '.join(map(shown, single.head(NAMED)))}: it explains nothing."
        )
    return "No value is missing."


def on_copies(count: int) -> str:
    """How many images are exact copies."""
    if count:
        said = "1 image is an exact copy of an earlier one" if count == 1 else f"{count:,} images are exact copies"
        return f"{said}: Clean lists what to leave out."
    return "No image is an exact copy of another."
