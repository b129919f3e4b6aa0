"""clean: each kind of finding is found, on planted rows exactly; what is left out is out of use and can come back."""

import numpy as np
import pyarrow as pa
import pytest

from engine import dataset, jobs, storage
from engine.clean.look import difference_hash
from engine.clean.near import near_pairs
from engine.clean.run import findings_of, run
from engine.clean.spec import FINDINGS, CleanSpec
from engine.collect.arrays import from_arrays
from engine.job import Job
from engine.spec import read
from engine.split.run import run as split
from engine.split.spec import SplitSpec
from tests.conftest import engine


def clean(**knobs):
    spec = read(CleanSpec, {"dataset": "d", **knobs})
    result = run(spec, Job(jobs.create("clean", spec.model_dump(mode="json"))))
    return result, dataset.open("d")


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


def damage(row: int) -> None:
    """Puts a picture into the shard that cannot be decoded any more."""
    shard = dataset.open("d").shards()[0]
    table = storage.read_table(shard)
    pictures = table["image"].to_pylist()
    pictures[row]["bytes"] = pictures[row]["bytes"][:60]
    column = pa.array(pictures, table.schema.field("image").type)
    storage.write_table(shard, table.set_column(table.schema.names.index("image"), "image", column), 128)


def test_every_kind_is_found_exactly(planted):
    damage(30)
    result, data = clean(leave_out=["none"])
    found = findings_of(data).groupby("finding")["id"].agg(list).to_dict()
    assert found == {kind: [row] for kind, row in planted.items()} | {"unreadable": [30], "conflict": [6, 22]}
    assert set(found) == set(FINDINGS) and result["left_out"] == 0
    like = findings_of(data).set_index("finding")["like"]
    assert (like["duplicate"], like["near"]) == (5, 7)
    assert findings_of(data)["note"].str.endswith(".").all()


def test_what_is_left_out_is_out_of_use_and_can_come_back(planted):
    before = storage.read_bytes(dataset.open("d").shards()[0])
    split(SplitSpec(dataset="d"), Job(jobs.create("split", {})))
    result, data = clean(leave_out=["blank", "duplicate", "conflict"])
    assert (result["left_out"], result["kept"]) == (4, 46)
    assert data.quarantine()["id"].tolist() == [6, 10, 21, 22]
    assert "conflict: Image 22 is the same, labelled 'bb'" in data.quarantine()["reason"][0]
    assert not {6, 10, 21, 22} & set(data.part_ids("all")) and len(data.split()) == 46
    split(SplitSpec(dataset="d"), Job(jobs.create("split", {})))
    parts = [set(data.part_ids(part)) for part in dataset.PARTS]
    assert set.union(*parts) == set(data.part_ids("all"))
    result, data = clean(leave_out=["blank", "conflict"], bring_back=["6"])
    assert data.quarantine()["id"].tolist() == [10, 22]
    clean(leave_out=["none"])
    assert len(data.part_ids("all")) == 50 and storage.read_bytes(data.shards()[0]) == before


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
    assert not dataset.open("d").quarantine()["id"].tolist()


@pytest.mark.parametrize("bits", [0, 1, 3, 7])
def test_near_pairs_are_those_of_comparing_all_with_all(bits):
    rng = np.random.default_rng(7)
    hashes = rng.integers(0, 2**63, 300, np.uint64)
    for place in range(100, 300):
        flips = rng.choice(64, rng.integers(0, 9), replace=False)
        hashes[place] = hashes[place - 100] ^ np.uint64(sum(1 << int(flip) for flip in flips))
    near = np.bitwise_count(hashes[:, None] ^ hashes) <= bits
    expected = {later for later in range(300) if near[later, :later].any()}
    found = near_pairs(hashes, bits)
    assert set(found[:, 1].tolist()) == expected and near[found[:, 0], found[:, 1]].all()


def test_the_hash_withstands_size_and_noise_and_tells_pictures_apart():
    image = np.kron(pictures(1)[0][:8, :9], np.ones((6, 6), np.uint8))
    noisy = np.clip(image.astype(int) + np.random.default_rng(8).integers(-3, 4, image.shape), 0, 255).astype(np.uint8)
    apart = [bin(difference_hash(image) ^ difference_hash(other)).count("1") for other in pictures(20)]
    assert bin(difference_hash(image) ^ difference_hash(noisy)).count("1") <= 4 and min(apart) > 12


def test_real_signs_have_near_copies_only(home, shared_data):
    source = shared_data / "signs_per_user.zip"
    pattern = r"User_(?P<group>\d)/(?P<label>.)/"
    engine(home, f"collect --name signs --source {source} --label-from regex --pattern {pattern}")
    said = engine(home, "clean --dataset signs --json")
    assert '"duplicate": 0' in said and '"conflict": 0' in said and '"kept": 1008' in said
    near = findings_of(dataset.open("signs"))
    assert len(near) > 100 and set(near["finding"]) == {"near"} and (near["like"] < near["id"]).all()
