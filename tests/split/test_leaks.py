"""Leaks are those of comparing all with all, and keeping near images together leaves none, at the same shares."""

import numpy as np
import pandas as pd
import pytest

from engine.core.datasets import shard, signatures
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.write import finish_dataset, publish_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.core.storage.folders import modified_at
from engine.core.storage.paths import workspace
from engine.core.storage.tables import read_table, write_table
from engine.imaging.decode import image_hash
from engine.imaging.encode import png
from engine.spec import read
from engine.split.assign import assign
from engine.split.components import linked
from engine.split.run import BITS, run
from engine.split.spec import SplitSpec

CLUSTER = 4


@pytest.fixture
def clusters(home):
    """320 images in two labels: 60 scenes taken four times with one grey level changed, 80 taken once; 8 writers."""
    rng = np.random.default_rng(5)
    scenes = rng.integers(0, 256, (140, 20, 30), np.uint8)
    images = [scene for scene in scenes[:60] for _ in range(CLUSTER)] + list(scenes[60:])
    rows = []
    for i, image in enumerate(images):
        taken = image.copy()
        taken[i % 20, i % 30] ^= 1
        rows.append(
            {
                "image": png(taken),
                "path": "x.png",
                "text": "ab"[i // CLUSTER % 2],
                "group": f"w{i % 8}",
                "picture": image_hash(taken),
                "width": 30,
                "height": 20,
            }
        )
    shard.write(workspace() / "build", 0, rows)
    finish_dataset(workspace() / "build", "class", "test", {})
    publish_dataset(workspace() / "build", "d")
    return np.array([i // CLUSTER if i < 60 * CLUSTER else 1000 + i for i in range(len(images))])


def split(**knobs):
    spec = read(SplitSpec, {"dataset": "d", "by_group": "no", **knobs})
    result = run(spec, Job(control.create("split", spec.model_dump(mode="json"))))
    return (
        result,
        open_dataset("d").split().sort_index().to_numpy(),
        open_dataset("d").split_report()["leaks"],
    )


def test_near_pictures_and_groups_in_several_parts_are_counted(clusters):
    result, parts, found = split()
    same = clusters[:, None] == clusters
    across = np.triu(same & (parts[:, None] != parts))
    assert result["leaks"]["near_pairs"] == across.sum() > 20
    assert result["leaks"]["near_images"] == ((across | across.T).any(axis=1) & (parts != "train")).sum()
    assert (result["leaks"]["groups"], result["leaks"]["group_images"]) == (8, (parts != "train").sum())
    assert len(found["examples"]) == 12
    for one, other, part, counterpart in found["examples"]:
        assert across[one, other] and (parts[one], parts[other]) == (part, counterpart)


def test_kept_together_they_leak_no_more_and_the_shares_hold(clusters):
    result, parts, found = split(near="together")
    assert all(len(set(parts[clusters == cluster])) == 1 for cluster in np.unique(clusters))
    assert (found["near_pairs"], found["examples"]) == (0, [])
    assert (result["train"], result["validation"], result["test"]) == (224, 32, 64)
    assert "Kept in one part: 240 near-duplicates, in 60 clusters." in result["notes"]
    assert split(near="together")[0] == result
    grouped, parts, _ = split(near="together", by_group="auto")
    assert "too few for 3 parts" in grouped["notes"][0] and grouped["leaks"]["near_pairs"] == 0


@pytest.mark.parametrize("knobs", [{}, {"validation": 0}, {"validation": 0.45, "test": 0.45}])
@pytest.mark.parametrize("size", [[3, 1, 1], [40, 40, 40], [2] * 30, [50, 2, 2, 2, 2, 1], [9, 1, 1, 1]])
def test_whatever_the_clusters_every_part_that_is_asked_for_is_filled(size, knobs):
    alike = np.repeat(np.arange(len(size)), size)
    pictures = [f"p{i}" for i in range(len(alike))]
    rows = pd.DataFrame({"id": range(len(alike)), "text": "a", "group": None, "picture": pictures})
    parts, report = assign(rows, SplitSpec(dataset="d", **knobs), alike)
    assert (parts.groupby(alike).nunique() == 1).all()
    empty = [name for name, count in report["counts"].items() if not count]
    assert empty == [name for name in ("validation",) if knobs.get(name) == 0]


def test_by_group_no_group_leaks_and_ignoring_does_not_look(clusters):
    result, *_ = split(by_group="yes", near="ignore")
    assert result["leaks"] == {"near_pairs": None, "near_images": None, "groups": 0, "group_images": 0}
    assert not (open_dataset("d").folder / "glances.parquet").exists()


def test_pictures_are_opened_once_and_again_when_they_are_others(clusters):
    split()
    kept = open_dataset("d").folder / "glances.parquet"
    first = modified_at(kept)
    split(seed=2)
    assert modified_at(kept) == first
    table = read_table(kept)
    write_table(kept, table.slice(0, 3).replace_schema_metadata({"fingerprint": "of another"}))
    assert split()[0]["leaks"]["near_pairs"] > 20


def test_ties_hold_over_others_and_over_chunks():
    ids = np.array([2, 3, 5, 7, 11, 13])
    chunks = [np.array([[2, 5]]), np.array([[5, 7], [11, 13]]), np.array([[7, 2]])]
    numbers = linked(ids, chunks)
    assert numbers[0] == numbers[2] == numbers[3] and numbers[4] == numbers[5]
    assert len(set(numbers.tolist())) == 3


def test_nearly_equal_images_with_different_labels_are_no_leak(clusters):
    source = open_dataset("d")
    texts = np.where(np.arange(len(clusters)) % CLUSTER == 0, "other", source.frame(["text"])["text"])
    rows = source.frame(["id", "picture"]).assign(text=texts)
    seen = signatures.of(source, Job(control.create("split", {"dataset": "d"})))
    pairs = np.concatenate([near.ids for near in signatures.near(rows, seen, BITS)])
    same = (clusters[:, None] == clusters) & (texts[:, None] == texts)
    assert set(map(tuple, pairs.tolist())) == set(
        zip(*map(np.ndarray.tolist, np.nonzero(np.triu(same, 1))), strict=True)
    )
    single = np.where(texts == "other", "c", "a")
    pairs = np.concatenate([near.ids for near in signatures.near(rows.assign(text=single), seen, BITS, conflicts=True)])
    assert len(pairs) == 60 * CLUSTER * (CLUSTER - 1) // 2, "cleaning names near images of another class"
