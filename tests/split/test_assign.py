"""assign: exact shares, nothing on two sides, the same by seed, and plain words on what was done."""

import numpy as np
import pandas as pd
import pytest

from engine.spec import read
from engine.split.assign import assign
from engine.split.spec import SplitSpec


def frame(texts, group=None, picture=None) -> pd.DataFrame:
    count = len(texts)
    return pd.DataFrame(
        {
            "id": range(count),
            "text": texts,
            "group": group if group is not None else [None] * count,
            "picture": picture if picture is not None else [f"p{i}" for i in range(count)],
        }
    )


def split(rows: pd.DataFrame, **knobs):
    parts, report = assign(rows, SplitSpec(dataset="d", **knobs))
    rows = rows.set_index("id")
    assert parts.index.equals(rows.index.sort_values())
    assert parts.value_counts().to_dict() == {name: count for name, count in report["counts"].items() if count}
    assert (parts.groupby(rows["picture"]).nunique() == 1).all()
    return parts, report


def test_labels_that_occur_once_are_split_at_random_in_exact_shares():
    parts, report = split(frame([f"{i:05d}" for i in range(1040)]))
    assert report["counts"] == {"train": 728, "validation": 104, "test": 208}
    assert "each label occurs once" in report["notes"][0]
    # Random, not a run of ids: the parts' ids lie in the middle on average.
    assert abs(parts.index[parts == "test"].to_numpy().mean() - 519.5) < 80


@pytest.mark.parametrize("count", [3, 4, 7, 10, 50, 400])
def test_every_label_gets_its_share_and_one_image_in_training(count):
    rows = frame([symbol for symbol in "0123456789" for _ in range(count)])
    parts, report = split(rows)
    assert report["counts"]["test"] == round(10 * count * 0.2)
    assert report["counts"]["validation"] == round(10 * count * 0.1)
    table = pd.crosstab(rows["text"], parts.to_numpy())
    assert (table["train"] >= 1).all()
    assert (table["test"] - count * 0.2).abs().max() < 2
    assert (table["validation"] - count * 0.1).abs().max() < 2
    assert (table["train"] - count * 0.7).abs().max() < 1 + 1e-9


def test_tiny_classes_stay_in_training_and_are_named():
    rows = frame(["a"] * 50 + ["b"] * 50 + ["c", "c", "d"])
    parts, report = split(rows)
    assert (parts[100:] == "train").all()
    assert "Kept in training: 2 labels with fewer than 3 images." in report["notes"]


def test_the_seed_decides_and_the_order_of_rows_does_not():
    rows = frame(list("abcd" * 30), group=[f"w{i % 12}" for i in range(120)])
    for by_group in ("yes", "no"):
        parts, _ = split(rows, by_group=by_group)
        assert parts.equals(split(rows.sample(frac=1, random_state=3), by_group=by_group)[0])
        assert parts.equals(split(rows, by_group=by_group)[0])
        assert not parts.equals(split(rows, by_group=by_group, seed=2)[0])


def test_equal_pictures_and_what_they_tie_together_stay_on_one_side():
    picture = [f"p{i // 2}" for i in range(200)]
    _, report = split(frame([f"{i:03d}" for i in range(200)], picture=picture))
    assert report["counts"] == {"train": 140, "validation": 20, "test": 40}
    assert "Kept in one part: 100 images that occur more than once." in report["notes"]
    group = [f"w{i // 10}" for i in range(200)]
    picture = [f"p{i}" for i in range(200)]
    picture[0] = picture[199]
    parts, _ = split(frame(["a"] * 200, group, picture))
    tied = pd.Series(["w0" if writer == "w19" else writer for writer in group])
    assert (parts.groupby(tied).nunique() == 1).all()


def test_groups_stay_together_and_labels_balanced():
    rng = np.random.default_rng(0)
    rows = frame(list(rng.choice(list("abc"), 3000)), group=[f"w{i}" for i in rng.integers(0, 40, 3000)])
    parts, report = split(rows)
    assert (parts.groupby(rows["group"]).nunique() == 1).all()
    assert abs(report["counts"]["test"] - 600) < 30 and abs(report["counts"]["validation"] - 300) < 30
    assert any(note.startswith("40 groups: each stays in one part") for note in report["notes"])
    _, loose = split(rows, by_group="no")
    assert loose["counts"]["test"] == 600
    assert any("not kept together, as requested" in note for note in loose["notes"])


def test_many_small_groups_meet_the_shares_exactly():
    rows = frame([f"{i:05d}" for i in range(5000)], group=[f"w{i // 2}" for i in range(5000)])
    assert split(rows)[1]["counts"] == {"train": 3500, "validation": 500, "test": 1000}


def test_rows_without_a_group_are_free():
    rows = frame(["a"] * 40, group=["w"] * 10 + [None] * 30)
    parts, report = split(rows)
    assert parts[:10].nunique() == 1
    assert report["counts"] == {"train": 28, "validation": 4, "test": 8}


def test_too_few_groups_fall_back_only_where_nobody_asked():
    rows = frame(["a", "b"] * 20, group=["x", "y"] * 20)
    assert "2 groups are too few for 3 parts" in split(rows)[1]["notes"][0]
    with pytest.raises(ValueError, match="at least 3 groups"):
        split(rows, by_group="yes")
    with pytest.raises(ValueError, match="needs groups"):
        split(frame(["a"] * 9), by_group="yes")
    parts, _ = split(rows, by_group="yes", validation=0)
    assert parts.nunique() == 2


@pytest.mark.parametrize("knobs", [{}, {"validation": 0}, {"test": 0}, {"validation": 0.45, "test": 0.45}])
@pytest.mark.parametrize("count", [3, 4, 5, 9])
def test_small_sets_fill_every_part_that_is_asked_for(count, knobs):
    _, report = split(frame(["x"] * count), **knobs)
    empty = [name for name, found in report["counts"].items() if not found]
    assert empty == [name for name in ("validation", "test") if knobs.get(name) == 0]


def test_too_few_images_and_impossible_shares_give_a_sentence():
    for rows in (frame(["a", "b"]), frame(["a"] * 9, picture=["p"] * 9)):
        with pytest.raises(ValueError, match="3 parts need at least as many distinct images; got"):
            split(rows)
    with pytest.raises(ValueError, match=r"add up to less than 1; got 0\.5 \+ 0\.5"):
        read(SplitSpec, {"dataset": "d", "validation": 0.5, "test": 0.5})
    with pytest.raises(ValueError, match=r"test must be in \[0, 0.9\]"):
        read(SplitSpec, {"dataset": "d", "test": 1.5})


def test_symbols_that_training_never_shows_are_named():
    for seed in range(3):
        parts, report = split(frame(["a", "b", "c", "d"]), seed=seed, validation=0)
        unseen = "abcd"[parts.tolist().index("test")]
        assert report["notes"][-1] == f"Missing in training, so a model cannot learn them: the symbols {unseen}."
