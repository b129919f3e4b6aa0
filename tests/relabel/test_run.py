"""relabel: planted errors come first in the list, no image is judged by a model that saw it, labels stay."""

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_digits

from engine.classify.table import as_table, labelled, store
from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.core.models.card import BASE
from engine.core.models.predictions import predictions_path
from engine.core.models.predictor import Prediction
from engine.generate.spec import GenerateSpec
from engine.imaging.preprocess import Preparation
from engine.relabel.folds import folds_of
from engine.relabel.label_issues import read_label_issues
from engine.relabel.run import run
from engine.relabel.spec import RelabelSpec
from engine.spec import read, with_preset
from engine.split.run import run as split
from engine.split.spec import SplitSpec
from tests.support.models import card_of, store_model


def relabel(name="d", **knobs):
    spec = read(RelabelSpec, {"dataset": name, **knobs})
    result = run(spec, Job(control.create("relabel", spec.model_dump(mode="json"))))
    return result, read_label_issues(open_dataset(name))[0]


@pytest.fixture
def digits(home):
    """The dataset "d": 899 handwritten digits, of which 5 % have a wrong label; returns those rows and the truth."""
    images, truth = load_digits(return_X_y=True)
    images, truth = (images[::2].reshape(-1, 8, 8) * 15.9).astype(np.uint8), truth[::2]
    rng = np.random.default_rng(4)
    wrong = np.sort(rng.choice(len(truth), len(truth) // 20, replace=False))
    labels = truth.copy()
    labels[wrong] = (labels[wrong] + rng.integers(1, 10, len(wrong))) % 10
    from_arrays("d", images, labels.astype(str).tolist())
    return wrong, truth.astype(str)


def test_planted_errors_come_first_with_the_right_suggestion(digits):
    wrong, truth = digits
    before = open_dataset("d").frame(["text"])["text"]
    result, found = relabel()
    first = found.head(round(0.075 * len(truth)))
    assert first["id"].isin(wrong).sum() >= 0.9 * len(wrong)
    hits = found[found["id"].isin(wrong)]
    assert (hits["suggestion"] == truth[hits["id"]]).mean() > 0.9
    assert found["score"].is_monotonic_increasing and (found["suggestion"] != found["given"]).all()
    assert found.loc[found["likely"], "id"].isin(wrong).mean() > 0.8 and result["agreement"] > 0.85
    for side in ("suggestion", "given"):
        likes = found[[side, f"like_{side}"]].explode(f"like_{side}").dropna()
        assert (before[likes[f"like_{side}"]].to_numpy() == likes[side].to_numpy()).all()
        assert not set(likes[f"like_{side}"]) & set(found["id"])
    assert open_dataset("d").frame(["text"])["text"].equals(before)
    pd.testing.assert_frame_equal(relabel()[1], found)


def test_what_is_left_out_is_not_judged_and_corrections_are(digits):
    wrong, truth = digits
    data = open_dataset("d")
    data.write_quarantine(pd.DataFrame({"id": wrong[:5], "reason": "odd"}))
    data.decide(wrong[5:].tolist(), truth[wrong[5:]].tolist(), "accepted")
    result, found = relabel(most=0.5)
    assert result["judged"] == len(truth) - 5 and not set(wrong[:5]) & set(found["id"])
    assert result["agreement"] > 0.93


def test_folds_keep_equal_pictures_and_groups_together():
    rng = np.random.default_rng(2)
    rows = pd.DataFrame({"text": rng.choice(list("abc"), 300), "picture": rng.integers(0, 150, 300).astype(str)})
    rows["group"] = rng.choice(["x", "y", "z", None], 300)
    for asked, column in (("no", "picture"), ("auto", "group"), ("yes", "group")):
        folds = folds_of(rows, RelabelSpec(dataset="d", by_group=asked))
        assert pd.Series(folds).groupby(rows[column]).nunique().max() == 1 and len(set(folds)) >= 3
    shares = pd.crosstab(
        rows.drop_duplicates("picture")["text"],
        folds_of(rows, RelabelSpec(dataset="d", by_group="no"))[~rows["picture"].duplicated()],
    )
    assert (shares.max(axis=1) - shares.min(axis=1)).max() <= 1, "not stratified"
    rows.loc[rows["text"] == "a", "group"] = "x"
    folds = folds_of(rows, RelabelSpec(dataset="d"))
    assert pd.Series(folds).groupby(rows["group"]).nunique().max() > 1, "a label of one writer could not be learned"


def test_labels_that_cannot_be_learned_are_not_suspected(home):
    images = np.random.default_rng(1).integers(0, 256, (41, 9, 9), np.uint8)
    images[:20, :, :4] = 0
    from_arrays("rare", images, ["a"] * 20 + ["b"] * 20 + ["c"])
    result, found = relabel("rare")
    assert result["judged"] == 40 and 40 not in found["id"].tolist()


@pytest.fixture
def read_texts(home):
    """The split dataset "t" of 60 texts, and a model "m" that learned from it and has read all of them right."""
    texts = [f"{i % 3}{i // 3 % 3}"[: 1 + i % 2] for i in range(60)]
    from_arrays("t", np.random.default_rng(1).integers(0, 256, (60, 9, 9), np.uint8), texts)
    split(SplitSpec(dataset="t"), Job(control.create("split", {})))
    data = open_dataset("t")
    card = card_of(data, alphabet="012", blank=True, preparation=Preparation(width=9, height=9))
    store_model("m", card)
    probabilities = np.full((60, 2, 4), 0.02, np.float32)
    np.put_along_axis(probabilities, card.codec.encode(texts)[..., None], 0.95, axis=2)
    prediction = Prediction(texts, np.full(60, 0.9, np.float32), probabilities, None)
    made = {b"dataset_fingerprint": data.stored.fingerprint.encode()}
    store(labelled(as_table(np.arange(60), prediction, card.codec), texts), predictions_path("m", "t"), made)
    return data


def test_texts_are_compared_with_the_readings_of_a_model(read_texts):
    right = read_texts.frame(["text"])["text"]
    assert relabel("t", model="m")[1].empty
    read_texts.decide([4, 7, 12], ["2", "01", "Ω"], "typed")
    result, found = relabel("t", model="m")
    assert result["judged"] == 60 and result["agreement"] == 0.95
    found = found.set_index("id")
    assert found.index.tolist() == [12, 4, 7] and found["likely"].all()
    assert found["suggestion"].to_dict() == right[found.index].to_dict()
    assert found["score"].tolist() == pytest.approx([0, 0.02, 0.01], abs=0.011)
    assert found["part"].to_dict() == read_texts.split()[found.index].to_dict()
    like = right[found["like_suggestion"][7]]
    assert len(like) and (like.str[0] == right[7][0]).all()
    split(SplitSpec(dataset="t", seed=2), Job(control.create("split", {})))
    assert set(relabel("t", model="m")[1]["part"]) == {"unknown"}


def test_what_cannot_be_judged_gives_a_sentence(home):
    images = np.random.default_rng(1).integers(0, 256, (8, 9, 9), np.uint8)
    from_arrays("texts", images, [f"ab{i}" for i in range(8)])
    from_arrays("same", images, ["a"] * 8)
    from_arrays("once", images, list("abcdefgh"))
    from_arrays("drawn", images, list("abababab"))
    (home / "data/drawn/part-00000.parquet").unlink()
    for name, knobs, words in (
        ("texts", {}, "no model has read 'texts' yet; read it first, on the page Classify"),
        ("texts", {"model": "m"}, "there is no model 'm'"),
        ("same", {}, "at least two different labels"),
        ("once", {}, "too few images of 'once' share a label"),
        ("same", {"by_group": "yes"}, "at least two different labels"),
        ("drawn", {}, "drawn from their labels"),
        ("gone", {}, "there is no dataset 'gone'"),
        ("texts", {"most": 0}, "most must be in"),
    ):
        with pytest.raises((ValueError, FileNotFoundError), match=words):
            relabel(name, **knobs)
        assert not (home / "data" / name / "suspects.parquet").exists()


def test_an_unlabelled_folder_becomes_a_dataset_by_guesses_and_the_least_sure_come_first(home, do, tmp_path):
    words = with_preset(GenerateSpec, "plain", {"symbols": "2457", "length": "3-3", "count": 12, "name": "drawn"})
    do("generate", **words)
    (tmp_path / "folder").mkdir()
    source = open_dataset("drawn")
    for row, file in enumerate(source.image_files(range(12))):
        (tmp_path / "folder" / f"{row}.png").write_bytes(file)
    folder, guesses = str(tmp_path / "folder"), tmp_path / "guesses.txt"
    do("classify", model=BASE, folder=folder, symbols="2457", length="3-3", output=str(guesses))
    do("collect", name="d", source=(folder,), label_from="csv", csv=str(guesses.with_suffix(".csv")),
       label="prediction")  # fmt: skip
    do("classify", model=BASE, dataset="d", part="all")
    result, issues = relabel(model=BASE, guesses=True)
    assert len(issues) == 12 and issues["score"].is_monotonic_increasing and not issues["likely"].any()
    assert set(issues["given"].str.len()) == {3} and result["agreement"] > 0.2
