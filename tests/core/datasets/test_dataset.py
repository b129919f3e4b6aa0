"""A dataset gives back what was put in, row by row, and opens with other tools."""

import json

import pandas as pd
import pyarrow.parquet as pq
import pytest

from engine.core.datasets import shard
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.write import finish_dataset, publish_dataset

LABELS = ["007", "NA", "a/b", 'x,"y', "l\nm", "  ", "Ω"]


def rows(first, count):
    return [
        {
            "image": f"picture {i}".encode(), "path": f"{i}.png", "text": LABELS[i % len(LABELS)], "picture": str(i),
            "width": 30 + i % 3, "height": 20, "noise": i / 7,
        }
        for i in range(first, first + count)
    ]  # fmt: skip


@pytest.fixture
def made(home, tmp_path):
    build = tmp_path / "build"
    shard.write(build, 1, rows(1000, 337))
    shard.write(build, 0, rows(0, 1000))
    finish_dataset(build, "text", "test", {"seed": 1})
    publish_dataset(build, "odd")
    return open_dataset("odd")


def test_rows_come_back_as_they_were(made):
    frame = made.frame()
    assert frame["id"].tolist() == list(range(1337))
    assert frame["text"].tolist() == [LABELS[i % len(LABELS)] for i in range(1337)]
    assert frame["noise"].tolist() == [i / 7 for i in range(1337)]
    assert made.info.lengths == (1, 4) and made.info.width == (30, 32) and made.info.count == 1337


def test_pictures_are_found_by_id_in_any_order(made):
    ids = [1336, 0, 999, 1000, 127, 128, 0]
    assert made.pictures(ids) == [f"picture {i}".encode() for i in ids]
    joined = [picture for _, pictures in made.batches(range(1337), 100) for picture in pictures]
    assert joined == [f"picture {i}".encode() for i in range(1337)]


def test_other_tools_open_the_shards(made):
    first = made.shards()[0]
    assert pd.read_parquet(first)["image"][5]["bytes"] == b"picture 5"
    features = json.loads(pq.read_schema(first).metadata[b"huggingface"])["info"]["features"]
    assert features["image"] == {"_type": "Image"}


def test_a_missing_shard_is_noticed_before_the_dataset_counts_as_done(home, tmp_path):
    shard.write(tmp_path / "build", 1, rows(1000, 10))
    with pytest.raises(ValueError, match="not complete"):
        finish_dataset(tmp_path / "build", "text", "test", {})


def test_a_dataset_that_is_not_there_is_answered_with_those_that_are(made):
    with pytest.raises(FileNotFoundError, match="no dataset 'even'; there are: odd"):
        open_dataset("even")


def test_asking_for_a_part_before_the_split_says_what_to_do(made):
    with pytest.raises(ValueError, match="split it first"):
        made.part_ids("test")
    made.write_split(pd.Series("train", index=range(1337)).where(lambda s: s.index % 2 == 0, "test"), {"notes": []})
    assert made.part_ids("test").tolist() == list(range(1, 1337, 2))
    with pytest.raises(ValueError, match="part must be one of train, validation, test or all; got 'tset'"):
        made.part_ids("tset")
