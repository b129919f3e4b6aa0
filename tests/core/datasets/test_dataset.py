"""A dataset gives back what was put in, row by row, and opens with other tools."""

import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from engine.core.datasets import preprocessing, shard
from engine.core.datasets.dataset import is_dataset, open_dataset
from engine.core.datasets.write import finish_dataset, publish_dataset
from engine.core.storage.files import read_json, write_json
from engine.core.storage.folders import copy_folder
from engine.imaging.preprocess import Preprocessing

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
    assert made.image_files(ids) == [f"picture {i}".encode() for i in ids]
    joined = [picture for _, pictures in made.batches(range(1337), 100) for picture in pictures]
    assert joined == [f"picture {i}".encode() for i in range(1337)]


@pytest.mark.parametrize(("row", "other"), [(1003, 0), (3, 1)])
@pytest.mark.parametrize("corrected", [False, True])
def test_reading_one_row_opens_only_its_shard(made, row, other, corrected):
    if corrected:
        made.decide([row], ["new"], "typed")
    ids, whole, table = np.array([row]), made.frame(), made.rows([row])
    shard.path_of(made.folder, other).unlink()
    alone = open_dataset("odd")
    pd.testing.assert_frame_equal(alone.frame(ids=ids), whole.iloc[ids].reset_index(drop=True))
    for columns in (["text"], ["noise", "width"], list(whole)):
        pd.testing.assert_frame_equal(alone.frame(columns, ids), alone.frame(ids=ids)[columns], check_like=True)
    assert alone.frame(["text"], ids)["text"][0] == ("new" if corrected else LABELS[row % len(LABELS)])
    assert alone.originals([row]) == {row: LABELS[row % len(LABELS)]}
    assert alone.image_files([row]) == [f"picture {row}".encode()] and alone.paths([row]) == [f"{row}.png"]
    assert alone.rows([row]).equals(table) and alone.part_ids("all")[row] == row
    alone.decide([row], ["other"], "typed")
    assert alone.frame(["text"], ids)["text"][0] == "other"


def test_rows_come_in_the_order_asked_for(made):
    ids = np.array([1336, 0, 999, 1000, 0])
    pd.testing.assert_frame_equal(made.frame(ids=ids), made.frame().iloc[ids].reset_index(drop=True))
    assert made.paths(ids) == [f"{i}.png" for i in ids]
    nothing = np.array([], np.int64)
    assert list(made.frame(ids=nothing)) == list(made.frame()) and made.frame(ids=nothing).empty
    assert made.paths(nothing) == made.image_files(nothing) == []


def test_other_tools_open_the_shards(made):
    first = made.shards()[0]
    assert pd.read_parquet(first)["image"][5]["bytes"] == b"picture 5"
    features = json.loads(pq.read_schema(first).metadata[b"huggingface"])["info"]["features"]
    assert features["image"] == {"_type": "Image"}


def test_a_missing_shard_is_noticed_before_the_dataset_counts_as_done(home, tmp_path):
    shard.write(tmp_path / "build", 1, rows(1000, 10))
    with pytest.raises(ValueError, match="must have complete shards"):
        finish_dataset(tmp_path / "build", "text", "test", {})


def test_a_dataset_that_is_not_there_is_answered_with_those_that_are(made):
    with pytest.raises(FileNotFoundError, match="no dataset 'even'; there are: odd"):
        open_dataset("even")


@pytest.mark.parametrize("name", ["", ".", "..", "../data/odd", "odd/", "odd/.", ".odd", "o" * 300, "\0", "\udcff"])
def test_only_the_name_of_a_folder_is_the_name_of_a_dataset(made, name):
    copy_folder(made.folder, made.folder.with_name(".odd"))
    assert not is_dataset(name)


def test_a_changed_file_is_seen_at_once_by_whoever_opens_the_dataset_again(made):
    about = read_json(made.folder / "dataset.json")
    write_json(made.folder / "dataset.json", about | {"source": "tset"})
    assert open_dataset("odd").info.source == "tset"
    made.decide([0], ["008"], "typed")
    assert open_dataset("odd").frame(["text"], np.array([0]))["text"].tolist() == ["008"]


def test_asking_for_a_part_before_the_split_says_what_to_do(made):
    with pytest.raises(ValueError, match="split it first"):
        made.part_ids("test")
    made.write_split(pd.Series("train", index=range(1337)).where(lambda s: s.index % 2 == 0, "test"), {"notes": []})
    assert made.part_ids("test").tolist() == list(range(1, 1337, 2))
    with pytest.raises(ValueError, match="part must be one of train, validation, test or all; got 'tset'"):
        made.part_ids("tset")


def test_its_state_changes_with_all_that_decides_what_is_used_of_it(made):
    parts = pd.Series("train", index=range(1337))
    changes = [
        lambda: made.write_split(parts, {"notes": []}),
        lambda: made.write_split(parts.where(parts.index > 5, "test"), {"notes": []}),
        lambda: made.write_quarantine(pd.DataFrame({"id": [3], "reason": ["blank"]})),
        lambda: made.decide([0], ["008"], "typed"),
        lambda: preprocessing.store(made, Preprocessing(crop=True)),
    ]
    states = [made.state()]
    for change in changes:
        change()
        assert open_dataset("odd").state() == made.state()
        states.append(made.state())
    assert len(set(states)) == len(changes) + 1
    made.undo([0])
    made.decide([0], ["008"], "typed")
    assert made.state() == states[-1]
