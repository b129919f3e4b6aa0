"""merge: every row of every dataset, once, with its image, label and where it came from."""

import json

import numpy as np
import pandas as pd
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job, StoppedError
from engine.imaging.decode import decode
from engine.imaging.preprocess import Preprocessing
from engine.merge.run import run
from engine.merge.spec import MergeSpec
from engine.spec import read
from tests.support.commands import engine


def merge(*names, name="m") -> dict:
    spec = read(MergeSpec, {"name": name, "dataset": names})
    return run(spec, Job(control.create("merge", spec.model_dump(mode="json"))))


def shades(count, start=0, size=(4, 5)):
    return [np.full(size, (start + i) % 251, np.uint8) for i in range(count)]


def test_rows_keep_order_pictures_groups_and_get_their_source(home):
    from_arrays("a", shades(1500), [str(i % 10) for i in range(1500)], groups=["w"] * 1500)
    from_arrays("b", shades(900, 7, (6, 6)), ["X"] * 900)
    result = merge("a", "b")
    rows, data = open_dataset("m").frame(), open_dataset("m")
    assert result["taken"] == {"a": 1500, "b": 900} and result["kind"] == "class"
    assert rows["id"].tolist() == list(range(2400)) and data.info.alphabet == "0123456789X"
    assert rows["source"].tolist() == ["a"] * 1500 + ["b"] * 900
    assert rows["group"][0] == "a/w" and rows["group"][1500:].isna().all()
    originals = open_dataset("a").image_files(range(1500)) + open_dataset("b").image_files(range(900))
    assert data.image_files(range(2400)) == originals
    merge("m", "b", name="again")
    assert open_dataset("again").frame()["source"].unique().tolist() == ["m/a", "m/b", "b"]


def test_preprocessing_that_all_datasets_share_is_kept(home):
    from_arrays("a", shades(3), ["a", "b", "c"])
    from_arrays("b", shades(3, size=(6, 6)), ["d", "e", "f"])
    assert "different sizes" in merge("a", "b", name="plain")["prepare"]
    shared = Preprocessing(threshold="otsu", width=28, height=28)
    preprocessing.store(open_dataset("a"), shared)
    assert "differ in preprocessing" in merge("a", "b", name="mixed")["prepare"]
    assert preprocessing.preprocessing_of(open_dataset("mixed")) == Preprocessing()
    preprocessing.store(open_dataset("b"), shared)
    assert "Otsu" in merge("a", "b", name="same")["prepare"]
    assert preprocessing.preprocessing_of(open_dataset("same")) == shared


def test_images_stay_in_their_parts_where_all_datasets_are_split(home):
    from_arrays("a", shades(4), ["0", "1", "0", "1"])
    from_arrays("b", shades(3, 90), ["0", "1", "0"])
    open_dataset("a").write_split(pd.Series(["test", "train", "validation", "train"]), {})
    assert not merge("a", "b", name="half")["split"] and open_dataset("half").split_report() is None
    open_dataset("b").write_split(pd.Series(["train", "test", "train"]), {})
    open_dataset("a").write_quarantine(pd.DataFrame({"id": [1], "reason": ["odd"]}))
    assert merge("a", "b", name="whole")["split"]
    assert open_dataset("whole").split().tolist() == ["test", "validation", "train", "train", "test", "train"]
    open_dataset("b").write_split(pd.Series(["train", "test"]), {})
    assert not merge("a", "b", name="lacking")["split"]
    from_arrays("c", shades(1), ["0"])  # a's first image, which is for testing there
    open_dataset("c").write_split(pd.Series(["train"]), {})
    assert not merge("a", "c", name="torn")["split"]


def test_a_stopped_merge_goes_on_and_ends_with_the_same_dataset(home):
    from_arrays("a", shades(1500), ["a"] * 1500)
    from_arrays("b", shades(900), ["b"] * 900)
    merge("a", "b", name="whole")
    spec = MergeSpec(name="m", dataset=("a", "b"))
    job_id = control.create("merge", spec.model_dump(mode="json"), spec.makes)
    control.stop(job_id)
    with pytest.raises(StoppedError):
        run(spec, Job(job_id))
    control.reset(job_id)
    run(spec, Job(job_id))
    assert open_dataset("m").info.fingerprint == open_dataset("whole").info.fingerprint


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), "at least two"),
        (("a",), "at least two"),
        (("a", "a"), "name each dataset once"),
        (("a", "none"), "there is no dataset 'none'"),
    ],
)
def test_what_cannot_be_merged_gives_a_sentence(home, names, words):
    from_arrays("a", shades(3), ["a", "b", "c"])
    with pytest.raises((ValueError, FileNotFoundError), match=words):
        merge(*names)
    assert dataset_names() == ["a"]


def test_real_digits_and_capitals_become_36_classes(home, shared_data):
    capitals = (
        f"collect --name capitals --source {shared_data / 'handwritten62.zip'} --label-from regex --pattern CAP_(.)_"
    )
    images = f"collect --name digits --source {shared_data / 'mnist' / 't10k-images-idx3-ubyte.gz'} --label-from table"
    assert json.loads(engine(home, capitals + " --json"))["kept"] == 2600
    assert json.loads(engine(home, images + " --json"))["kept"] == 10_000
    said = json.loads(engine(home, "merge --name both --dataset digits --dataset capitals --json"))
    assert (said["count"], said["alphabet"]) == (12_600, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    data = open_dataset("both")
    assert data.frame()["source"].value_counts().to_dict() == {"digits": 10_000, "capitals": 2600}
    assert decode(data.image_files([0])[0]).shape == (28, 28)
