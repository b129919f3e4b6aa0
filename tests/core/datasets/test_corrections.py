"""Corrections: the labels in force follow from the history, everything that reads labels follows them, and back."""

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from engine.analyze import predictions
from engine.collect.from_arrays import from_arrays
from engine.core.datasets import corrections
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.core.models.card import read_card
from engine.core.models.predictions import read_predictions
from engine.core.storage.files import read_bytes
from engine.export.run import run as export
from engine.export.spec import ExportSpec
from engine.merge.run import run as merge
from engine.merge.spec import MergeSpec
from engine.split.run import run as split
from engine.split.spec import SplitSpec
from tests.support.commands import engine


def some_pictures(count: int) -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (count, 12, 10), np.uint8)


@pytest.fixture
def made(home):
    """A split dataset "d" of 30 images labelled a or b."""
    from_arrays("d", some_pictures(30), ["ab"[i % 2] for i in range(30)])
    split(SplitSpec(dataset="d"), Job(control.create("split", {})))
    return open_dataset("d")


def test_a_correction_is_in_force_everywhere_and_goes_back_without_a_trace(made):
    shard, parts, info = read_bytes(made.shards()[0]), made.split(), made.info
    assert "given" not in made.columns()
    made.decide([3, 4], ["Ω", "xyz"], "typed")
    made.decide([4, 5], ["b", "b"], "accepted")
    again = open_dataset("d")
    frame = again.frame()
    assert frame["text"][[3, 4, 5, 6]].tolist() == ["Ω", "b", "b", "a"]
    assert frame["given"].tolist() == ["ab"[i % 2] for i in range(30)]
    assert again.frame(["given"])["given"][3] == "b" and again.frame(["text"]).columns.tolist() == ["text"]
    rows = again.rows([4, 3, 0]).select(["text", "given"]).to_pydict()
    assert rows == {"text": ["b", "Ω", "a"], "given": ["a", "b", "a"]}
    assert again.info.alphabet == "abΩ" and again.info.lengths == (1, 1)
    assert again.info.fingerprint != info.fingerprint and again.stored == info
    assert again.split().equals(parts) and read_bytes(made.shards()[0]) == shard
    again.undo([3, 4])
    assert again.corrected["text"].to_dict() == {4: "xyz"} and again.info.lengths == (1, 3)
    again.undo([4, 7])
    assert again.info == info and "given" not in again.columns()
    told = corrections.history(again.folder)
    assert told["why"].tolist() == ["typed", "typed", "accepted", "kept", "undone", "undone", "undone"]
    assert told["from"].tolist() == ["b", "a", "xyz", "b", "Ω", "b", "xyz"]
    assert pd.to_datetime(told["when"]).dt.tz is not None


def test_the_history_folds_as_a_stack_of_each_image_does(made):
    rng = np.random.default_rng(3)
    stacks = {row: [text] for row, text in enumerate(made.frame(["text"])["text"])}
    seen = {}
    for _ in range(200):
        row, to = int(rng.integers(0, 6)), str(rng.choice(["a", "b", "cd"]))
        if rng.random() < 0.4:
            made.undo([row])
            stacks[row] = stacks[row][:-1] or stacks[row]
        else:
            made.decide([row], [to], "accepted")
            stacks[row].append(to)
        texts = [stack[-1] for stack in stacks.values()]
        assert made.frame(["text"])["text"].tolist() == texts
        assert made.info.alphabet == "".join(sorted(set("".join(texts))))
        assert seen.setdefault(made.info.fingerprint, texts) == texts
    standing = corrections.standing(corrections.history(made.folder))["id"].value_counts().to_dict()
    assert standing == {row: len(stack) - 1 for row, stack in stacks.items() if len(stack) > 1}
    assert len(seen) == len({tuple(texts) for texts in seen.values()})


def test_two_people_at_once_lose_no_decision(made):
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda row: open_dataset("d").decide([row], ["c"], "accepted"), range(30)))
    assert open_dataset("d").info.alphabet == "c" and len(corrections.history(made.folder)) == 30


@pytest.mark.parametrize(("ids", "to", "words"), [([1], [""], "at least one symbol"), ([30], ["a"], "ids must be 0")])
def test_what_cannot_be_a_label_changes_nothing(made, ids, to, words):
    with pytest.raises(ValueError, match=words):
        made.decide(ids, to, "typed")
    assert corrections.history(made.folder).empty


def test_merging_and_exporting_take_both_labels_along(made, home, tmp_path):
    made.decide([3], ["c"], "typed")
    from_arrays("e", some_pictures(34)[30:], ["b", "b", "a", "a"])
    merge(MergeSpec(name="m", dataset=("e", "d")), Job(control.create("merge", {})))
    merged = open_dataset("m")
    assert merged.frame()[["text", "given"]].loc[[0, 7]].to_numpy().tolist() == [["b", "b"], ["c", "b"]]
    merged.decide([7, 0], ["d", "a"], "typed")
    assert merged.frame()[["text", "given"]].loc[[0, 7]].to_numpy().tolist() == [["a", "b"], ["d", "b"]]
    assert merged.rows([7]).select(["text", "given"]).to_pydict() == {"text": ["d"], "given": ["b"]}
    assert "cd" not in merged.info.alphabet and merged.info.alphabet == "abd"
    export(ExportSpec(dataset="m", output=str(tmp_path / "out")), Job(control.create("export", {})))
    written = pd.concat([pd.read_csv(path) for path in (tmp_path / "out").rglob("metadata.csv")])
    row = written[written["file_name"].str.contains("0000007")].iloc[0]
    assert (row["text"], row["given"]) == ("d", "b")


def test_readings_are_judged_by_the_labels_in_force_and_a_card_knows_its_own(trained):
    source = open_dataset("digits")
    before = predictions.load("reader", "digits", "test")
    said = before[before["predicted"] != ""]
    wrong, right = (int(said.loc[said["correct"] == is_right, "id"].iloc[0]) for is_right in (False, True))
    fix = before.set_index("id")["predicted"][wrong]
    source.decide([wrong, right], [fix, "0120"], "typed")
    after = predictions.load("reader", "digits", "test").set_index("id")
    assert after["correct"][wrong] and not after["correct"][right]
    assert after["text"][right] == "0120" and after["given"][right] == before.set_index("id")["text"][right]
    said = json.loads(engine(trained, "classify --dataset digits --model reader --part validation --json"))
    assert said["n"] == 30
    table = read_predictions("reader", open_dataset("digits"))
    assert len(table) == len(after) + 30, "readings of before the correction were dropped"
    known = read_card("reader").dataset_fingerprint
    assert known != source.info.fingerprint and corrections.same_images(known, source.info.fingerprint)
    source.undo([wrong, right])
    assert known == source.info.fingerprint
    pd.testing.assert_frame_equal(predictions.load("reader", "digits", "test"), before)
