"""look: every count is that of the rows in use, the sentences name what was planted, and images come by seed."""

import numpy as np
import pandas as pd
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import shard
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.write import finish_dataset, publish_dataset
from engine.core.storage.files import as_json, parse_json
from engine.core.storage.paths import workspace
from engine.core.storage.tables import read_table, write_table
from engine.explore import measures, sentences, tables
from engine.explore.run import explore, measure, run
from engine.explore.spec import ExploreSpec
from engine.imaging.encode import png


def store(name, texts, images, groups=None, **columns):
    """Stores a dataset of these texts and images with more columns."""
    rows = [
        {
            "image": png(image), "path": f"{i}.png", "text": text, "picture": str(image.sum()),
            "width": image.shape[1], "height": image.shape[0], "group": groups[i] if groups else None,
            **{column: values[i] for column, values in columns.items()},
        }
        for i, (text, image) in enumerate(zip(texts, images, strict=True))
    ]  # fmt: skip
    shard.write(workspace() / "build", 0, rows)
    finish_dataset(workspace() / "build", "text", "test", {})
    publish_dataset(workspace() / "build", name)


@pytest.fixture
def uneven(home):
    """40 images: a (30, grey 10), b (8, grey 100), c (2, grey 200); writer x holds 24, one row has none."""
    texts = ["a"] * 30 + ["b"] * 8 + ["c"] * 2
    images = [np.full((6, 8), {"a": 10, "b": 100, "c": 200}[text], np.uint8) for text in texts]
    images[5] = np.full((12, 30), 10, np.uint8)
    weights = [None if i == 3 else 1.5 for i in range(40)]
    store("d", texts, images, ["x"] * 24 + ["y"] * 15 + [None], weight=weights, at=[[i % 2, 1] for i in range(40)])
    return open_dataset("d")


def measured(**settings):
    """The measures of the dataset d."""
    return measure(ExploreSpec(dataset="d", **settings), lambda done, total: None)


def test_every_table_counts_the_rows_in_use(uneven):
    found = explore(ExploreSpec(dataset="d", few=5))
    assert found.labels.to_numpy().tolist() == [["a", 30, False], ["b", 8, False], ["c", 2, True]]
    assert found.groups.to_numpy().tolist() == [["x", 24], ["y", 15]]
    assert found.sizes.to_numpy().tolist() == [[8, 6, 39], [30, 12, 1]]
    columns = found.columns.set_index("column")
    assert columns.loc["weight"].tolist() == [1, 1, "1.5", 39]
    assert columns.loc["at"].tolist() == [0, 2, "[0, 1]", 20]
    assert columns.loc["group", "missing"] == 1
    uneven.write_quarantine(pd.DataFrame({"id": [38, 39], "reason": ["odd", "odd"]}))
    found = explore(ExploreSpec(dataset="d"))
    assert (found.images, found.left_out, len(found.labels)) == (38, 2, 2)
    assert found.copies == 35 and found.notes["copies"].startswith("35 images are exact copies")


def test_the_sentences_name_what_is_uneven(uneven):
    notes = explore(ExploreSpec(dataset="d", few=5)).notes
    assert notes["labels"] == "1 of 3 labels has fewer than 5 images, too few to learn from: 'c' (2)."
    assert "'x' has 60% of the images" in notes["groups"] and "1 without a group" in notes["groups"]
    assert "8 to 30 pixels wide and 6 to 12 high" in notes["sizes"]
    assert "ink and background may be swapped" in sentences.on_measures(measured(sample=6))["brightness"]
    assert notes["columns"].startswith("Values are missing in 'group' (1), 'weight' (1)")
    assert "15.0 times as many images as 'c'" in explore(ExploreSpec(dataset="d", few=1)).notes["labels"]
    assert all(sentence.endswith(".") for sentence in notes.values())


def test_mean_images_are_the_means_of_an_even_seeded_sample(uneven):
    found = measured(sample=6)
    assert found.means["key"].tolist() == ["a", "b", "c"] and found.means["images"].tolist() == [2, 2, 2]
    assert [int(picture[0, 0]) for picture in found.means["picture"]] == [10, 100, 200]
    assert found.brightness["brightness"].sum() == 6
    texts = uneven.frame(["text"])["text"]
    assert (measures.draw_sample(texts, 6, 1, True) == measures.draw_sample(texts, 6, 1, True)).all()
    assert (measures.draw_sample(texts, 20, 1, False) != measures.draw_sample(texts, 20, 2, False)).any()


def test_measures_are_kept_until_images_labels_or_settings_change_and_taken_again_if_damaged(uneven):
    def steps(**settings):
        told = []
        found = measure(ExploreSpec(dataset="d", **settings), lambda done, total: told.append((done, total)))
        return found, told

    first, told = steps()
    assert told[-1] == (40, 40)
    again, told = steps()
    assert told == [] and again[2:] == first[2:]
    assert [(row.key, row.images, row.picture.tolist()) for row in again.means.itertuples()] == [
        (row.key, row.images, row.picture.tolist()) for row in first.means.itertuples()
    ]
    pd.testing.assert_frame_equal(again.brightness, first.brightness)
    (uneven.folder / measures.FILE).write_bytes(b"PAR1")
    assert steps()[1]
    assert steps(seed=2)[1] and steps()[1]
    uneven.decide([0], ["b"], "typed")
    assert steps()[0].means["images"].tolist() == [29, 9, 2]
    uneven.write_quarantine(pd.DataFrame({"id": [38, 39], "reason": ["odd", "odd"]}))
    assert steps()[0].means["key"].tolist() == ["a", "b"]


def test_symbols_are_counted_at_their_positions(home):
    from_arrays("d", [np.zeros((4, 4), np.uint8)] * 3, ["ab", "aab", "b<"])
    found = explore(ExploreSpec(dataset="d"))
    table = found.positions.set_index(["symbol", "position"])["count"]
    assert table["a", 1] == 2 and table["b", 3] == 1 and table["<", 1] == 0 and table.sum() == 7
    assert found.positions.groupby("position")["share"].sum().tolist() == pytest.approx([1, 1, 1])
    assert found.lengths.to_numpy().tolist() == [[2, 2], [3, 1]]
    assert found.notes["labels"] == "Each of 3 texts occurs once."
    assert "pairs of symbol and position never occur" in found.notes["positions"]


def test_pictures_that_cannot_be_decoded_are_counted_not_fatal(uneven):
    table = read_table(uneven.shards()[0])
    broken = [{**picture, "bytes": picture["bytes"][:40]} for picture in table["image"].to_pylist()]
    column = table.schema.names.index("image")
    changed = table.set_column(column, "image", [broken])
    write_table(uneven.shards()[0], changed, 250)
    assert "None of 40 images can be decoded" in sentences.on_measures(measured())["means"]


def test_many_sizes_are_rounded_to_few():
    exact = pd.DataFrame({"width": range(1, 3001), "height": range(3001, 6001), "count": 1})
    table, step = tables.rounded(exact)
    assert len(table) <= tables.MOST_SIZES and step == 16
    assert table["count"].sum() == 3000 and table["width"].min() > 0


def test_the_command_gives_plain_values(uneven):
    result = run(ExploreSpec(dataset="d"))
    assert result["labels"] == {"a": 30, "b": 8, "c": 2} and len(result["notes"]) == 10
    assert parse_json(as_json(result)) == result
    with pytest.raises(FileNotFoundError, match="there is no dataset 'none'"):
        run(ExploreSpec(dataset="none"))
