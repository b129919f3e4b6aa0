"""The split verb on real images: an index beside the shards, which stay as they are."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import shard
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.split.run import run
from engine.split.spec import SplitSpec


@pytest.fixture
def digits(home):
    """The 1,797 digits of scikit-learn as a class dataset."""
    bunch = load_digits()
    from_arrays("digits", (bunch.images * 15.9375).astype("uint8"), [str(target) for target in bunch.target])
    return open_dataset("digits")


def split(**knobs):
    spec = SplitSpec(dataset="digits", **knobs)
    return run(spec, Job(control.create("split", spec.model_dump(mode="json"))))


def test_a_split_is_stored_as_an_index_and_can_be_done_again(digits):
    before = shard.fingerprint(digits.shards())
    result = split()
    assert (result["train"], result["validation"], result["test"]) == (1258, 180, 359)
    assert digits.split().value_counts().to_dict() == {"train": 1258, "validation": 180, "test": 359}
    assert len(digits.part_ids("test")) == 359
    assert digits.split_report()["spec"]["seed"] == 1
    first = digits.split_fingerprint()
    assert split(seed=2)["test"] == 359
    assert digits.split_fingerprint() != first
    assert split(seed=1) == result and digits.split_fingerprint() == first
    assert shard.fingerprint(digits.shards()) == before


def test_an_unknown_dataset_is_answered_with_those_there_are(digits):
    spec = SplitSpec(dataset="nosuch")
    with pytest.raises(FileNotFoundError, match="digits"):
        run(spec, Job(control.create("split", spec.model_dump(mode="json"))))


def test_a_signer_can_be_the_whole_test_part(home):
    images = np.random.default_rng(1).integers(0, 256, (60, 8, 8), dtype=np.uint8)
    from_arrays("digits", images, ["a", "b"] * 30, [f"signer {i % 3}" for i in range(60)])
    result = split(test_group=("signer 1",), validation=0.2)
    rows = open_dataset("digits").frame(["group"])["group"].groupby(open_dataset("digits").split()).unique()
    assert rows["test"].tolist() == ["signer 1"] and result["test"] == 20
    assert not set(rows["train"]) & set(rows["validation"])
    with pytest.raises(ValueError, match=r"\(signer 0, signer 1, signer 2\)"):
        split(test_group=("nobody",))
