"""clean: each kind of finding is found, on planted rows exactly; what is left out is out of use and can come back."""

import numpy as np
import pandas as pd
import pytest

from engine.clean.decide import bring_back, decisions_of, leave_out
from engine.clean.run import findings_of, run
from engine.clean.spec import FINDINGS, CleanSpec
from engine.collect.from_arrays import from_arrays
from engine.core.datasets import info
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.core.storage.files import read_bytes
from engine.spec import read
from engine.split.run import run as split
from engine.split.spec import SplitSpec
from tests.support.commands import engine
from tests.support.damage import cut_images


def clean(**knobs):
    spec = read(CleanSpec, {"dataset": "d", **knobs})
    result = run(spec, Job(control.create("clean", spec.model_dump(mode="json"))))
    return result, open_dataset("d")


def pictures(count: int) -> list[np.ndarray]:
    """Pictures that are not alike."""
    return list(np.random.default_rng(5).integers(0, 256, (count, 20, 30), np.uint8))


@pytest.fixture
def planted(home):
    """A dataset of 50 rows with one row of each kind; returns the id of each."""
    images = pictures(50)
    texts = ["ab" if i % 2 else "ba" for i in range(50)]
    images[10] = np.full((20, 30), 77, np.uint8)
    images[21] = images[5]
    images[22] = images[6]
    images[23] = images[7].copy()
    images[23][0, 0] ^= 1
    images[24] = np.random.default_rng(6).integers(0, 256, (20, 300), np.uint8)
    texts[22] = "bb"
    texts[25], texts[26] = "abababab", "aZ"
    from_arrays("d", images, texts)
    return {"blank": 10, "duplicate": 21, "conflict": 22, "near": 23, "size": 24, "length": 25, "rare": 26}


def test_every_kind_is_found_exactly(planted):
    cut_images(open_dataset("d").shards()[0], [30])
    result, data = clean(leave_out=["none"])
    found = findings_of(data).groupby("finding")["id"].agg(list).to_dict()
    assert found == {kind: [row] for kind, row in planted.items()} | {"unreadable": [30], "conflict": [6, 22]}
    assert set(found) == set(FINDINGS) and result["left_out"] == 0
    like = findings_of(data).set_index("finding")["like"]
    assert (like["duplicate"], like["near"]) == (5, 7)
    assert findings_of(data)["note"].str.endswith(".").all()


def test_what_is_left_out_is_out_of_use_and_can_come_back(planted):
    before = read_bytes(open_dataset("d").shards()[0])
    split(SplitSpec(dataset="d"), Job(control.create("split", {})))
    result, data = clean(leave_out=["blank", "duplicate", "conflict"])
    assert (result["left_out"], result["kept"]) == (4, 46)
    assert data.quarantine()["id"].tolist() == [6, 10, 21, 22]
    assert "conflict: Image 22 is the same, labelled 'bb'" in data.quarantine()["reason"][0]
    assert not {6, 10, 21, 22} & set(data.part_ids("all")) and len(data.split()) == 46
    split(SplitSpec(dataset="d"), Job(control.create("split", {})))
    parts = [set(data.part_ids(part)) for part in info.PARTS]
    assert set.union(*parts) == set(data.part_ids("all"))
    result, data = clean(leave_out=["blank", "conflict"], bring_back=["6"])
    assert data.quarantine()["id"].tolist() == [10, 22]
    clean(leave_out=["none"])
    assert len(data.part_ids("all")) == 50 and read_bytes(data.shards()[0]) == before


def test_what_was_decided_by_hand_outlives_another_cleaning(planted):
    _, data = clean(leave_out=["blank", "duplicate"])
    bring_back(data, [10])
    leave_out(data, pd.DataFrame({"id": [3, 24], "reason": ["size: too wide.", "size: too wide."]}))
    bring_back(data, [3])
    assert data.quarantine()["id"].tolist() == [21, 24]
    result, data = clean(leave_out=["blank", "duplicate", "conflict"])
    assert data.quarantine().set_index("id")["reason"].to_dict().keys() == {6, 21, 22, 24}
    assert data.quarantine()["reason"].tolist()[-1] == "size: too wide." and result["by_hand"] == 3
    with pytest.raises(ValueError, match="all 50 images would be left out"):
        leave_out(data, pd.DataFrame({"id": range(50), "reason": ["x"] * 50}))
    assert len(data.quarantine()) == 4
    clean(leave_out=["blank"], forget=True)
    assert data.quarantine()["id"].tolist() == [10] and decisions_of(data).empty


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"leave_out": ["dirt"]}, "leave_out must be among unreadable"),
        ({"bring_back": ["x"]}, "bring_back must be numbers"),
        ({"dataset": "none"}, "there is no dataset"),
        ({"blank": 255, "leave_out": ["blank"]}, "all 50 images would be left out"),
    ],
)
def test_what_cannot_work_gives_a_sentence(planted, knobs, words):
    with pytest.raises((ValueError, FileNotFoundError), match=words):
        clean(**knobs)
    assert not open_dataset("d").quarantine()["id"].tolist()


def test_real_signs_have_near_copies_only(home, shared_data):
    source = shared_data / "signs_per_user.zip"
    pattern = r"User_(?P<group>\d)/(?P<label>.)/"
    engine(home, f"collect --name signs --source {source} --label-from regex --pattern {pattern}")
    said = engine(home, "clean --dataset signs --json")
    assert '"duplicate": 0' in said and '"conflict": 0' in said and '"kept": 1008' in said
    near = findings_of(open_dataset("signs"))
    assert len(near) > 100 and set(near["finding"]) == {"near"} and (near["like"] < near["id"]).all()
